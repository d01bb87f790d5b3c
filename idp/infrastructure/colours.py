"""Colours that can be read: WCAG 2.2 contrast, and a palette computed from one accent.

Pure: ``#rrggbb`` in, ``#rrggbb`` out. The surfaces are those of ``static/theme/base.css``.
"""

from dataclasses import dataclass

# WCAG 2.2, success criterion 1.4.3, for text of any size; a little above, against rounding.
READABLE = 4.55
WHITE, INK, BLACK = "#ffffff", "#10142e", "#000000"
# The least favourable surfaces that words in the accent colour stand on, light and dark.
LIGHT_SURFACES = ("#ffffff", "#f4f5f7")
DARK_SURFACES = ("#171a20", "#1f232b")
# The theme mixes this much of the accent into the surface of notices and hovered parts.
_SOFT_LIGHT, _SOFT_DARK = 0.08, 0.13
_STEPS = 50


@dataclass(frozen=True)
class Palette:
    """The colours of a brand; ``on_*`` are words upon the accent, ``*_text`` is the accent as words upon the page."""

    accent: str
    on_accent: str
    accent_text: str
    accent_dark: str
    on_accent_dark: str
    accent_text_dark: str


def palette(accent: str, accent_dark: str | None = None) -> Palette:
    """A readable palette; the dark accent is a lighter tint of ``accent`` where none is given."""
    dark = accent_dark or _until_readable(accent, WHITE, DARK_SURFACES, _SOFT_DARK)
    return Palette(
        accent=accent,
        on_accent=words_on(accent),
        accent_text=_until_readable(accent, BLACK, LIGHT_SURFACES, _SOFT_LIGHT),
        accent_dark=dark,
        on_accent_dark=words_on(dark),
        accent_text_dark=_until_readable(dark, WHITE, DARK_SURFACES, _SOFT_DARK),
    )


def contrast(one: str, other: str) -> float:
    """Contrast ratio between 1 and 21 (WCAG 2.2, "contrast ratio")."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance between 0 and 1 (WCAG 2.2, "relative luminance")."""
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mix(colour: str, other: str, share: float) -> str:
    """``colour`` with ``share`` (0 to 1) of ``other`` in it."""
    mixed = (round(a * (1 - share) + b * share) for a, b in zip(_parts(colour), _parts(other), strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def words_on(surface: str) -> str:
    """White where it can be read, else a dark ink; on every colour one of white and black can."""
    return next((words for words in (WHITE, INK) if contrast(surface, words) >= READABLE), BLACK)


def _until_readable(colour: str, towards: str, surfaces: tuple[str, ...], soft: float) -> str:
    """``colour``, moved towards black or white until it can be read on every surface."""
    grounds = [*surfaces, mix(surfaces[0], colour, soft)]
    for step in range(_STEPS):
        candidate = mix(colour, towards, step / _STEPS)
        if all(contrast(candidate, ground) >= READABLE for ground in grounds):
            return candidate
    return towards


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
