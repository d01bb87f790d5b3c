"""What a personal detail may hold: each function gives the canonical form (OpenID Connect Core 5.1), or None."""

import re
import unicodedata
from datetime import date
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from werkzeug.urls import iri_to_uri

from idp.accounts.names import canonical_name
from idp.infrastructure.clock import current_time

_LONGEST_LINE, _LONGEST_LINES, _LONGEST_URL = 200, 400, 2000
_PHONE_MARKS = re.compile(r"\(0\)|[\s()./\u2010-\u2015-]")
# E.164: a country code and at most fifteen digits in all.
_PHONE = re.compile(r"\+[1-9]\d{6,14}")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})-(\d{2}))?")
_GERMAN_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_EARLIEST_YEAR = 1850
# A year in which every day of a year exists.
_LEAP_YEAR = 2000
_GENDERS = {
    **dict.fromkeys(("female", "f", "w", "weiblich", "woman", "frau"), "female"),
    **dict.fromkeys(("male", "m", "männlich", "man", "herr", "mann"), "male"),
    **dict.fromkeys(("diverse", "d", "x", "divers", "other", "nonbinary", "non-binary"), "diverse"),
}


def parse_name(text: str) -> str | None:
    """A name like a given or family name."""
    return canonical_name(text)


def parse_line(text: str) -> str | None:
    """A line of an address."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_LINE and _is_plain(line) else None


def parse_lines(text: str) -> str | None:
    """Street and number, perhaps on several lines."""
    lines = "\n".join(filter(None, (" ".join(line.split()) for line in text.splitlines())))
    return lines if len(lines) <= _LONGEST_LINES and _is_plain(lines.replace("\n", "")) else None


def parse_phone_number(text: str) -> str | None:
    """A telephone number with its country code, in the form of E.164."""
    number = _PHONE_MARKS.sub("", unicodedata.normalize("NFKC", text))
    number = f"+{number[2:]}" if number.startswith("00") else number
    return number if _PHONE.fullmatch(number) else None


def parse_birthdate(text: str) -> str | None:
    """``YYYY-MM-DD``, ``0000-MM-DD`` where the year is not told, or ``YYYY`` alone. German order is understood."""
    if found := _GERMAN_DATE.fullmatch(text):
        day, month, year = found.groups()
        text = f"{year}-{month:0>2}-{day:0>2}"
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(part) if part else 1 for part in found.groups())
    if year == 0 and not found[2]:
        return None
    try:
        born = date(year or _LEAP_YEAR, month, day)
    except ValueError:
        return None
    return text if year == 0 or (year >= _EARLIEST_YEAR and born <= current_time().date()) else None


def parse_zone(text: str) -> str | None:
    """A name of the time zone database, such as ``Europe/Berlin``."""
    name = text.replace(" ", "_")
    return next((zone for zone in available_timezones() if zone.casefold() == name.casefold()), None)


def parse_url(text: str) -> str | None:
    """An address of a page or picture, https or http; https where only a host is named. In ASCII (RFC 3987 3.1)."""
    try:
        url = iri_to_uri(text if "://" in text else f"https://{text}")
        parts = urlsplit(url)
        is_web = parts.scheme.lower() in ("https", "http") and "." in (parts.hostname or "") and parts.port != 0
    except ValueError:
        return None
    is_fit = is_web and not parts.username and len(url) <= _LONGEST_URL and url.isascii() and _is_plain(url)
    return url if is_fit and " " not in url else None


def parse_gender(text: str) -> str | None:
    """``female`` and ``male`` as the standard has them, and ``diverse``."""
    return _GENDERS.get(text.casefold())


def _is_plain(text: str) -> bool:
    return not any(unicodedata.category(each) in {"Cc", "Cs", "Cf", "Co", "Cn"} for each in text)
