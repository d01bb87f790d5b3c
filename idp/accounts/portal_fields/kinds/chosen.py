"""Kinds of which the page offers all entries: one of several values, any of them, and a tick."""

from collections.abc import Iterator
from typing import Any

from wtforms import BooleanField, Field, RadioField, SelectMultipleField
from wtforms.validators import DataRequired
from wtforms.widgets import CheckboxInput, ListWidget

from idp.accounts.portal_fields.kinds.kind import MISSING, FieldKind, must_be_chosen
from idp.infrastructure.web.i18n import current_language, lazy_gettext
from idp.settings import ProfileFieldSettings

_UNCHOSEN = lazy_gettext("Please choose an option.")


def _choices(settings: ProfileFieldSettings) -> list[tuple[str, str]]:
    return [(value, title.say(current_language(), value)) for value, title in settings.values.items()]


def _needs_values(settings: ProfileFieldSettings) -> Iterator[str]:
    if not settings.values:
        yield f": a {settings.kind} needs values to choose from"


def _make_choice(settings: ProfileFieldSettings, words: dict[str, Any]) -> Field:
    first = must_be_chosen(settings, _UNCHOSEN)
    return RadioField(**words, choices=_choices(settings), validators=[first], validate_choice=True)


def _make_choices(settings: ProfileFieldSettings, words: dict[str, Any]) -> Field:
    return SelectMultipleField(
        **words,
        choices=_choices(settings),
        validators=[must_be_chosen(settings, _UNCHOSEN)],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


def _make_tick(settings: ProfileFieldSettings, words: dict[str, Any]) -> Field:
    # No Optional(): it would drop what was sent of a box that is empty.
    return BooleanField(**words, validators=[] if settings.optional else [DataRequired(MISSING)])


CHOICE = FieldKind(key="choice", make=_make_choice, limits=frozenset({"values"}), mistakes=_needs_values)
CHOICES = FieldKind(key="choices", make=_make_choices, limits=frozenset({"values"}), mistakes=_needs_values)
TICK = FieldKind(key="tick", make=_make_tick)
