"""Turning an uploaded picture into a logo: decoded, shrunk, and encoded anew, so that nothing of the file is left."""

from io import BytesIO
from typing import TYPE_CHECKING

from idp.infrastructure.lazy_modules import lazy_module
from idp.infrastructure.web.i18n import lazy_gettext
from idp.organizations.errors import OrganizationError

if TYPE_CHECKING:
    from PIL import Image, ImageOps
else:
    Image, ImageOps = lazy_module("PIL.Image"), lazy_module("PIL.ImageOps")

LARGEST_UPLOAD = 100_000
"""Bytes of a file that is looked at at all."""

WIDTH, HEIGHT = 270, 70
_MOST_PIXELS = 4_000_000
# No format with instructions of its own (SVG, PostScript), and none that only few programs write.
_FORMATS = ("PNG", "JPEG", "WEBP")


class NoPicture(OrganizationError):
    """The file is too large, or is no picture of a known format."""

    status = 422
    code = "no_picture"
    message = lazy_gettext("Please choose a picture as PNG, JPEG or WebP of at most 100 kB and 4 million pixels.")


def draw_logo(file: bytes) -> bytes:
    """A PNG of at most 270 x 70 pixels with what the file shows, turned upright. Raises NoPicture.

    The size is read from the head of the file, before anything is decoded.
    """
    if len(file) > LARGEST_UPLOAD:
        raise NoPicture
    try:
        picture = _decode(file)
    except Exception as error:
        # A decoder answers broken input with whatever it fails with.
        raise NoPicture from error
    picture.thumbnail((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    return _encode(picture)


def _decode(file: bytes) -> "Image.Image":
    with Image.open(BytesIO(file), formats=_FORMATS) as picture:
        if picture.width * picture.height > _MOST_PIXELS:
            raise NoPicture
        return ImageOps.exif_transpose(picture).convert("RGBA")


def _encode(picture: "Image.Image") -> bytes:
    """From the pixels alone: a picture carries the texts, profiles and places of its file along."""
    bare, made = Image.frombytes(picture.mode, picture.size, picture.tobytes()), BytesIO()
    bare.save(made, "PNG", optimize=True)
    return made.getvalue()
