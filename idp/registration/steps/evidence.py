"""The evidence of a customer: fields by the portal's settings, judged together."""

from collections.abc import Mapping
from typing import Any

from wtforms import Field, StringField
from wtforms.validators import DataRequired, Length, Optional

from idp.accounts.fields import plain_text, stripped
from idp.accounts.identifiers import canonical_email
from idp.accounts.portal_fields.pattern import pattern_validators
from idp.actors import visitor
from idp.infrastructure.metrics import count_evidence
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.i18n import current_language, gettext
from idp.registration.eligibility import RULES, Claim, Eligibility, assess, hit_evidence_limit, rule_key
from idp.registration.steps.step import Asked, RegistrationStep, StepForm
from idp.settings import EvidenceSettings

_KEY = "evidence"
_PREFIX = "evidence_"
_LONGEST = 200


def _is_asked(asked: Asked) -> bool:
    return bool(asked.settings.registration.evidence)


def _fields(asked: Asked) -> Mapping[str, Field]:
    own = asked.settings.registration.evidence
    return {
        f"{_PREFIX}{key}": _make_field(key, settings)
        for key, settings in own.items()
        if RULES[rule_key(key, settings)].label is not None
    }


def _make_field(key: str, settings: EvidenceSettings) -> Field:
    label = settings.label.say(current_language(), "") or RULES[rule_key(key, settings)].label or key
    missing = gettext("Please fill in this field.")
    first = Optional() if settings.optional else DataRequired(missing)
    validators = [first, plain_text, Length(max=_LONGEST), *pattern_validators(settings.pattern, _without_spaces)]
    hint = settings.help.say(current_language(), "")
    return StringField(label, description=hint, filters=[stripped], validators=validators)


def _without_spaces(entry: str) -> str:
    return "".join(entry.split()).upper()


def _fill(form: StepForm, asked: Asked) -> None:
    for key, value in (asked.registration.evidence if asked.registration else {}).items():
        if f"{_PREFIX}{key}" in form:
            form[f"{_PREFIX}{key}"].data = value


def _judge(form: StepForm, asked: Asked) -> None:
    """Compare what was entered with the customer. The complaint does not say which entry was wrong."""
    if form.errors:
        return
    claim, portal = _claim(form, asked), asked.settings
    is_allowed = hit_evidence_limit(claim, portal, visitor(), asked.demands.throttle)
    found = _assess(claim, asked) if is_allowed else Eligibility(is_eligible=False)
    count_evidence(_result_of(found) if is_allowed else "throttled")
    form.judged[_KEY] = found
    is_left_to_operators = portal.registration.without_evidence != "refuse" and not asked.is_admitted
    if found.is_eligible or found.is_down or is_left_to_operators:
        return
    form.form_errors.append(
        gettext("We could not find a customer with these details. Please check your entries.")
        if is_allowed
        else gettext("Too many attempts. Please try again later or contact support.")
    )


def _result_of(found: Eligibility) -> str:
    if found.is_eligible:
        return "enough"
    return "down" if found.is_down else "not_enough"


def _entries(form: StepForm, asked: Asked) -> Mapping[str, Any]:
    found: Eligibility = form.judged[_KEY]
    return {
        "evidence": {key: value for key, value in _claim(form, asked).entered.items() if value},
        "evidence_met": found.met,
        "customer_id": found.customer_id,
        "is_eligible": found.is_eligible,
    }


def _claim(form: StepForm, asked: Asked) -> Claim:
    own = asked.settings.registration.evidence
    email, given_name, family_name = (_known(name, form, asked) for name in ("email", "given_name", "family_name"))
    names = (family_name, f"{given_name} {family_name}") if family_name else ()
    entered = {key: form[f"{_PREFIX}{key}"].data or "" for key in own if f"{_PREFIX}{key}" in form}
    return Claim(portal=asked.portal, email=canonical_email(email) or "", names=names, entered=entered)


def _known(column: str, form: StepForm, asked: Asked) -> str:
    """What was entered on this page or an earlier one, or is the account's."""
    known = asked.account or asked.registration
    return (form[column].data if column in form else getattr(known, column, "")) or ""


def _assess(claim: Claim, asked: Asked) -> Eligibility:
    return assess(claim, asked.settings, current_settings())


EVIDENCE = RegistrationStep(
    key=_KEY,
    template="registration/steps/evidence.html",
    is_for_admitted=True,
    is_asked=_is_asked,
    fields=_fields,
    fill=_fill,
    judge=_judge,
    entries=_entries,
)
