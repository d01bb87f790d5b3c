"""``config.example.toml``, written from the settings tree: every key with its explanation and its default."""

import json
import os
import re
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from idp.settings.portals.portal import PortalSettings
from idp.settings.registers import RegisterSettings
from idp.settings.resource_servers import ResourceServerSettings
from idp.settings.section import is_section
from idp.settings.tree import Settings

_WIDTH = 110
_HEAD = """\
# Settings of Einlass. Every key is listed with its default; a key that is left out, or commented out, has it.
# Each can also be set in the environment, which goes above this file: IDP_SERVER__PORT=9000 for port in [server];
# lists with commas. IDP_MAIL__PASSWORD_FILE=/run/secrets/mail reads a value from a file.
# `idp config check` examines this file, `idp config show` shows what holds.
"""
_PORTALS = """\
# The portals: relying-party sites, each with its own brand, journey and policies. Clients name one by its key, the last
# word in the brackets; the first is used for pages that were not reached from one. Without any there is "default".
"""
_REGISTERS = """\
# The registers of customers, by which portals know who may register: one for each of the operator's systems, by a key
# of its own. `idp customers import` fills them. Without any there are none.
"""
_RESOURCE_SERVERS = """\
# The resource servers (APIs) that take access tokens of this provider, each by a key of its own, the last word in the
# brackets.
"""
_RESOURCE_SERVER = "orders"
_REGISTER = "billing"
_PORTAL = "shop"
_PORTAL_NAME = "Beispiel-Shop"


def render_example(values: Mapping[str, Mapping[str, Any]] | None = None, tree: type[Settings] = Settings) -> str:
    """The whole file. ``values``, by section and key, are written as set; everything else is commented out."""
    given = values or {}
    parts = [_HEAD]
    for name, field in tree.model_fields.items():
        model = field.annotation
        if is_section(model):
            parts.append("\n".join(_section(name, model, given.get(name, {}), live=True)) + "\n")
    server = "\n".join(_section(f"resource_servers.{_RESOURCE_SERVER}", ResourceServerSettings, {}, live=False))
    parts.append(f"{_RESOURCE_SERVERS}\n{server}\n")
    register = "\n".join(_section(f"registers.{_REGISTER}", RegisterSettings, {}, live=False))
    parts.append(f"{_REGISTERS}\n{register}\n")
    portal = "\n".join(_section(f"portals.{_PORTAL}", PortalSettings, {}, live=False))
    return "\n".join([*parts, f"{_PORTALS}\n{portal}\n"])


def _section(name: str, model: type[BaseModel], given: Mapping[str, Any], *, live: bool) -> Iterator[str]:
    """A table: what it is, its keys, then the tables within it. One that is not ``live`` is commented out whole."""
    yield from _comment(_first_paragraph(model))
    yield f"[{name}]" if live else f"# [{name}]"
    tables: list[tuple[str, type[BaseModel]]] = []
    for key, field in model.model_fields.items():
        kind = field.annotation
        if is_section(kind):
            tables.append((f"{name}.{key}", kind))
            continue
        yield from _comment(field.description or "")
        yield f"{key} = {_toml(given[key])}" if key in given else f"# {key} = {_default(key, field)}"
    for table, kind in tables:
        yield ""
        yield from _section(table, kind, {}, live=live)


def _default(key: str, field: FieldInfo) -> str:
    """The default as it would be written; a key without one shows what could be."""
    if field.default is PydanticUndefined:
        return _toml(field.examples[0] if field.examples else _PORTAL_NAME)
    return _toml(field.default) if field.default is not None else _hint(key, field)


def _hint(key: str, field: FieldInfo) -> str:
    """What an optional value looks like: a number, an address that begins as one, or a text."""
    if any(kind is int or int in get_args(kind) for kind in get_args(field.annotation)):
        return "…"
    return '"https://…"' if key.endswith(("url", "uri")) else '"…"'


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(_toml(item) for item in value)}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{_key(key)} = {_toml(item)}' for key, item in value.items())}}}"
    text = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
    # A JSON string is a TOML basic string (TOML 1.0), but for DEL, which no setting holds.
    return json.dumps(text, ensure_ascii=False)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _toml(name)


def _first_paragraph(model: type[BaseModel]) -> str:
    return " ".join((model.__doc__ or "").strip().split("\n\n")[0].split())


def _comment(text: str) -> Iterator[str]:
    for line in textwrap.wrap(" ".join(text.split()), _WIDTH):
        yield f"# {line}"


def write_example(path: Path, values: Mapping[str, Mapping[str, Any]] | None = None) -> None:
    """Write the file. Raises ``FileExistsError`` rather than replace one."""
    # For its owner alone: a database password may come to stand in it.
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(render_example(values))
