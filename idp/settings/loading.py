"""Reading the tree: environment over TOML over defaults."""

import difflib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource

from idp.settings.tree import Settings

PREFIX = "IDP_"
# Read by the command line, the tests and the demo themselves; not part of the tree.
RESERVED = ("IDP_CONFIG", "IDP_TEST_", "IDP_BENCH_")


class SettingsError(Exception):
    """The settings can't be used; the text says which, why, and what to do."""


def load_settings(path: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings.

    ``path`` is a TOML file (defaults to ``$IDP_CONFIG``, then ``config.toml`` where it exists). The environment goes
    above it: ``IDP_SECTION__KEY=value``, or ``IDP_SECTION__KEY_FILE=path`` for a value that is kept in a file.

    Raises :class:`SettingsError`, which names the nearest known key for an unknown one.
    """
    variables = os.environ if environment is None else environment
    file = _configuration_file(path, variables)
    tree = _read_toml(file) if file else {}
    if file:
        _anchor_paths(tree, file.parent)
    overrides = _read_environment(variables)
    try:
        return _settings_from(overrides, tree)
    except ValidationError as error:
        raise SettingsError(_explain(error, tree)) from error


def _configuration_file(path: Path | None, variables: Mapping[str, str]) -> Path | None:
    if path is not None:
        return path
    if named := variables.get("IDP_CONFIG"):
        return Path(named)
    here = Path("config.toml")
    return here if here.exists() else None


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SettingsError(f"{file} does not exist. `idp init` writes one.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} can't be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file} is not valid TOML: {error}") from error


def _anchor_paths(tree: dict[str, Any], folder: Path) -> None:
    """Relative paths in a file start at the file, wherever the command is run from."""
    keys = tree.setdefault("keys", {})
    if isinstance(keys, dict):
        keys["directory"] = str(folder / keys.get("directory", "keys"))
    database = tree.setdefault("database", {})
    if isinstance(database, dict):
        url = str(database.get("url", "sqlite:///einlass.sqlite3"))
        relative = url.removeprefix("sqlite:///")
        if relative != url and not relative.startswith("/") and relative != ":memory:":
            database["url"] = f"sqlite:///{(folder / relative).resolve()}"
    portals = tree.get("portals")
    for portal in portals.values() if isinstance(portals, dict) else ():
        brand = portal.get("brand") if isinstance(portal, dict) else None
        if isinstance(brand, dict):
            logos = {name: brand[name] for name in ("logo", "logo_dark") if isinstance(brand.get(name), str)}
            brand.update({name: str((folder / path).resolve()) for name, path in logos.items()})


def _read_environment(variables: Mapping[str, str]) -> dict[str, Any]:
    """``IDP_A__B=v`` becomes ``{"a": {"b": "v"}}``; ``IDP_A__B_FILE=path`` puts the file's content there."""
    tree: dict[str, Any] = {}
    for name, value in sorted(variables.items()):
        if not name.startswith(PREFIX) or name.startswith(RESERVED):
            continue
        path = name.removeprefix(PREFIX).lower().split("__")
        if path[-1].endswith("_file"):
            path[-1] = path[-1].removesuffix("_file")
            value = _read_value_file(name, value)
        _put(tree, path, value, name)
    return tree


def _read_value_file(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{name} names {path}, which can't be read: {error}") from error


def _put(tree: dict[str, Any], path: list[str], value: str, name: str) -> None:
    *sections, key = path
    for section in sections:
        tree = tree.setdefault(section, {})
        if not isinstance(tree, dict):
            raise SettingsError(f"{name}: {section} is set as a value and as a section at once")
    tree[key] = _split_list(path, value)


def _split_list(path: list[str], value: str) -> str | list[str]:
    """Lists are written with commas in the environment, as in IDP_SERVER__TRUSTED_PROXIES=10.0.0.1,10.0.0.2."""
    model: Any = Settings
    for part in path:
        field = model.model_fields.get(part) if isinstance(model, type) and issubclass(model, BaseModel) else None
        if field is None:
            return value
        model = field.annotation
    is_list = getattr(model, "__origin__", None) is tuple
    return [part.strip() for part in value.split(",") if part.strip()] if is_list else value


def _settings_from(overrides: dict[str, Any], tree: dict[str, Any]) -> Settings:
    class LoadedSettings(Settings):
        @classmethod
        def settings_customise_sources(
            cls, settings_cls: type[BaseSettings], *_: PydanticBaseSettingsSource, **__: PydanticBaseSettingsSource
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return (InitSettingsSource(settings_cls, overrides), InitSettingsSource(settings_cls, tree))

    loaded = LoadedSettings()
    return Settings.model_construct(**{name: getattr(loaded, name) for name in Settings.model_fields})


def _explain(error: ValidationError, tree: Mapping[str, Any]) -> str:
    lines = []
    for problem in error.errors():
        where = ".".join(str(part) for part in problem["loc"])
        if problem["type"] == "extra_forbidden":
            lines.append(f"{where}: there is no such setting.{_nearest(problem['loc'])}")
        else:
            message = problem["msg"].removeprefix("Value error, ")
            lines.append(f"{where}: {message}" if where else message)
    return "\n".join(lines)


def _nearest(location: tuple[int | str, ...]) -> str:
    known = _known_keys(location[:-1])
    matches = difflib.get_close_matches(str(location[-1]), known, n=1, cutoff=0.5)
    return f" Did you mean {matches[0]}?" if matches else f" Known here: {', '.join(sorted(known))}."


def _known_keys(location: tuple[int | str, ...]) -> list[str]:
    model: Any = Settings
    for part in location:
        if isinstance(model, type) and issubclass(model, BaseModel):
            field = model.model_fields.get(str(part))
            model = field.annotation if field else None
        else:  # a table of named tables, such as portals
            model = get_args(model)[-1] if get_args(model) else None
    if isinstance(model, type) and issubclass(model, BaseModel):
        return list(model.model_fields)
    return []
