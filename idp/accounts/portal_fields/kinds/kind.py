"""What a kind of field is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from wtforms import Field
from wtforms.validators import DataRequired, InputRequired, Optional

from idp.infrastructure.web.i18n import lazy_gettext
from idp.settings import ProfileFieldSettings

MISSING = lazy_gettext("Please fill in this field.")


def _no_mistakes(_settings: ProfileFieldSettings) -> Iterator[str]:
    yield from ()


def _chosen_on_the_page(_settings: ProfileFieldSettings, _language: str) -> str | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldKind:
    """One kind of field.

    ``make`` gives the unbound form field of settings, with what it is called (``label`` and ``description``); its data
    is the entry as it is kept, a JSON value. ``limits`` are the settings that this kind reads beside those of every
    field. ``mistakes`` are what no type says of them, each with the name of the setting in front. ``example`` is an
    entry as a person types it in a language; None where the page offers what there is.
    """

    key: str
    make: Callable[[ProfileFieldSettings, dict[str, Any]], Field]
    limits: frozenset[str] = frozenset()
    mistakes: Callable[[ProfileFieldSettings], Iterator[str]] = _no_mistakes
    example: Callable[[ProfileFieldSettings, str], str | None] = _chosen_on_the_page


def must_be_chosen(settings: ProfileFieldSettings, missing: str) -> DataRequired | Optional:
    """The first validator of a field whose entry is no text."""
    return Optional() if settings.optional else DataRequired(missing)


def must_be_typed(settings: ProfileFieldSettings) -> InputRequired | Optional:
    """The first validator of a field whose entry is made of a text: a zero is an entry."""
    return Optional() if settings.optional else InputRequired(MISSING)
