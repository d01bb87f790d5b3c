"""Relative paths in a settings file start at the file, wherever the command is run from."""

from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from idp.settings.section import is_section

_SQLITE = "sqlite:///"


def anchor_paths(tree: type[BaseModel], values: dict[str, Any], folder: Path) -> None:
    """Have every setting of the type ``Path``, and the address of an SQLite file, start at ``folder``."""
    for name, field in tree.model_fields.items():
        if is_section(field.annotation):
            _anchor_section(field.annotation, values.setdefault(name, {}), folder)
        elif name in values:
            _anchor_named(field, values[name], folder)
    database = values.get("database")
    if isinstance(database, dict):
        database["url"] = _anchored_url(str(database.get("url", "sqlite:///einlass.sqlite3")), folder)


def _anchor_section(section: type[BaseModel], values: Any, folder: Path) -> None:
    """The values of one table, and of the tables within it that are there. What is no table is refused later."""
    if not isinstance(values, dict):
        return
    for name, field in section.model_fields.items():
        if is_section(field.annotation):
            _anchor_section(field.annotation, values.get(name), folder)
        elif any(is_section(kind) for kind in get_args(field.annotation)):
            _anchor_named(field, values.get(name), folder)
        elif _is_path(field) and (given := values.get(name, field.default)) is not None:
            values[name] = str(folder / given) if isinstance(given, str | Path) else given
        elif name in values:
            _anchor_named(field, values[name], folder)


def _anchor_named(field: FieldInfo, tables: Any, folder: Path) -> None:
    """The values of each table of a table of named tables, such as the portals."""
    sections = [kind for kind in get_args(field.annotation) if is_section(kind)]
    for section in sections:
        for values in tables.values() if isinstance(tables, dict) else ():
            _anchor_section(section, values, folder)


def _anchored_url(url: str, folder: Path) -> str:
    relative = url.removeprefix(_SQLITE)
    if relative == url or relative.startswith("/") or relative == ":memory:":
        return url
    return f"{_SQLITE}{(folder / relative).resolve()}"


def _is_path(field: FieldInfo) -> bool:
    return field.annotation is Path or Path in get_args(field.annotation)
