"""Every English string that people see has its German translation, with the same placeholders; none is left over."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages import Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

from tests.architecture.source import PACKAGE, TEMPLATES, named

LANGUAGES = ("de",)
TRANSLATIONS = PACKAGE / "translations"
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None, "lazy_ngettext": (1, 2)}
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2"), ("**.css", "ignore"), ("**.svg", "ignore")]
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")

Key = tuple[str | None, str]


@cache
def strings() -> dict[Key, list[str]]:
    """Every translatable string by context and text, with where it stands."""
    found: dict[Key, list[str]] = defaultdict(list)
    for folder in (PACKAGE, TEMPLATES):
        for file, line, message, _comments, context in extract_from_dir(
            folder, METHODS, options_map={"**": {"encoding": "utf-8", "silent": "false"}}, keywords=KEYWORDS
        ):
            text = message[0] if isinstance(message, tuple) else message
            found[context, text].append(f"{named(folder / file)}:{line}")
    return dict(found)


def catalogues(language: str) -> list[Path]:
    found = sorted((TRANSLATIONS / language).glob("*.po"))
    assert found, f"no translations for {language}"
    return found


def translations(language: str) -> Iterator[tuple[str, Message]]:
    for path in catalogues(language):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language, abort_invalid=True)
        yield from ((path.name, message) for message in catalogue if message.id)


def key_of(message: Message) -> Key:
    return message.context, message.id[0] if isinstance(message.id, tuple | list) else message.id


def forms(text: object) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, tuple | list) else (str(text),)


def placeholder_faults(message: Message) -> list[str]:
    """Placeholders that a translation lost or made up. The singular may spell its number out."""
    wanted = {match.group() for text in forms(message.id) for match in PLACEHOLDER.finditer(text)}
    least = set.intersection(*({m.group() for m in PLACEHOLDER.finditer(text)} for text in forms(message.id)))
    faults = []
    for text in forms(message.string):
        used = {match.group() for match in PLACEHOLDER.finditer(text)}
        if not least <= used <= wanted:
            faults.append(f"{text!r} uses {sorted(used)} instead of {sorted(wanted)}")
    return faults


def is_translated(message: Message) -> bool:
    """Whether every form is there and nobody must look at it again."""
    expected = 2 if isinstance(message.id, tuple | list) else 1
    texts = forms(message.string)
    return not message.fuzzy and len(texts) == expected and all(text.strip() for text in texts)


def test_strings_are_found_in_code_and_templates() -> None:
    places = {place.split("/")[0] for found in strings().values() for place in found}
    assert places == {"idp", "templates"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_string_is_translated(language: str) -> None:
    done = {key_of(message) for _file, message in translations(language) if is_translated(message)}
    assert {key: places for key, places in strings().items() if key not in done} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_left_over(language: str) -> None:
    assert [(file, message.id) for file, message in translations(language) if key_of(message) not in strings()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_files_agree_on_a_string(language: str) -> None:
    texts: dict[Key, set[tuple[str, ...]]] = defaultdict(set)
    for _file, message in translations(language):
        texts[key_of(message)].add(forms(message.string))
    assert {key: found for key, found in texts.items() if len(found) > 1} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_placeholders(language: str) -> None:
    faults = {(file, str(message.id)): placeholder_faults(message) for file, message in translations(language)}
    assert {key: found for key, found in faults.items() if found} == {}


@pytest.mark.parametrize(
    ("identifier", "string"),
    [
        ("Hello %(name)s", "Hallo"),
        ("Hello", "Hallo %(name)s"),
        ("Hello %(name)s", "Hallo %(Name)s"),
        (("%(num)d day", "%(num)d days"), ("%(num)d Tag", "Tage")),
    ],
)
def test_a_changed_placeholder_is_found(identifier: str, string: str) -> None:
    assert placeholder_faults(Message(identifier, string))


def test_an_unfinished_translation_is_found() -> None:
    assert not is_translated(Message("Hello", ""))
    assert not is_translated(Message("Hello", "Hallo", flags={"fuzzy"}))
    assert not is_translated(Message(("day", "days"), ("Tag", "")))
    assert is_translated(Message(("day", "days"), ("Tag", "Tage")))
    assert placeholder_faults(Message(("one day", "%(num)d days"), ("ein Tag", "%(num)d Tage"))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_string_stands_twice_in_a_catalogue(language: str) -> None:
    """Of two translations of one string in a file the reader keeps the last, without a word."""
    for path in catalogues(language):
        with path.open("rb") as file:
            read = len(read_po(file, locale=language, abort_invalid=True))
        _header, *written = re.findall(r'^msgid "', path.read_text(encoding="utf-8"), re.MULTILINE)

        assert len(written) == read, path.name
