"""One word for one thing, and the field's word: class names, and the subjects of docstrings."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator

from tests.architecture.source import modules, named, tree

# A docstring names its subject in the terms of the field: an account, a client, an operator, a browser.
VAGUE = re.compile(r"\b(somebody|whoever|nobody)\b", re.IGNORECASE)


def class_names() -> dict[str, list[str]]:
    """Every class of the product, with the files that define one of its name."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef):
                found[node.name].append(named(path))
    return dict(found)


def vague_docstrings(module: ast.Module) -> Iterator[str]:
    """The names of what a module documents without saying who or what it speaks of."""
    for node in ast.walk(module):
        is_documented = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        if is_documented and VAGUE.search(ast.get_docstring(node) or ""):
            yield getattr(node, "name", "module")


def test_no_class_name_stands_for_two_things() -> None:
    twice = {name: files for name, files in class_names().items() if len(files) > 1}
    assert twice == {}


def test_docstrings_name_their_subject() -> None:
    found = [f"{named(path)}: {name}" for path in modules() for name in vague_docstrings(tree(path))]
    assert found == []


def test_the_rules_see_what_they_are_about() -> None:
    source = '"""Whoever reads it."""\n\nclass Card:\n    "A card."\n\ndef send():\n    """Send it to somebody."""\n'
    assert list(vague_docstrings(ast.parse(source))) == ["module", "send"]
