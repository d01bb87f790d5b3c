"""Where a network address is, from a file that the operator may provide; nothing is asked over the network."""

from dataclasses import dataclass
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

from idp.infrastructure.lazy_modules import lazy_module

if TYPE_CHECKING:
    import maxminddb
else:
    maxminddb = lazy_module("maxminddb")

_log = structlog.get_logger(__name__)
_LONGEST = 200
_EARTH_KM = 6371.0


@dataclass(frozen=True, slots=True)
class Place:
    """``name`` is for people, such as "Berlin, Germany", and differs from language to language; ``country`` is not: a
    code of two letters (ISO 3166-1), empty where the file does not tell. ``position`` is latitude and longitude in
    degrees, which a file of countries lacks."""

    name: str
    country: str = ""
    position: tuple[float, float] | None = None


def find_place(ip: str, file: Path | None, language: str | None) -> Place | None:
    """Where the address is, named in ``language`` where the file has it; None where nothing is known."""
    reader = _open(file) if file is not None else None
    try:
        found = reader.get(ip) if reader is not None else None
    except (ValueError, maxminddb.InvalidDatabaseError):
        return None
    if not isinstance(found, dict):
        return None
    names = (_name_of(found.get(part), language) for part in ("city", "country"))
    name = ", ".join(name for name in names if name)[:_LONGEST]
    return Place(name, _country_of(found.get("country")), _position_of(found.get("location")))


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Along the surface, in kilometres (the haversine formula; a sphere is near enough)."""
    here, west = map(radians, one)
    there, east = map(radians, other)
    half_chord = sin((there - here) / 2) ** 2 + cos(here) * cos(there) * sin((east - west) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(half_chord))


@lru_cache(maxsize=4)
def _open(file: Path) -> "maxminddb.Reader | None":
    """Read once in a worker: the file is replaced now and then, and the next start finds it."""
    try:
        return maxminddb.open_database(file, maxminddb.MODE_MEMORY)
    except (OSError, maxminddb.InvalidDatabaseError) as error:
        _log.warning("place file can't be read", file=str(file), error=str(error))
        return None


def _name_of(part: object, language: str | None) -> str:
    names = part.get("names") if isinstance(part, dict) else None
    if not isinstance(names, dict):
        return ""
    name = names.get(language) or names.get("en")
    return name if isinstance(name, str) else ""


def _country_of(part: object) -> str:
    code = part.get("iso_code") if isinstance(part, dict) else None
    return code if isinstance(code, str) and len(code) == 2 else ""


def _position_of(part: Any) -> tuple[float, float] | None:
    given = (part.get("latitude"), part.get("longitude")) if isinstance(part, dict) else (None, None)
    latitude, longitude = given
    if isinstance(latitude, int | float) and isinstance(longitude, int | float):
        return float(latitude), float(longitude)
    return None
