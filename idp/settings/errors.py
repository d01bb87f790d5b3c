"""What is wrong with the settings, in words that say what to do."""

import difflib
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from idp.settings.section import is_section


class SettingsError(Exception):
    """The settings can't be used; the text says which, why, and what to do."""


_REPLACED = {
    "terms_url": "Terms are one of the texts of a portal now: a table such as portals.shop.texts.terms.",
}
"""Settings that there were, by name, and what took their place."""


def explain(tree: type[BaseModel], error: ValidationError) -> str:
    """A line for each problem; an unknown key is told with the nearest one that ``tree`` knows."""
    lines = []
    for problem in error.errors():
        where = ".".join(str(part) for part in problem["loc"])
        if problem["type"] == "extra_forbidden":
            lines.append(f"{where}: there is no such setting. {_hint(tree, problem['loc'])}")
        else:
            message = problem["msg"].removeprefix("Value error, ")
            lines.append(f"{where}: {message}" if where else message)
    return "\n".join(lines)


def _hint(tree: type[BaseModel], location: tuple[int | str, ...]) -> str:
    """What took the place of the setting, or which one may have been meant."""
    return _REPLACED.get(str(location[-1])) or _nearest(tree, location)


def _nearest(tree: type[BaseModel], location: tuple[int | str, ...]) -> str:
    known = _known_keys(tree, location[:-1])
    matches = difflib.get_close_matches(str(location[-1]), known, n=1, cutoff=0.5)
    return f"Did you mean {matches[0]}?" if matches else f"Known here: {', '.join(sorted(known))}."


def _known_keys(tree: type[BaseModel], location: tuple[int | str, ...]) -> list[str]:
    model: Any = tree
    for part in location:
        if is_section(model):
            field = model.model_fields.get(str(part))
            model = field.annotation if field else None
        else:  # a table of named tables, such as portals
            model = get_args(model)[-1] if get_args(model) else None
    if is_section(model):
        return list(model.model_fields)
    return []
