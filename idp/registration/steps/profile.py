"""The portal's own fields of the profile."""

from collections.abc import Mapping
from typing import Any

from wtforms import Field

from idp.accounts.portal_fields.form_fields import entries_of, fill_fields, make_fields
from idp.accounts.portal_fields.shared import shared_entries
from idp.infrastructure.web.i18n import lazy_gettext
from idp.registration.steps.step import Asked, RegistrationStep, StepForm
from idp.settings import ProfileFieldSettings

_SHARED = lazy_gettext("This is from your account. A change here is for this portal alone.")


def _is_asked(asked: Asked) -> bool:
    own, known = _own(asked), _known_of_account(asked)
    if asked.present is None:
        return bool(own)
    return any(not settings.optional and key not in known for key, settings in own.items())


def _own(asked: Asked) -> Mapping[str, ProfileFieldSettings]:
    """The portal's fields, without those that the account has an entry for at this portal."""
    entered = asked.present.profile if asked.present else {}
    return {key: settings for key, settings in asked.settings.registration.fields.items() if key not in entered}


def _fields(asked: Asked) -> Mapping[str, Field]:
    return make_fields(_own(asked), dict.fromkeys(_known_of_account(asked), str(_SHARED)))


def _fill(form: StepForm, asked: Asked) -> None:
    """What was entered before; else what the account shares with portals."""
    fill_fields(form, _known_of_account(asked) | dict(asked.registration.profile if asked.registration else {}))


def _known_of_account(asked: Asked) -> dict[str, Any]:
    return shared_entries(asked.account.shared_fields, _own(asked)) if asked.account else {}


def _entries(form: StepForm, asked: Asked) -> Mapping[str, Any]:
    return {"profile": entries_of(form, _own(asked))}


PROFILE = RegistrationStep(
    key="profile",
    template="components/portal_fields.html",
    is_asked=_is_asked,
    fields=_fields,
    fill=_fill,
    entries=_entries,
)
