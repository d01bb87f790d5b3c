"""A file to import, with what was said about it."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from idp.administration.errors import UnreadableFile

_PAIR = re.compile(r"""["']?(\w+)["']?\s*[:=]\s*["']?([^\s"',]+)""")


@dataclass(frozen=True, slots=True)
class Source:
    """``format`` and ``encoding`` None: told from the content. ``parameters`` are those of the project that its hashes
    are computed with, which a file of Firebase does not hold. ``profile_fields`` are the personal details that the
    installation keeps (``accounts.profile_fields``)."""

    path: Path
    format: str | None = None
    encoding: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    profile_fields: Collection[str] = ()


def read_parameters(path: Path) -> Mapping[str, str]:
    """Names and values as the console of Firebase shows them (``rounds: 8,``), or in JSON. Raises UnreadableFile."""
    try:
        return dict(_PAIR.findall(path.read_text(encoding="utf-8-sig")))
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(problem=f"{path} can't be read as text.") from error
