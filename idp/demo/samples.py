"""What the page of parts shows: sample values, none of them stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from idp.infrastructure.web.i18n import lazy_gettext

CUSTOMERS = (
    ("Bäckerei Lindner", "Braunlage"),
    ("Brocken-Apotheke", "Schierke"),
    ("Druckerei Harzblick", "Clausthal-Zellerfeld"),
    ("Forstgut von Alvensleben", "Ilsenburg"),
    ("Gasthof Zum Auerhahn", "Sankt Andreasberg"),
    ("Hotel Kaiserpfalz", "Goslar"),
    ("Ingenieurbüro Petersen & Söhne Gesellschaft für Wassertechnik", "Altenau"),
    ("Kanzlei Dr. Oberschwallenbach", "Wernigerode"),
    ("Kurbetriebe Bad Harzburg", "Bad Harzburg"),
    ("Sägewerk Sonnenberg", "Braunlage"),
    ("Tischlerei Brandes", "Osterode"),
)
PAGE_SIZE = 4
STATES = (
    {"label": lazy_gettext("draft"), "kind": "neutral"},
    {"label": lazy_gettext("in review"), "kind": "info"},
    {"label": lazy_gettext("active"), "kind": "success"},
    {"label": lazy_gettext("expires soon"), "kind": "warning"},
    {"label": lazy_gettext("blocked"), "kind": "danger"},
)
STEPS = (
    {"label": lazy_gettext("Application"), "url": "/parts"},
    {"label": lazy_gettext("Addresses"), "url": "/parts"},
    {"label": lazy_gettext("Rights"), "url": None},
    {"label": lazy_gettext("Overview"), "url": None},
)
ORGANIZATIONS = (
    {"id": "1", "name": "Stadtwerke Sankt Andreasberg-Braunlage", "role": lazy_gettext("Administrator")},
    {"id": "2", "name": "Kurbetriebe Bad Harzburg", "role": lazy_gettext("Member")},
    {"id": "3", "name": "Sägewerk Sonnenberg", "role": lazy_gettext("Billing")},
)
REQUEST = {
    "title": "Wilhelmine Albrecht",
    "detail": lazy_gettext("wants to join your organization"),
    "facts": (
        {"label": lazy_gettext("E-mail address"), "value": "w.albrecht@kurbetriebe.example"},
        {"label": lazy_gettext("Rights"), "value": lazy_gettext("Billing")},
    ),
}
TABLE: Mapping[str, Any] = {
    "columns": (
        {"label": lazy_gettext("Meter")},
        {"label": lazy_gettext("Place")},
        {"label": lazy_gettext("Reading"), "is_number": True},
    ),
    "rows": (
        ("1 ESY 1160 4217", "Braunlage, Herzog-Wilhelm-Straße 12", "18.204 kWh"),
        ("1 ESY 1160 4218", "Braunlage, Elbingeröder Straße 3", "942 kWh"),
        ("7 GMT 0031 7745", "Sankt Andreasberg, Schützenstraße 40", "2.311 m³"),
    ),
}
DAYS = (
    {
        "label": lazy_gettext("Today"),
        "events": (
            {
                "icon": "user",
                "text": lazy_gettext("Signed in"),
                "at": "16:16",
                "detail": "Chrome · Windows · Hamburg",
                "facts": ({"label": lazy_gettext("Network address"), "value": "203.0.113.7"},),
            },
            {
                "icon": "key",
                "text": lazy_gettext("Wrong password"),
                "at": "16:14",
                "detail": "Chrome · Windows · Hamburg",
                "is_warning": True,
            },
        ),
    },
    {
        "label": lazy_gettext("Yesterday"),
        "events": (
            {
                "icon": "mail",
                "text": lazy_gettext("E-mail address confirmed"),
                "at": "09:02",
            },
        ),
    },
)


@dataclass(frozen=True)
class Listing:
    """One page of the sample customers that ``query`` finds; ``page`` counts from 1."""

    query: str
    page: int
    found: Sequence[tuple[str, str]]

    @classmethod
    def of(cls, query: str, page: int) -> "Listing":
        """Customers whose name or town holds ``query``; a page that is not there is the nearest one."""
        wanted = query.strip().casefold()
        found = [each for each in CUSTOMERS if wanted in " ".join(each).casefold()]
        return cls(query.strip(), max(1, min(page, ceil(len(found) / PAGE_SIZE))), found)

    @property
    def total(self) -> int:
        return len(self.found)

    @property
    def pages(self) -> int:
        return max(1, ceil(self.total / PAGE_SIZE))

    @property
    def shown(self) -> Sequence[tuple[str, str]]:
        """The customers on this page."""
        return self.found[(self.page - 1) * PAGE_SIZE : self.page * PAGE_SIZE]
