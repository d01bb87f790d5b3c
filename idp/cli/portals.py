"""The portal that a command speaks of."""

from idp.cli.frame import CommandError
from idp.settings import Settings


def portal_or_default(settings: Settings, key: str | None) -> str:
    """The key that was given, or that of the first portal. Raises ``CommandError`` for one that there is not."""
    if key is not None and key not in settings.portals:
        raise CommandError(f"There is no portal {key} in the settings.", f"Choose from: {', '.join(settings.portals)}.")
    return key or settings.default_portal
