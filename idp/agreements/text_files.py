"""Whole texts in files that the operator names in the settings, read and checked at start."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from idp.infrastructure.web.application import Application
from idp.portals.texts import texts_at
from idp.settings import Settings, SettingsError

LARGEST_BYTES = 512 * 1024
_EXTENSION = "einlass text files"


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph or a heading of a text."""

    words: str
    is_heading: bool = False


FileKey = tuple[str, str, str]
"""Portal, text and language."""


def init_text_files(app: Application) -> None:
    """Read the files. Raises :class:`idp.settings.SettingsError` for one that can't be used."""
    app.extensions[_EXTENSION] = read_text_files(app.settings)


def read_text_files(settings: Settings) -> Mapping[FileKey, Sequence[TextBlock]]:
    """The texts that are in files. Raises SettingsError, which names the place of the setting."""
    return {
        (portal, text.key, language): _read(words.file, f"portals.{portal}.texts.{text.key}.{language}.file")
        for portal in settings.portals
        for text in texts_at(settings, portal)
        for language, words in text.words.items()
        if words.file is not None
    }


def find_text(portal: str, key: str, language: str) -> Sequence[TextBlock] | None:
    """The blocks of a text in a language; None where the portal has no such text in a file."""
    texts: Mapping[FileKey, Sequence[TextBlock]] = current_app.extensions[_EXTENSION]
    return texts.get((portal, key, language))


def parse_text(whole: str) -> Sequence[TextBlock]:
    """The paragraphs and headings of a text, in their order."""
    parts = (" ".join(part.split()) for part in "\n".join(map(str.rstrip, whole.splitlines())).split("\n\n"))
    return [
        TextBlock(part.removeprefix("# "), is_heading=True) if part.startswith("# ") else TextBlock(part)
        for part in parts
        if part
    ]


def _read(path: Path, place: str) -> Sequence[TextBlock]:
    try:
        body = path.read_bytes()
        blocks = parse_text(body.decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{place}: {path} can't be read: {error}") from error
    if len(body) > LARGEST_BYTES:
        raise SettingsError(f"{place}: {path} is larger than {LARGEST_BYTES // 1024} KiB")
    if not blocks:
        raise SettingsError(f"{place}: {path} is empty")
    return blocks
