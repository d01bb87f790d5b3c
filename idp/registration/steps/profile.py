"""The portal's own fields of the profile."""

from collections.abc import Mapping
from typing import Any

from wtforms import Field

from idp.accounts.portal_fields.form_fields import entries_of, fill_fields, make_fields
from idp.accounts.portal_fields.shared import shared_entries
from idp.infrastructure.web.i18n import lazy_gettext
from idp.registration.steps.step import Asked, RegistrationStep, StepForm

_SHARED = lazy_gettext("This is from your account. A change here is for this portal alone.")


def _is_asked(asked: Asked) -> bool:
    return bool(asked.settings.registration.fields)


def _fields(asked: Asked) -> Mapping[str, Field]:
    own = asked.settings.registration.fields
    return make_fields(own, dict.fromkeys(_known_of_account(asked), str(_SHARED)))


def _fill(form: StepForm, asked: Asked) -> None:
    """What was entered before; else what the account shares with portals."""
    fill_fields(form, _known_of_account(asked) | dict(asked.registration.profile if asked.registration else {}))


def _known_of_account(asked: Asked) -> dict[str, Any]:
    fields = asked.settings.registration.fields
    return shared_entries(asked.account.shared_fields, fields) if asked.account else {}


def _entries(form: StepForm, asked: Asked) -> Mapping[str, Any]:
    return {"profile": entries_of(form, asked.settings.registration.fields)}


PROFILE = RegistrationStep(
    key="profile",
    template="components/portal_fields.html",
    is_asked=_is_asked,
    fields=_fields,
    fill=_fill,
    entries=_entries,
)
