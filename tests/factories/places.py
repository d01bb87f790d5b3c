"""Place files as MaxMind sells them, with a few towns of the documentation's networks."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mmdb_writer import MMDBWriter
from netaddr import IPSet


def place(
    german: str, english: str, country: str | None, position: tuple[float, float] | None = None
) -> dict[str, Any]:
    """The record of a town, as the file holds it; without ``country`` and ``position`` as little as a file may know."""
    record: dict[str, Any] = {"city": {"names": {"de": german, "en": english}}}
    record["country"] = {"names": {"en": f"Country {country}"}} | ({"iso_code": country} if country else {})
    if position is not None:
        record["location"] = {"latitude": position[0], "longitude": position[1]}
    return record


MUNICH = place("München", "Munich", "DE", (48.14, 11.58))
HAMBURG = place("Hamburg", "Hamburg", "DE", (53.55, 9.99))
LISBON = place("Lissabon", "Lisbon", "PT", (38.72, -9.14))


def write_place_file(file: Path, places: Mapping[str, dict[str, Any]]) -> Path:
    """A file that knows these networks."""
    writer = MMDBWriter(database_type="GeoLite2-City", languages=["de", "en"])
    for network, record in places.items():
        writer.insert_network(IPSet([network]), record)
    writer.to_db_file(str(file))
    return file
