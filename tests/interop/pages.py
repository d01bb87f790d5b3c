"""The pages of docs/relying-parties, as the tests follow them."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "relying-parties"
EXAMPLE_URL = "https://app.example.com"
"""Where every page has its application."""

_COMMAND = re.compile(r"^```sh\n(idp clients create .*)\n```$", re.MULTILINE)
_ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| [^|]+ \|$", re.MULTILINE)
_SPAN = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class Symptom:
    """A row of the table: what the relying party shows after a mistake, and what the provider logs.

    ``shown`` and ``logged`` hold the literal messages of their cells.
    """

    mistake: str
    shown: tuple[str, ...]
    logged: tuple[str, ...]

    def __str__(self) -> str:
        return self.mistake


@dataclass(frozen=True)
class Page:
    """``command`` registers the client: the words after ``idp``, with the application at ``EXAMPLE_URL``."""

    command: tuple[str, ...]
    symptoms: tuple[Symptom, ...]

    @classmethod
    def read(cls, name: str) -> Self:
        """The page ``docs/relying-parties/<name>.md``."""
        text = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
        (command,) = _COMMAND.findall(text)
        return cls(tuple(shlex.split(command)[1:]), tuple(_symptoms(text)))

    def command_at(self, url: str) -> list[str]:
        """``command`` for an application whose origin is ``url``."""
        return [word.replace(EXAMPLE_URL, url) for word in self.command]


def _symptoms(text: str) -> Iterator[Symptom]:
    _heading, *rows = _ROW.findall(text)
    for mistake, shown, logged in rows:
        yield Symptom(mistake, tuple(_SPAN.findall(shown)), tuple(_SPAN.findall(logged)))
