"""The message catalogues: read from the ``.po`` files at first use, merged per language.

English is the language of the message ids and needs no catalogue. A language is a folder below ``idp/translations``;
each package keeps its own small file there.
"""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

FOLDER = Path(__file__).resolve().parent.parent / "translations"
# By the name that its speakers call it; the order is the order of the switch on the pages.
LANGUAGES = {"de": "Deutsch", "en": "English"}


def read_catalogue(language: str, folder: Path = FOLDER) -> Catalog:
    """Every message of a language. Raises ``ValueError`` where two files translate one message differently."""
    merged = Catalog(locale=language)
    for path in sorted((folder / language).glob("*.po")):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language, abort_invalid=True)
        for message in catalogue:
            if not message.id:
                continue
            known = merged.get(message.id, message.context)
            if known is not None and message.string and known.string != message.string:
                raise ValueError(f"{path.name}: {message.id!r} is translated differently in another file")
            merged[message.id] = message
    return merged


@cache
def translations(language: str) -> NullTranslations:
    """The translations into ``language``; message ids come back unchanged where there is no catalogue."""
    catalogue = read_catalogue(language)
    if not len(catalogue):
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def supported_language(tags: list[str]) -> str | None:
    """The first language we speak among BCP 47 ``tags`` in order of preference (``de-AT`` is ``de``)."""
    languages: dict[str, Any] = LANGUAGES
    return next((found for tag in tags if (found := tag.replace("_", "-").split("-")[0].lower()) in languages), None)
