"""Who the person is: first and last name, or one field for a last name or a company."""

from collections.abc import Mapping
from typing import Any

from wtforms import Field

from idp.accounts.fields import name_field
from idp.infrastructure.web.i18n import lazy_gettext
from idp.registration.steps.step import Asked, RegistrationStep, StepForm

_BOTH = ("given_name", "family_name")


def _name_fields(_asked: Asked) -> Mapping[str, Field]:
    return {
        "given_name": name_field(lazy_gettext("First name"), lazy_gettext("Please enter your first name.")),
        "family_name": name_field(lazy_gettext("Last name"), lazy_gettext("Please enter your last name.")),
    }


def _last_name_fields(_asked: Asked) -> Mapping[str, Field]:
    missing = lazy_gettext("Please enter your last name or the name of your company.")
    return {"family_name": name_field(lazy_gettext("Last name or company name"), missing)}


def _fill(form: StepForm, asked: Asked) -> None:
    for name in _BOTH:
        if name in form and asked.known is not None:
            form[name].data = getattr(asked.known, name)


def _entries(form: StepForm, _asked: Asked) -> Mapping[str, Any]:
    return {name: form[name].data or "" for name in _BOTH if name in form}


NAME = RegistrationStep(
    key="name",
    template="registration/steps/name.html",
    is_for_accounts=False,
    fields=_name_fields,
    fill=_fill,
    entries=_entries,
)

LAST_NAME = RegistrationStep(
    key="last_name",
    template="registration/steps/last_name.html",
    is_for_accounts=False,
    fields=_last_name_fields,
    fill=_fill,
    entries=_entries,
)
