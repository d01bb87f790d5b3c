"""The look of a portal's pages and mails."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from idp.settings.section import Section

Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]


class BrandSettings(Section):
    """How the hosted pages look when a person comes from this portal."""

    accent: Colour = "#1f4fd8"
    """Colour of buttons and links, as #rrggbb; a readable text colour upon it is computed."""

    accent_dark: Colour | None = None
    """The same for dark mode; computed from the accent when left out."""

    second: Colour | None = None
    """Second colour of the backdrop; the accent when left out."""

    second_dark: Colour | None = None
    """The same for dark mode."""

    corner: Annotated[int, Field(ge=0, le=24)] = 12
    """How round fields and buttons are, in pixels."""

    logo: Path | None = None
    """Path of a logo (SVG or PNG); relative paths start at the folder of the configuration file."""

    logo_dark: Path | None = None
    """The same for dark mode; without one the logo stands on a light plate."""
