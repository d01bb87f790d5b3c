"""A format: what another system calls the columns, and where it keeps the rest."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from idp.administration.files.records import Fields
from idp.administration.files.source import Source

UNREADABLE_HASH = "(unreadable)"
"""In the place of a hash that exists and of which no scheme can be told: the row is refused with that reason."""

Names = frozenset[str]
"""A record's names as :func:`~idp.administration.imports.formats.names.plain_name` makes them."""


@dataclass(frozen=True, slots=True)
class Format:
    """One system's export.

    ``recognises`` is asked about the first record. ``read`` gives values by our columns, or by names that stand for one
    (see ``names``); None for a record that is no person's account.
    """

    name: str
    title: str
    recognises: Callable[[Names, Fields], bool]
    read: Callable[[Fields, Source], Mapping[str, object] | None]
    # Whether names that no column has are worth saying: not where the system always writes some.
    tells_left_out: bool = False


FORMATS: dict[str, Format] = {}
"""Every format by its name; the first one that recognises a file reads it, and ours where none does."""


def add_format(format_: Format) -> None:
    """Read the exports of one more system. Raises ValueError where there is another one of its name."""
    if format_.name in FORMATS:
        raise ValueError(f"There is another format {format_.name}.")
    FORMATS[format_.name] = format_
