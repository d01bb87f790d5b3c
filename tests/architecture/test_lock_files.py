"""The lock files name the public indexes only: they must work on every machine, not on one."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.architecture.source import ROOT

INDEX = "https://pypi.org/simple"
FILES = "files.pythonhosted.org"
LOCKED_PROGRAMS = sorted((ROOT / "tests" / "interop" / "relying_parties").glob("*/requirements.txt"))
PINNED = re.compile(r"[a-z0-9.-]+(\[[a-z0-9,-]+\])?==[\w.!+]+( ; [^@]+)?$")
NPM = "registry.npmjs.org"


def faults(lock: dict[str, Any]) -> Iterator[str]:
    """What in a ``uv.lock`` another machine could not fetch."""
    for package in lock["package"]:
        source = package["source"]
        if source != {"registry": INDEX} and (package["name"], source) != ("einlass", {"editable": "."}):
            yield f"{package['name']} comes from {source}"
        for file in [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]:
            address = urlsplit(file.get("url", f"path:{file.get('path')}"))
            if (address.scheme, address.hostname) != ("https", FILES):
                yield f"{package['name']} lies at {address.geturl()}"


def test_the_lock_file_names_the_public_index_only() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    assert len(lock["package"]) > 50
    assert list(faults(lock)) == []


def test_the_npm_lock_file_names_the_public_registry_only() -> None:
    packages = json.loads((ROOT / "tests" / "interop" / "package-lock.json").read_text())["packages"]
    assert "node_modules/openid-client" in packages
    # Left out, the address is that of the registry which the reader uses.
    named = {package["resolved"] for package in packages.values() if "resolved" in package}
    assert {address for address in named if urlsplit(address).hostname != NPM} == set()
    assert all("integrity" in package for path, package in packages.items() if path)


@pytest.mark.parametrize("lock_file", LOCKED_PROGRAMS, ids=lambda file: file.parent.name)
def test_the_lock_file_of_a_program_names_exact_versions_and_no_index(lock_file: Path) -> None:
    lines = lock_file.read_text(encoding="utf-8").splitlines()
    assert len(lines) > 50
    assert [line for line in lines if not PINNED.match(line)] == []
    assert not PINNED.match("--index-url https://mirror.example/simple")
    assert not PINNED.match("a @ https://mirror.example/a.whl")


def test_planted_sources_are_found() -> None:
    planted = [
        {"name": "a", "source": {"registry": "https://mirror.example/simple"}},
        {"name": "b", "source": {"registry": "/opt/wheels"}, "wheels": [{"path": "b-1-py3-none-any.whl"}]},
        {"name": "c", "source": {"registry": INDEX}, "sdist": {"url": "file:///c.tar.gz"}},
        {"name": "d", "source": {"editable": "."}},
    ]
    for package in planted:
        assert list(faults({"package": [package]})), package
    assert not list(faults({"package": [{"name": "e", "source": {"registry": INDEX}}]}))
