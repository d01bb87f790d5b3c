"""The user name, where the portal lets people choose one."""

from collections.abc import Mapping
from typing import Any

from wtforms import Field, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from idp.accounts.fields import PageForm, stripped
from idp.accounts.identifiers import canonical_email, canonical_username
from idp.accounts.user_names import LONGEST_USER_NAME
from idp.actors import visitor
from idp.infrastructure.web.i18n import gettext, lazy_gettext
from idp.registration.steps.step import Asked, RegistrationStep, StepForm
from idp.registration.user_name import hit_user_name_limit, is_user_name_free

_NAME = "user_name"
_MISSING = lazy_gettext("Please choose a user name.")
_TOO_LONG = lazy_gettext("Please enter no more than %(max)d characters.")


def _is_asked(asked: Asked) -> bool:
    """An account that has a name keeps it."""
    account = asked.account or (asked.invited.account if asked.invited else None)
    asking = ("chosen", "optional") if asked.present is None else ("chosen",)
    return asked.settings.registration.user_name in asking and (account is None or account.username is None)


def _has_form(_form: PageForm, field: Field) -> None:
    if canonical_username(field.data or "") is None:
        raise ValidationError(
            gettext("Please use letters from A to Z, digits and . _ - only, with a letter or digit at both ends.")
        )


def _fields(asked: Asked) -> Mapping[str, Field]:
    is_required = asked.settings.registration.user_name == "chosen"
    first = InputRequired(_MISSING) if is_required else Optional()
    lost = asked.registration.lost_user_name if asked.registration else None
    hint = gettext("The user name %(name)s was taken meanwhile. Please choose another one.", name=lost) if lost else ""
    validators = [first, Length(max=LONGEST_USER_NAME, message=_TOO_LONG), _has_form]
    label = lazy_gettext("User name")
    return {_NAME: StringField(label, description=hint, filters=[stripped], validators=validators)}


def _fill(form: StepForm, asked: Asked) -> None:
    form[_NAME].data = asked.registration.user_name if asked.registration else None


def _judge(form: StepForm, asked: Asked) -> None:
    """Whether the name is free is said to a person who asks for a few names only."""
    field = form[_NAME]
    name = canonical_username(field.data or "")
    if name is None or field.errors:
        return
    if not hit_user_name_limit(asked.portal, _address(form, asked), visitor(), asked.demands.throttle):
        form.form_errors.append(gettext("Too many attempts. Please try again later or contact support."))
    elif not is_user_name_free(name, asked.registration.id if asked.registration else None):
        field.errors = [gettext("This user name is taken. Please choose another one.")]


def _address(form: StepForm, asked: Asked) -> str:
    """The address that asks, in its canonical form; "" before it is known."""
    known = asked.account.email if asked.account else asked.known_email
    return canonical_email((form["email"].data if "email" in form else known) or "") or ""


def _entries(form: StepForm, _asked: Asked) -> Mapping[str, Any]:
    return {_NAME: canonical_username(form[_NAME].data or "")}


USER_NAME = RegistrationStep(
    key=_NAME,
    template="registration/steps/user_name.html",
    is_asked=_is_asked,
    fields=_fields,
    fill=_fill,
    judge=_judge,
    entries=_entries,
)
