"""What every table of the settings tree has in common."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """One table of the tree: read-only once read, and an unknown key is an error.

    The docstring below a field is its explanation in ``config.example.toml``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True, validate_default=True)
