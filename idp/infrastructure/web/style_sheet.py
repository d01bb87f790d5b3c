"""The style sheet of the hosted pages: what they use of Bootstrap, then the theme, minified by Lightning CSS.

Bootstrap's own sheet comes from the Bootstrap-Flask package (docs/decisions/0065-a-subset-of-bootstrap.md).
"""

import re
from pathlib import Path

import flask_bootstrap
import lightningcss

BOOTSTRAP = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5" / "css" / "bootstrap.min.css"
USED_CLASSES = frozenset({"btn", "form-control", "form-label", "visually-hidden"})
"""The classes that pages take from Bootstrap, beside its rules for elements."""
_LICENCE = "/*! Parts of Bootstrap, MIT License, https://getbootstrap.com */"
_CLASS = re.compile(r"\.([a-z][\w-]*)")
_USE = re.compile(r"var\((--bs-[\w-]+)")
_DECLARATION = re.compile(r"""(--bs-[\w-]+):(?:"[^"]*"|[^;}"])*;?""")


def bootstrap_classes() -> frozenset[str]:
    """Every class that Bootstrap has a rule for."""
    return frozenset(_CLASS.findall(BOOTSTRAP.read_text("utf-8")))


def build_style_sheet(theme: Path) -> bytes:
    """Bootstrap's rules for elements and for :data:`USED_CLASSES`, then what ``theme`` imports, as UTF-8."""
    return f"{_LICENCE}{_bootstrap_subset()}{lightningcss.bundle_css(str(theme))}".encode()


def _bootstrap_subset() -> str:
    unused = set(bootstrap_classes() - USED_CLASSES)
    subset = lightningcss.process_stylesheet(BOOTSTRAP.read_text("utf-8"), unused_symbols=unused)
    return lightningcss.process_stylesheet(_without_unused_properties(subset))


def _without_unused_properties(sheet: str) -> str:
    """``sheet`` without the custom properties of Bootstrap that no rule reads, nor a property that one reads."""
    used = set(_USE.findall(sheet))
    rest = _DECLARATION.sub(lambda found: found[0] if found[1] in used else "", sheet)
    return rest if rest == sheet else _without_unused_properties(rest)
