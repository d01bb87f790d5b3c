"""The files of the project, as the rules read them."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "idp"
TEMPLATES = ROOT / "templates"
TESTS = ROOT / "tests"


def modules(folder: Path = PACKAGE) -> list[Path]:
    """Every Python file below ``folder``; an empty answer would prove nothing, so it is an error."""
    found = sorted(path for path in folder.rglob("*.py") if "node_modules" not in path.parts)
    assert found, f"no modules below {folder}"
    return found


def templates() -> list[Path]:
    """Every template."""
    found = sorted(path for path in TEMPLATES.rglob("*") if path.is_file())
    assert found, f"no templates below {TEMPLATES}"
    return found


def tree(path: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def named(path: Path) -> str:
    """A file as people call it."""
    return str(path.relative_to(ROOT))


def imported_modules(module: ast.Module) -> Iterator[str]:
    """Every module that is imported, at whatever depth."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)
