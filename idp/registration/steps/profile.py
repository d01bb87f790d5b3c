"""The portal's own fields of the profile."""

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, Field, RadioField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from idp.accounts.fields import plain_text, stripped
from idp.infrastructure.web.i18n import current_language, lazy_gettext
from idp.registration.steps.pattern import pattern_validators
from idp.registration.steps.step import Asked, RegistrationStep, StepForm
from idp.settings import ProfileFieldSettings

_PREFIX = "profile_"
_MISSING = lazy_gettext("Please fill in this field.")
_UNCHOSEN = lazy_gettext("Please choose an option.")


def _is_asked(asked: Asked) -> bool:
    return bool(asked.settings.registration.fields)


def _fields(asked: Asked) -> Mapping[str, Field]:
    own = asked.settings.registration.fields
    return {f"{_PREFIX}{key}": _make_field(key, settings) for key, settings in own.items()}


def _make_field(key: str, settings: ProfileFieldSettings) -> Field:
    language = current_language()
    label, hint = settings.label.say(language, key), settings.help.say(language, "")
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


def _fill(form: StepForm, asked: Asked) -> None:
    entered = asked.registration.profile if asked.registration else {}
    for key, value in entered.items():
        if f"{_PREFIX}{key}" in form:
            form[f"{_PREFIX}{key}"].data = value


def _entries(form: StepForm, asked: Asked) -> Mapping[str, Any]:
    """Without what was left empty."""
    entered = {key: form[f"{_PREFIX}{key}"].data for key in asked.settings.registration.fields}
    return {"profile": {key: value for key, value in entered.items() if value}}


PROFILE = RegistrationStep(
    key="profile",
    template="registration/steps/profile.html",
    is_asked=_is_asked,
    fields=_fields,
    fill=_fill,
    entries=_entries,
)
