"""Requests of the provider leave through the guarded client alone."""

import ast

import pytest

from tests.architecture.source import PACKAGE, imported_modules, modules, named, tree

HTTP_CLIENTS = frozenset({"requests", "urllib.request", "http.client", "urllib3", "httpx", "aiohttp"})
# The client itself; the doctor and the trial ask their own provider, at an address of the operator's.
OPEN = (
    PACKAGE / "infrastructure" / "outbound_http",
    PACKAGE / "cli" / "diagnostics",
    PACKAGE / "demo",
)


def http_clients_of(module: ast.Module) -> set[str]:
    """The HTTP clients that a module imports."""
    return {name for name in imported_modules(module) if name in HTTP_CLIENTS}


@pytest.mark.threat(23)
def test_no_other_package_imports_an_http_client() -> None:
    found = [
        named(path)
        for path in modules()
        if not any(path.is_relative_to(folder) for folder in OPEN) and http_clients_of(tree(path))
    ]
    assert found == []


def test_an_import_is_seen_in_each_of_its_forms() -> None:
    module = ast.parse("import requests\nfrom urllib import request\nfrom http.client import HTTPConnection\n")
    assert http_clients_of(module) == {"requests", "urllib.request", "http.client"}
