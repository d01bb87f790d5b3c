"""Applications under test: built by ``create_app`` from a settings file, kept by the worker where that is safe."""

import base64
import json
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from types import CodeType
from typing import Any

import tomlkit
from jinja2.bccache import Bucket, BytecodeCache

from idp.app import create_app
from idp.infrastructure.database import db
from idp.infrastructure.web.application import Application
from idp.settings import Settings, load_settings
from tests.provisioning.pages import PageClient

ISSUER = "https://id.example.test"
MASTER_KEY = base64.b64encode(b"the master key of the test suite").decode()
# Building an application takes longer than most tests; so many of them are kept by each worker.
KEPT = 12

TEST_SETTINGS: dict[str, Any] = {
    "server": {"issuer": ISSUER},
    # No trust in cached copies between two requests, nor between two tests.
    "database": {"cache_check_seconds": 0},
    "keys": {"master_key": MASTER_KEY},
    # The cheapest hash that argon2 allows: the suite stores thousands.
    "passwords": {"memory_kib": 8, "iterations": 1},
    "throttle": {"form_requests_per_minute": 100000},
    "mail": {"transport": "smtp", "host": "127.0.0.1", "port": 9, "security": "none", "background": False},
    "logging": {"level": "debug"},
    "client_registration": {"access": "token", "portal": "shop"},
    "portals": {
        "shop": {"name": "Beispiel-Shop", "url": "https://shop.example.test", "default_language": "de"},
        "forum": {"name": "Example Forum", "url": "https://forum.example.test", "default_language": "en"},
    },
}


def write_settings(folder: Path, database_url: str, changes: Mapping[str, Any]) -> Settings:
    """The suite's settings with ``changes`` on top, read from a file as an installation reads its own."""
    tree = settings_tree(merge({"database": {"url": database_url}}, changes))
    file = folder / "config.toml"
    file.write_text(tomlkit.dumps(tree), encoding="utf-8")
    return load_settings(file, environment={})


def settings_tree(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The suite's settings with ``changes`` on top. Where these take the portal away in which clients register
    themselves, none do."""
    tree = merge(TEST_SETTINGS, changes)
    if tree.get("client_registration", {}).get("portal") not in tree["portals"]:
        tree.pop("client_registration", None)
    return tree


def merge(tree: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """A new tree: tables are merged, everything else is replaced; None takes a key away."""
    merged = dict(tree)
    for key, value in changes.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, Mapping) and isinstance(merged.get(key), Mapping):
            merged[key] = merge(merged[key], value)
        else:
            merged[key] = value
    return merged


class CompiledTemplates(BytecodeCache):
    """The compiled templates of this worker's applications, which all have the same: compiling takes most of a page."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, CodeType | None]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self._kept.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = (bucket.checksum, bucket.code)


# Also for the applications that commands build, and for what is rendered while one is built.
Application.jinja_options = {**Application.jinja_options, "bytecode_cache": CompiledTemplates()}


def build_application(settings: Settings) -> Application:
    """A new application for tests."""
    app = create_app(settings)
    app.testing = True
    app.test_client_class = PageClient
    return app


class Applications:
    """The applications of one worker, by database and settings."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: OrderedDict[str, Application] = OrderedDict()

    def get(self, database_url: str, changes: Mapping[str, Any]) -> Application:
        """An application with these settings, possibly one that earlier tests used."""
        key = json.dumps([database_url, changes], sort_keys=True, default=str)
        if key not in self._kept:
            self._kept[key] = self.build(database_url, changes)
            if len(self._kept) > KEPT:
                close_application(self._kept.popitem(last=False)[1])
        self._kept.move_to_end(key)
        return self._kept[key]

    def build(self, database_url: str, changes: Mapping[str, Any]) -> Application:
        """An application of one's own; its user closes it."""
        return build_application(write_settings(self._folder, database_url, changes))

    def close(self) -> None:
        """Give the connections of all kept applications back."""
        while self._kept:
            close_application(self._kept.popitem()[1])


def close_application(app: Application) -> None:
    """Give an application's connections back."""
    with app.app_context():
        db.engine.dispose()
