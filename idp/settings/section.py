"""What every table of the settings tree has in common."""

from typing import TypeGuard

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """One table of the tree: read-only once read, and an unknown key is an error.

    The docstring below a field is its explanation in ``config.example.toml``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True, validate_default=True)


def is_section(kind: object) -> TypeGuard[type[BaseModel]]:
    """Whether a field's annotation is a table of its own, or the whole tree, rather than a value."""
    return isinstance(kind, type) and issubclass(kind, BaseModel)
