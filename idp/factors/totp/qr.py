"""The QR code as a picture in the page."""

from typing import TYPE_CHECKING

from markupsafe import Markup

from idp.infrastructure.lazy_modules import lazy_module

if TYPE_CHECKING:
    import segno
else:
    segno = lazy_module("segno")

_QUIET_ZONE = 4


def qr_svg(text: str) -> Markup:
    """An ``svg`` element without size, style or class, dark on white in any colour scheme so that cameras read it."""
    code = segno.make(text, micro=False, error="m")
    return Markup(  # noqa: S704 - made of numbers by segno; the text itself is not in it
        code.svg_inline(border=_QUIET_ZONE, omitsize=True, dark="#000", light="#fff", svgclass=None, lineclass=None)
    )
