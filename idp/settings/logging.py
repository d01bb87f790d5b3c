"""Log lines on standard error."""

from typing import Literal

from idp.settings.section import Section


class LoggingSettings(Section):
    """Log lines on standard error."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    """Least important level to write."""

    format: Literal["json", "console"] = "json"
    """One JSON object per line, or lines for a person's eyes."""
