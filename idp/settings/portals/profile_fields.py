"""What a portal asks of people beside what an account has anyway."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from idp.settings.portals.evidence import Pattern
from idp.settings.portals.pictures import PictureSettings
from idp.settings.portals.titles import Title
from idp.settings.section import Section

ClaimName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_.:/-]{0,99}$")]


class ProfileFieldSettings(Section):
    """One further field of the profile."""

    kind: str = "text"
    """text: a line of text; choice: one of several values; choices: any of them; tick: yes or no; date: a day; number:
    a number, whole or with decimals; phone, email, url: a phone number, an e-mail address, a web address."""

    kept: Literal["portal", "shared"] = "portal"
    """portal: this portal's alone; shared: kept with the account, filled in at the next portal whose field has the same
    key and kind, and changed by the person on a page of the account."""

    claim: ClaimName | None = None
    """Name of a claim in which this portal's applications get it as well, such as department; without it they find it
    in the claim portal_profile alone."""

    label: Title = Title()
    """What the field is called; its key where it is left out."""

    help: Title = Title()
    """A sentence below the label."""

    picture: PictureSettings = PictureSettings()
    """A picture below that sentence, which it needs: it is what a screen reader says."""

    values: dict[str, Title] = {}
    """The values of a choice or choices, by key, each with its title."""

    pattern: Pattern | None = None
    """Regular expression that a whole text has."""

    longest: Annotated[int, Field(ge=1, le=1000)] = 200
    """Most characters of a text."""

    earliest: date | Literal["today"] | None = None
    """First day that a date may be, such as 1900-01-01, or today."""

    latest: date | Literal["today"] | None = None
    """Last day that a date may be."""

    minimum: Decimal | None = None
    """Smallest number."""

    maximum: Decimal | None = None
    """Largest number."""

    decimals: Annotated[int, Field(ge=0, le=6)] = 0
    """Most decimals of a number; 0 takes whole numbers alone."""

    optional: bool = False
    """Whether it may be left empty."""
