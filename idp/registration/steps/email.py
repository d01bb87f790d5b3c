"""The address, which a mail confirms."""

from collections.abc import Mapping
from typing import Any

from wtforms import Field

from idp.accounts.fields import email_field
from idp.accounts.identifiers import canonical_email
from idp.registration.steps.step import Asked, RegistrationStep, StepForm


def _fields(_asked: Asked) -> Mapping[str, Field]:
    return {"email": email_field()}


def _fill(form: StepForm, asked: Asked) -> None:
    if asked.registration is not None:
        form["email"].data = asked.registration.email
    elif asked.interaction is not None:
        form["email"].data = asked.interaction.identifier


def _entries(form: StepForm, _asked: Asked) -> Mapping[str, Any]:
    return {"email": canonical_email(form["email"].data or "") or ""}


EMAIL = RegistrationStep(
    key="email",
    template="registration/steps/email.html",
    is_for_accounts=False,
    fields=_fields,
    fill=_fill,
    entries=_entries,
)
