"""The tables of the product: the ``models.py`` of every package, found by their name."""

from importlib import import_module
from pathlib import Path

_PACKAGE = Path(__file__).parent


def import_models() -> None:
    """Import every model, so that ``Base.metadata`` holds every table; for the migrations and the tests."""
    for file in sorted(_PACKAGE.rglob("*/models.py")):
        import_module(".".join(("idp", *file.relative_to(_PACKAGE).with_suffix("").parts)))
