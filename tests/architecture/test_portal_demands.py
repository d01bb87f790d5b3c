"""Sign-in policy is read through the demands of a client's portal, never off the portal that an address names."""

import ast
from collections.abc import Iterator

from idp.settings import BrandSettings, PortalSettings, SupportSettings
from idp.settings.section import Section
from tests.architecture.source import PACKAGE, modules, named, tree

# What a page looks like and says; every other section of a portal is policy, and one that is added is policy at once.
LOOKS = (BrandSettings, SupportSettings)
POLICY = {
    name
    for name, field in PortalSettings.model_fields.items()
    if isinstance(field.annotation, type) and issubclass(field.annotation, Section) and field.annotation not in LOOKS
} | {"form"}
READERS = {"current_portal", "get_portal", "portal"}
"""Functions and methods that answer with a portal, or with its settings."""
# Where the demands are built, and where the link to the registration page is decided on.
ALLOWED = {PACKAGE / "portals" / "demands.py", PACKAGE / "portals" / "registry.py"}


def is_portal(node: ast.expr) -> bool:
    """Whether the expression is a portal or its settings: ``current_portal()``, ``settings.portal(key)``,
    ``settings.portals[key]``, and anything reached through ``.settings`` of it."""
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name in READERS
        case ast.Subscript(value=ast.Attribute(attr="portals")):
            return True
        case ast.Attribute(value=value, attr="settings"):
            return is_portal(value)
    return False


def policy_reads(module: ast.Module) -> Iterator[int]:
    """Lines that read a policy off a portal, directly or through a name that was given to one."""
    portals = {
        target.id
        for node in ast.walk(module)
        if isinstance(node, ast.Assign) and is_portal(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and node.attr in POLICY:
            is_named = isinstance(node.value, ast.Name) and node.value.id in portals
            if is_named or is_portal(node.value):
                yield node.lineno


def test_sign_in_policy_is_read_from_the_demands_alone() -> None:
    found = [f"{named(path)}:{line}" for path in modules() if path not in ALLOWED for line in policy_reads(tree(path))]
    assert found == []


def test_the_rule_sees_every_way_around_it() -> None:
    source = """
current_portal().settings.second_factor
settings.portal(key).remember_me
current_settings().portals[key].password
here = get_portal(key)
here.throttle
"""
    assert list(policy_reads(ast.parse(source))) == [2, 3, 4, 6]
