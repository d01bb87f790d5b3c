"""Where the files beside the code are: top-level folders in a checkout, inside the package once installed."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_BUNDLED = _PACKAGE / "_bundled"


def resource(name: str) -> Path:
    """Folder of ``templates``, ``migrations`` or ``examples``."""
    bundled = _BUNDLED / name
    return bundled if bundled.exists() else _PACKAGE.parent / name
