"""The kind of a day, kept in the form of ISO 8601 (``1990-12-31``)."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any, Literal

from wtforms import Field

from idp.accounts.portal_fields.kinds.kind import FieldKind, must_be_typed
from idp.accounts.portal_fields.kinds.parsed import ParsedField
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.i18n import current_language, day_of, gettext
from idp.settings import ProfileFieldSettings

_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_GERMAN = re.compile(r"(?P<day>[0-9]{1,2})\.\s*(?P<month>[0-9]{1,2})\.\s*(?P<year>[0-9]{4})")


def parse_day(text: str) -> date | None:
    """The day of a text in the order of ISO 8601, as browsers send it, or in German order; None of any other."""
    found = _ISO.fullmatch(text) or _GERMAN.fullmatch(text)
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"])) if found else None
    except ValueError:
        return None


def write_day(day: date) -> str:
    """A day in a form that the reader may type."""
    return f"{day:%d.%m.%Y}" if current_language() == "de" else day.isoformat()


def _limit(limit: date | Literal["today"] | None) -> date | None:
    """Today is that of the portal's time zone."""
    return day_of(current_time()) if limit == "today" else limit


def _parse(settings: ProfileFieldSettings, text: str) -> str:
    entered, earliest, latest = parse_day(text), _limit(settings.earliest), _limit(settings.latest)
    if entered is None:
        raise ValueError(gettext("Please enter a date, such as %(example)s.", example=write_day(date(1990, 12, 31))))
    if earliest is not None and entered < earliest:
        raise ValueError(gettext("Please enter a date that is not before %(date)s.", date=write_day(earliest)))
    if latest is not None and entered > latest:
        raise ValueError(gettext("Please enter a date that is not after %(date)s.", date=write_day(latest)))
    return entered.isoformat()


def _make(settings: ProfileFieldSettings, words: dict[str, Any]) -> Field:
    limits = {"min": _limit(settings.earliest), "max": _limit(settings.latest)}
    attributes = {"type": "date"} | {name: limit.isoformat() for name, limit in limits.items() if limit is not None}
    parse, first = partial(_parse, settings), must_be_typed(settings)
    return ParsedField(**words, parse=parse, validators=[first], render_kw=attributes)


def _mistakes(settings: ProfileFieldSettings) -> Iterator[str]:
    earliest, latest = settings.earliest, settings.latest
    if isinstance(earliest, date) and isinstance(latest, date) and earliest > latest:
        yield f".earliest: {earliest} is after latest, {latest}"


def _example(settings: ProfileFieldSettings, _language: str) -> str:
    """A day that the limits allow, in whichever time zone today is met."""
    dates = [limit for limit in (settings.latest, settings.earliest) if isinstance(limit, date)]
    if dates:
        return dates[0].isoformat()
    days = -1 if settings.latest == "today" else 1
    return (current_time().date() + timedelta(days)).isoformat()


DATE = FieldKind(key="date", make=_make, limits=frozenset({"earliest", "latest"}), mistakes=_mistakes, example=_example)
