"""What every module of the package keeps to."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import PACKAGE, TESTS, imported_modules, modules, named, tree

LONGEST_FUNCTION = 60
DRAWERS = frozenset({"utils", "util", "helpers", "helper", "manager", "managers", "common", "process", "misc"})
# Whoever reads the time for himself can't be told another.
CLOCK = PACKAGE / "infrastructure" / "clock.py"
CLOCK_READS = re.compile(r"\b(datetime|date)\.(now|utcnow|today)\(")
# The rules of a slice; what speaks HTTP is in routes.py and forms.py.
WEB_FRAMEWORKS = ("flask", "flask_wtf", "flask_babel", "werkzeug", "wtforms", "idp.infrastructure.web")


def commits(module: ast.Module) -> Iterator[int]:
    """Lines of calls such as ``session.commit()``."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit":
            yield node.lineno


def long_functions(module: ast.Module) -> Iterator[tuple[str, int]]:
    """Functions over the limit, with their lines."""
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > LONGEST_FUNCTION:
                yield node.name, lines


def function_imports(module: ast.Module) -> Iterator[int]:
    """Lines of imports inside functions."""
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from (inner.lineno for inner in ast.walk(node) if isinstance(inner, ast.Import | ast.ImportFrom))


def web_imports(module: ast.Module) -> list[str]:
    """Imports that no service and no model may have."""
    return sorted(
        name for name in imported_modules(module) if any(name == w or name.startswith(f"{w}.") for w in WEB_FRAMEWORKS)
    )


def test_nobody_commits_outside_the_database_module() -> None:
    database = PACKAGE / "infrastructure" / "database"
    found = [
        f"{named(path)}:{line}" for path in modules() if database not in path.parents for line in commits(tree(path))
    ]
    assert found == []


def test_no_function_is_too_long() -> None:
    found = [(named(path), *function) for path in modules() for function in long_functions(tree(path))]
    assert found == []


def test_no_function_imports() -> None:
    assert [f"{named(path)}:{line}" for path in modules() for line in function_imports(tree(path))] == []


def test_every_package_says_what_it_owns() -> None:
    found = [named(path) for path in modules() if path.name == "__init__.py" and len(docstring(path)) < 40]
    assert found == []


def test_every_module_says_what_it_is() -> None:
    assert [named(path) for path in modules() if not docstring(path)] == []


def test_no_module_is_a_drawer() -> None:
    found = [named(path) for path in modules() if DRAWERS & {path.stem, *path.relative_to(PACKAGE).parts}]
    assert found == []


def test_services_and_models_know_nothing_of_the_web() -> None:
    found = {
        named(path): web_imports(tree(path))
        for path in modules()
        if path.stem in {"service", "models"} or "protocol" in path.relative_to(PACKAGE).parts
    }
    assert found
    assert {path: imports for path, imports in found.items() if imports} == {}


def test_only_the_clock_reads_the_time() -> None:
    found = [named(path) for path in modules() if path != CLOCK and CLOCK_READS.search(path.read_text())]
    assert found == []
    assert CLOCK_READS.search(CLOCK.read_text())


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    marks = re.compile(r"\b(pytest|mark)\.(skip|skipif|xfail|importorskip)\b|@(unittest\.)?skip")
    found = [named(path) for path in modules(TESTS) if path != Path(__file__) and marks.search(path.read_text())]
    assert found == []


def test_no_test_mocks() -> None:
    found = [
        named(path)
        for path in modules(TESTS)
        if any(name.startswith(("unittest.mock", "mock")) for name in imported_modules(tree(path)))
    ]
    assert found == []


def docstring(path: Path) -> str:
    return ast.get_docstring(tree(path)) or ""


@pytest.mark.parametrize(
    ("rule", "planted"),
    [
        (commits, "def save(session):\n    session.commit()\n"),
        (long_functions, "def long():\n" + "    pass\n" * LONGEST_FUNCTION),
        (function_imports, "def hidden():\n    import os\n"),
        (web_imports, "from flask import request\n"),
        (web_imports, "from idp.infrastructure import web\n"),
    ],
)
def test_a_planted_fault_is_found(rule, planted: str) -> None:
    assert list(rule(ast.parse(planted)))
    assert not list(rule(ast.parse("import os\n\ndef short():\n    pass\n")))
