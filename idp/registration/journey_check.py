"""What no type says of the settings of a portal's registration, checked at start."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from idp.accounts.portal_fields.kinds import KINDS
from idp.registration.eligibility import RULES, rule_key
from idp.registration.steps import STEPS
from idp.registration.steps.agreements import TEXT_PREFIX
from idp.registration.user_name_check import mistakes_of_user_name
from idp.settings import (
    EvidenceSettings,
    PortalSettings,
    ProfileFieldSettings,
    RegistrationSettings,
    Settings,
    SettingsError,
    Title,
)

_BEFORE_ONLY = ("email", "evidence")
_AFTER_ONLY = ("welcome",)
_NOT_OF_INVITATIONS = ("email", "evidence", "organization")
_LIMITS = frozenset().union(*(kind.limits for kind in KINDS.values()))


def check_journeys(settings: Settings) -> None:
    """Raise SettingsError with a line for each mistake, which names its place."""
    mistakes = [
        f"portals.{key}.{mistake}" for key, portal in settings.portals.items() for mistake in _mistakes_of(portal)
    ]
    if mistakes:
        raise SettingsError("\n".join(mistakes))


def _mistakes_of(portal: PortalSettings) -> Iterator[str]:
    yield from _mistakes_of_steps(portal)
    yield from _mistakes_of_evidence(portal)
    yield from mistakes_of_user_name(portal.registration)
    yield from _mistakes_of_approval(portal)
    if portal.registration.renewal == "registration" and not portal.registration.open:
        yield "registration.renewal: no one can register again where registration.open is false"
    for key, field in portal.registration.fields.items():
        yield from _mistakes_of_field(f"registration.fields.{key}", field)


def _mistakes_of_field(place: str, field: ProfileFieldSettings) -> Iterator[str]:
    words = {"label": field.label, "help": field.help, **{f"values.{each}": of for each, of in field.values.items()}}
    yield from _half_said(place, words)
    yield from _mistakes_of_picture(place, field)
    kind = KINDS.get(field.kind)
    if kind is None:
        yield f"{place}.kind: there is no kind {field.kind!r}; there are {', '.join(KINDS)}"
        return
    for name in sorted(_LIMITS & field.model_fields_set - kind.limits):
        owners = ", ".join(each.key for each in KINDS.values() if name in each.limits)
        yield f"{place}.{name}: limits no {field.kind}, but {owners}"
    yield from (f"{place}{mistake}" for mistake in kind.mistakes(field))


def _mistakes_of_approval(portal: PortalSettings) -> Iterator[str]:
    registration = portal.registration
    if registration.approval != "customer":
        return
    if portal.customer_register is None:
        yield "registration.approval: customer needs customer_register, which says whose customers these are"
    rules = [RULES.get(rule_key(key, each)) for key, each in registration.evidence.items()]
    if not any(rule and rule.follow for rule in rules):
        yield (
            "registration.approval: customer needs evidence that leads to a customer: "
            f"{', '.join(key for key, rule in RULES.items() if rule.follow)}"
        )
    yield from _mistakes_of_patience(registration)


def _mistakes_of_patience(registration: RegistrationSettings) -> Iterator[str]:
    reminder, escalation = registration.approval_reminder_days, registration.approval_escalation_days
    if not reminder < escalation < registration.approval_days:
        yield (
            "registration.approval_escalation_days: operators decide after the reminder (approval_reminder_days) and "
            "before the end (approval_days)"
        )


def _mistakes_of_steps(portal: PortalSettings) -> Iterator[str]:
    registration = portal.registration
    before, after = list(chain(*registration.pages)), list(chain(*registration.completion))
    for name in ("pages", "completion", "invitation"):
        yield from _mistakes_of_pages(f"registration.{name}", getattr(registration, name), portal)
    for step in _BEFORE_ONLY:
        if step in after:
            yield f"registration.completion: {step} is asked before the address is confirmed, in registration.pages"
    for step in _AFTER_ONLY:
        if step in before:
            yield f"registration.pages: {step} belongs to registration.completion"
    if "email" not in before:
        yield "registration.pages: the step email is missing"
    if "password" not in before + after:
        yield "registration.pages: the step password is missing, here and in registration.completion"
    if not {"name", "last_name"} & {*before, *after}:
        yield "registration.pages: the step name or last_name is missing"
    yield from _mistakes_of_repetition("registration.pages", before + after)
    yield from _mistakes_of_invitation(list(chain(*registration.invitation)))


def _mistakes_of_pages(place: str, pages: Sequence[Sequence[str]], portal: PortalSettings) -> Iterator[str]:
    for step in chain(*pages):
        if step not in STEPS and step not in {f"{TEXT_PREFIX}{key}" for key in portal.texts}:
            yield f"{place}: there is no step {step!r}; there are {', '.join(STEPS)}"
    for page in pages:
        if len([step for step in page if step == "agreements" or step.startswith(TEXT_PREFIX)]) > 1:
            yield f"{place}: agreements and texts are asked on a page each, not together: {', '.join(page)}"


def _mistakes_of_repetition(place: str, steps: Sequence[str]) -> Iterator[str]:
    asked_once = [step for step in steps if step in STEPS and step != "agreements"]
    for step in sorted({step for step in asked_once if asked_once.count(step) > 1}):
        yield f"{place}: {step} is asked twice"


def _mistakes_of_invitation(steps: Sequence[str]) -> Iterator[str]:
    """What an invitation says by itself is not asked: the address, that the person may come, and the organization."""
    place = "registration.invitation"
    for step in _NOT_OF_INVITATIONS:
        if step in steps:
            yield f"{place}: {step} is not asked of a person who was invited"
    if "password" not in steps:
        yield f"{place}: the step password is missing"
    if not {"name", "last_name"} & {*steps}:
        yield f"{place}: the step name or last_name is missing"
    yield from _mistakes_of_repetition(place, steps)


def _mistakes_of_evidence(portal: PortalSettings) -> Iterator[str]:
    registration = portal.registration
    is_asked = "evidence" in chain(*registration.pages)
    if registration.evidence and not is_asked:
        yield "registration.pages: the step evidence is missing, which asks for registration.evidence"
    if is_asked and not registration.evidence:
        yield "registration.evidence: the step evidence has nothing to ask for"
    if (registration.evidence_required or 1) > max(1, len(registration.evidence)):
        yield f"registration.evidence_required: there are only {len(registration.evidence)}"
    if "name" in [rule_key(key, each) for key, each in registration.evidence.items()]:
        at = next((number for number, page in enumerate(registration.pages) if "evidence" in page), 0)
        if not {"name", "last_name"} & {*chain(*registration.pages[: at + 1])}:
            yield "registration.evidence.name: the name is asked after the evidence; ask for it before or beside it"
    for key, evidence in registration.evidence.items():
        rule = RULES.get(rule_key(key, evidence))
        if rule is None:
            unknown = rule_key(key, evidence)
            yield f"registration.evidence.{key}: there is no rule {unknown!r}; there are {', '.join(RULES)}"
        elif rule.label == "" and not (evidence.label.de and evidence.label.en):
            yield f"registration.evidence.{key}.label: needs de and en"
        else:
            yield from _half_said(f"registration.evidence.{key}", {"label": evidence.label, "help": evidence.help})
        yield from _mistakes_of_picture(f"registration.evidence.{key}", evidence)
    yield from _mistakes_of_rules(registration)


def _mistakes_of_rules(registration: RegistrationSettings) -> Iterator[str]:
    """Evidence that no one can ever show."""
    rules = {key: RULES.get(rule_key(key, evidence)) for key, evidence in registration.evidence.items()}
    leads = any(rule is not None and rule.follow for rule in rules.values())
    for key, rule in rules.items():
        if rule is not None and rule.needs_customer and not leads:
            yield f"registration.evidence.{key}: nothing leads to its customer, such as a customer_number"
        if rule_key(key, registration.evidence[key]) == "email_domain" and not registration.evidence[key].domains:
            yield f"registration.evidence.{key}.domains: needs a domain"


def _mistakes_of_picture(place: str, field: EvidenceSettings | ProfileFieldSettings) -> Iterator[str]:
    picture = field.picture
    if (picture.de or picture.en) and not (field.help.de and field.help.en):
        yield f"{place}.picture: needs help, for people who do not see it"
    if bool(picture.de) != bool(picture.en):
        yield f"{place}.picture: needs de and en"


def _half_said(place: str, words: Mapping[str, Title]) -> Iterator[str]:
    """Words in one language alone: the pages of the other one would show a key."""
    for name, title in words.items():
        if bool(title.de) != bool(title.en):
            yield f"{place}.{name}: needs de and en"
