"""Pictures beside the fields of a form."""

from pathlib import Path

from idp.settings.section import Section


class PictureSettings(Section):
    """Files by language, SVG or PNG; relative paths start at the folder of the configuration file."""

    de: Path | None = None
    en: Path | None = None
