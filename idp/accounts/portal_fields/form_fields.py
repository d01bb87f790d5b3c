"""The form fields of a portal's own fields."""

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, Field, RadioField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from idp.accounts.fields import PageForm, plain_text, stripped
from idp.accounts.portal_fields.pattern import pattern_validators
from idp.infrastructure.web.i18n import current_language, lazy_gettext
from idp.settings import ProfileFieldSettings

PREFIX = "profile_"
"""What the names of the fields in a form begin with; the key follows."""
_MISSING = lazy_gettext("Please fill in this field.")
_UNCHOSEN = lazy_gettext("Please choose an option.")


def make_fields(fields: Mapping[str, ProfileFieldSettings], notes: Mapping[str, str] = {}) -> Mapping[str, Field]:
    """The unbound fields by their names in the form; ``notes`` by key follow the help of the settings."""
    return {f"{PREFIX}{key}": _make_field(key, settings, notes.get(key, "")) for key, settings in fields.items()}


def fill_fields(form: PageForm, entries: Mapping[str, Any]) -> None:
    """Put entries, by key, into those fields that the form has."""
    for key, value in entries.items():
        if f"{PREFIX}{key}" in form:
            form[f"{PREFIX}{key}"].data = value


def entries_of(form: PageForm, fields: Mapping[str, ProfileFieldSettings]) -> dict[str, Any]:
    """What was entered, by key, without what was left empty."""
    entered = {key: form[f"{PREFIX}{key}"].data for key in fields}
    return {key: value for key, value in entered.items() if value}


def _make_field(key: str, settings: ProfileFieldSettings, note: str) -> Field:
    language = current_language()
    label = settings.label.say(language, key)
    hint = " ".join(filter(None, (settings.help.say(language, ""), note)))
    choices = [(value, title.say(language, value)) for value, title in settings.values.items()]
    match settings.kind:
        case "tick":
            return BooleanField(
                label, description=hint, validators=[] if settings.optional else [DataRequired(_MISSING)]
            )
        case "choice":
            missing = Optional() if settings.optional else DataRequired(_UNCHOSEN)
            return RadioField(label, description=hint, choices=choices, validators=[missing], validate_choice=True)
        case "choices":
            missing = Optional() if settings.optional else DataRequired(_UNCHOSEN)
            return SelectMultipleField(
                label,
                description=hint,
                choices=choices,
                validators=[missing],
                widget=ListWidget(prefix_label=False),
                option_widget=CheckboxInput(),
            )
        case "text":
            first = Optional() if settings.optional else DataRequired(_MISSING)
            validators = [first, plain_text, Length(max=settings.longest), *pattern_validators(settings.pattern)]
            return StringField(label, description=hint, filters=[stripped], validators=validators)
