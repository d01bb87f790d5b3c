"""Texts as other systems write them: truth values, times, languages and names, each in our form."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from idp.infrastructure.translations import LANGUAGES

_YES = frozenset({"true", "t", "yes", "y", "on", "1", "ja", "j", "wahr"})
_NO = frozenset({"false", "f", "no", "n", "off", "0", "nein", "falsch"})

_EPOCH = re.compile(r"\d{9,19}(?:\.\d+)?")
# More digits are a finer unit: seconds have at most eleven until the year 5138.
_PER_SECOND = {11: 1, 14: 1_000, 17: 1_000_000, 19: 1_000_000_000}
# LDAP (RFC 4517 3.3.13), whose seconds may have a fraction.
_GENERALIZED = re.compile(r"(\d{14})(?:[.,]\d+)?(Z|[+-]\d{4})")
_GERMAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:,? (\d{1,2}:\d{2}(?::\d{2})?))?")
_ZONE_NAME = re.compile(r" ?(?:UTC|GMT|Z)$", re.IGNORECASE)
_SPACE_BEFORE_OFFSET = re.compile(r" (?=[+-]\d{2})")
# What databases write where no time is known.
_NO_TIME = re.compile(r"0000-00-00.*|0001-01-01.*")

_LANGUAGE_TAG = re.compile(r"([a-z]{2,3})(?:[-_][A-Za-z0-9]{2,8})*(?:[.@;,].*)?", re.IGNORECASE)
_LANGUAGE_NAMES = {
    **dict.fromkeys(("deutsch", "german", "deu", "ger"), "de"),
    **dict.fromkeys(("englisch", "english", "eng"), "en"),
}


def read_flag(text: str) -> bool | None:
    """True or false by any of the words for it; None for another text."""
    word = text.strip().casefold()
    return True if word in _YES else False if word in _NO else None


def is_no_time(text: str) -> bool:
    """Whether the text stands for a time that is not known."""
    return _NO_TIME.fullmatch(text) is not None


def read_moment(text: str) -> datetime | None:
    """A time, in UTC where it names no zone: ISO 8601 with ``T`` or a space, seconds since 1970 or a finer unit, the
    times of LDAP, of mail headers and of German spreadsheets. None for another text."""
    try:
        moment = _parse_moment(text)
    except (ValueError, OverflowError, OSError, TypeError, IndexError):
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _parse_moment(text: str) -> datetime:
    if _EPOCH.fullmatch(text):
        digits = len(text.partition(".")[0])
        return datetime.fromtimestamp(
            float(text) / next(_PER_SECOND[most] for most in _PER_SECOND if digits <= most), UTC
        )
    if found := _GENERALIZED.fullmatch(text):
        return datetime.strptime(f"{found[1]}{found[2]}", "%Y%m%d%H%M%S%z")
    if found := _GERMAN.fullmatch(text):
        day, month, year, time = found.groups()
        return datetime.fromisoformat(f"{year}-{month:0>2}-{day:0>2}T{(time or '00:00'):0>5}")
    if "," in text:
        return parsedate_to_datetime(text)
    return datetime.fromisoformat(_SPACE_BEFORE_OFFSET.sub("", _ZONE_NAME.sub("+00:00", text)))


def read_language(text: str) -> tuple[bool, str | None]:
    """Whether the text names a language, and which of ours it is: by tag (BCP 47, or as locales have it) or name."""
    word = text.strip().casefold()
    if word in _LANGUAGE_NAMES:
        return True, _LANGUAGE_NAMES[word]
    found = _LANGUAGE_TAG.fullmatch(word)
    primary = _LANGUAGE_NAMES.get(found[1], found[1]) if found else None
    return found is not None, primary if primary in LANGUAGES else None
