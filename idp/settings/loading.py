"""Reading the tree: environment over TOML over defaults."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource

from idp.settings.environment import read_environment
from idp.settings.errors import SettingsError, explain
from idp.settings.paths import anchor_paths
from idp.settings.tree import Settings

TreeT = TypeVar("TreeT", bound=Settings)


def load_settings(path: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings.

    ``path`` is a TOML file (defaults to ``$IDP_CONFIG``, then ``config.toml`` where it exists). The environment goes
    above it: ``IDP_SECTION__KEY=value``, or ``IDP_SECTION__KEY_FILE=path`` for a value that is kept in a file.

    Raises :class:`SettingsError`, which names the nearest known key for an unknown one.
    """
    return load_tree(Settings, path, environment)


def load_tree(tree: type[TreeT], path: Path | None = None, environment: Mapping[str, str] | None = None) -> TreeT:
    """The same for a tree with further sections: a subclass of :class:`Settings` with a line for each."""
    variables = os.environ if environment is None else environment
    file = _configuration_file(path, variables)
    values = _read_toml(file) if file else {}
    if file:
        anchor_paths(tree, values, file.parent)
    overrides = read_environment(tree, variables)
    try:
        return _build(tree, overrides, values)
    except ValidationError as error:
        raise SettingsError(explain(tree, error)) from error


def _configuration_file(path: Path | None, variables: Mapping[str, str]) -> Path | None:
    if path is not None:
        return path
    if named := variables.get("IDP_CONFIG"):
        return Path(named)
    here = Path("config.toml")
    return here if here.exists() else None


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise SettingsError(f"{file} does not exist. `idp init` writes one.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} can't be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file} is not valid TOML: {error}") from error


def _build(tree: type[TreeT], overrides: dict[str, Any], values: dict[str, Any]) -> TreeT:
    class Loaded(tree):  # type: ignore[valid-type, misc]
        @classmethod
        def settings_customise_sources(
            cls, settings_cls: type[BaseSettings], *_: PydanticBaseSettingsSource, **__: PydanticBaseSettingsSource
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return (InitSettingsSource(settings_cls, overrides), InitSettingsSource(settings_cls, values))

    loaded = Loaded()
    return tree.model_construct(**{name: getattr(loaded, name) for name in tree.model_fields})
