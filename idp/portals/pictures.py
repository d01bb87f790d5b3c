"""Logos and pictures of portals: files that the operator names in the settings, read and checked at start."""

from pathlib import Path

from idp.infrastructure.web.assets import Asset
from idp.settings import SettingsError

LARGEST_BYTES = 256 * 1024
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def read_picture(path: Path, what: str = "logo") -> Asset:
    """The file as it is sent: SVG or PNG. Raises :class:`SettingsError` for anything else."""
    try:
        body = path.read_bytes()
    except OSError as error:
        raise SettingsError(f"the {what} {path} can't be read: {error}") from error
    if len(body) > LARGEST_BYTES:
        raise SettingsError(f"the {what} {path} is larger than {LARGEST_BYTES // 1024} KiB")
    if body.startswith(_PNG_SIGNATURE):
        return Asset.of(body, "image/png")
    if path.suffix.lower() == ".svg" and b"<svg" in body[:4096]:
        return Asset.of(body, "image/svg+xml")
    raise SettingsError(f"the {what} {path} is neither an SVG nor a PNG file")
