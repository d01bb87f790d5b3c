"""Every threat that concerns what exists has a test that names its row."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import TESTS, modules, tree

RANGES = (
    (1, 11),
    (14, 20),
    (23, 31),
    (32, 35),
    (37, 43),
    (45, 45),
    (47, 49),
    (52, 54),
    (56, 60),
    (65, 66),
    (74, 74),
    (76, 80),
    (97, 97),
)
DEMANDED = frozenset(row for first, last in RANGES for row in range(first, last + 1))
NAMED_FILE = re.compile(r"test_(\d+)_")


def named_rows(module: ast.Module) -> Iterator[int]:
    """The rows n of every ``pytest.mark.threat(n, …)``."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "threat":
            yield from (row.value for row in node.args if isinstance(row, ast.Constant) and isinstance(row.value, int))


def rows_of(path: Path) -> set[int]:
    """The rows that a test module proves; a module of ``tests/security`` may carry its row in its name."""
    rows = set(named_rows(tree(path)))
    if path.parent.name == "security" and (number := NAMED_FILE.match(path.name)):
        rows.add(int(number[1]))
    return rows


def test_every_demanded_row_has_a_test() -> None:
    proven = {row for path in modules(TESTS) if path.name.startswith("test_") for row in rows_of(path)}
    assert sorted(DEMANDED - proven) == []


def test_a_mark_is_read_wherever_it_stands() -> None:
    module = ast.parse(
        "pytestmark = pytest.mark.threat(1)\n"
        "@pytest.mark.threat(2, 3)\ndef test_a(): pass\n"
        "@pytest.mark.parametrize('x', [pytest.param(1, marks=pytest.mark.threat(4))])\ndef test_b(x): pass\n"
        "@pytest.mark.journey\ndef test_c(): pass\n"
    )
    assert set(named_rows(module)) == {1, 2, 3, 4}
