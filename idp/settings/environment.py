"""Settings of the environment: ``IDP_SECTION__KEY=value``."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_origin

from pydantic import BaseModel

from idp.settings.errors import SettingsError
from idp.settings.section import is_section

PREFIX = "IDP_"
# Read by the command line, the tests and the demo themselves; not part of the tree.
RESERVED = ("IDP_CONFIG", "IDP_TEST_", "IDP_BENCH_")


def read_environment(tree: type[BaseModel], variables: Mapping[str, str]) -> dict[str, Any]:
    """``IDP_A__B=v`` becomes ``{"a": {"b": "v"}}``; ``IDP_A__B_FILE=path`` puts the file's content there."""
    values: dict[str, Any] = {}
    for name, value in sorted(variables.items()):
        if not name.startswith(PREFIX) or name.startswith(RESERVED):
            continue
        path = name.removeprefix(PREFIX).lower().split("__")
        if path[-1].endswith("_file"):
            path[-1] = path[-1].removesuffix("_file")
            value = _read_value_file(name, value)
        _put(values, path, _split_list(tree, path, value), name)
    return values


def _read_value_file(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{name} names {path}, which can't be read: {error}") from error


def _put(values: dict[str, Any], path: list[str], value: str | list[str], name: str) -> None:
    *sections, key = path
    for section in sections:
        values = values.setdefault(section, {})
        if not isinstance(values, dict):
            raise SettingsError(f"{name}: {section} is set as a value and as a section at once")
    values[key] = value


def _split_list(tree: type[BaseModel], path: list[str], value: str) -> str | list[str]:
    """Lists are written with commas in the environment, as in IDP_SERVER__TRUSTED_PROXIES=10.0.0.1,10.0.0.2."""
    model: Any = tree
    for part in path:
        field = model.model_fields.get(part) if is_section(model) else None
        if field is None:
            return value
        model = field.annotation
    is_list = get_origin(model) is tuple
    return [part.strip() for part in value.split(",") if part.strip()] if is_list else value
