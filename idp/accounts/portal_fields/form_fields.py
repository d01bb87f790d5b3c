"""The form fields of a portal's own fields."""

from collections.abc import Mapping
from typing import Any

from wtforms import Field

from idp.accounts.fields import PageForm
from idp.accounts.portal_fields.kinds import KINDS
from idp.infrastructure.web.i18n import current_language
from idp.settings import ProfileFieldSettings

PREFIX = "profile_"
"""What the names of the fields in a form begin with; the key follows."""


def make_fields(fields: Mapping[str, ProfileFieldSettings], notes: Mapping[str, str] = {}) -> Mapping[str, Field]:
    """The unbound fields by their names in the form; ``notes`` by key follow the help of the settings."""
    return {f"{PREFIX}{key}": _make_field(key, settings, notes.get(key, "")) for key, settings in fields.items()}


def fill_fields(form: PageForm, entries: Mapping[str, Any]) -> None:
    """Put entries, by key, into those fields that the form has."""
    for key, value in entries.items():
        if f"{PREFIX}{key}" in form:
            form[f"{PREFIX}{key}"].data = value


def entries_of(form: PageForm, fields: Mapping[str, ProfileFieldSettings]) -> dict[str, Any]:
    """What was entered, by key, without what was left empty. A zero is an entry, a box without its tick is none."""
    entered = {key: form[f"{PREFIX}{key}"].data for key in fields}
    return {key: value for key, value in entered.items() if value or (value == 0 and value is not False)}


def _make_field(key: str, settings: ProfileFieldSettings, note: str) -> Field:
    language = current_language()
    hint = " ".join(filter(None, (settings.help.say(language, ""), note)))
    return KINDS[settings.kind].make(settings, {"label": settings.label.say(language, key), "description": hint})
