"""A module with views has a blueprint of its own; none has to be imported for the effect of it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import modules, named, tree

ROUTING = {"route", "get", "post", "put", "patch", "delete"}


def foreign_blueprints(module: ast.Module) -> Iterator[str]:
    """Names with which module-level views are routed, and that the module does not make itself."""
    made = {
        target.id
        for node in module.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for view in module.body:
        for decorator in view.decorator_list if isinstance(view, ast.FunctionDef) else ():
            match decorator:
                case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=verb)) if verb in ROUTING:
                    yield from {name} - made


@pytest.mark.parametrize("path", modules(), ids=named)
def test_views_hang_on_the_blueprint_of_their_module(path: Path) -> None:
    assert list(foreign_blueprints(tree(path))) == []


def test_a_foreign_blueprint_is_seen() -> None:
    planted = "from idp.signin.routes import signin\n@signin.get('/x')\ndef x(): pass\n"
    assert list(foreign_blueprints(ast.parse(planted))) == ["signin"]
    assert list(
        foreign_blueprints(ast.parse(f"{planted}own = Blueprint('own')\n@own.post('/y')\ndef y(): pass\n"))
    ) == ["signin"]
