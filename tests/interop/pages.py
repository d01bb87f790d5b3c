"""The pages of docs/relying-parties, as the tests follow them."""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Self

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "relying-parties"
EXAMPLE_URL = "https://app.example.com"
"""Where every page has its application."""

_COMMAND = re.compile(r"^```sh\n(idp clients create .*)\n```$", re.MULTILINE)


@dataclass(frozen=True)
class Page:
    """``command`` registers the client: the words after ``idp``, with the application at ``EXAMPLE_URL``."""

    command: tuple[str, ...]

    @classmethod
    def read(cls, name: str) -> Self:
        """The page ``docs/relying-parties/<name>.md``."""
        text = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
        (command,) = _COMMAND.findall(text)
        return cls(tuple(shlex.split(command)[1:]))

    def command_at(self, url: str) -> list[str]:
        """``command`` for an application whose origin is ``url``."""
        return [word.replace(EXAMPLE_URL, url) for word in self.command]
