"""One word for one thing, for people: what ``docs/words.md`` has retired stands in no text of ours any more."""

import re
from collections.abc import Iterator
from functools import cache

import pytest

from tests.architecture.source import ROOT, TEMPLATES, named
from tests.architecture.test_docs import FENCE, PAGES, SPAN, read
from tests.architecture.test_translations import forms, translations
from tests.mail.test_messages import SNAPSHOTS

WORDS = ROOT / "docs" / "words.md"
# What was said once stays as it was said: a changelog, and the reasons of a decision.
HISTORY = (ROOT / "CHANGELOG.md", ROOT / "docs" / "decisions")
PROSE = [page for page in PAGES if page != WORDS and not any(page.is_relative_to(each) for each in HISTORY)]
ENTITIES = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


def retired(text: str) -> tuple[list[str], list[str]]:
    """The German and the English terms of the last two columns of the table."""
    rows = [line.strip().strip("|").split("|") for line in text.splitlines() if line.startswith("| ")]
    return [term for row in rows for term in SPAN.findall(row[3])], [
        term for row in rows for term in SPAN.findall(row[4])
    ]


def pattern_of(term: str) -> re.Pattern[str]:
    """The term as a whole word; a hyphen is a part of one, and ``…`` any ending."""
    stem, ending = (re.escape(term[:-1]), r"\w*") if term.endswith("…") else (re.escape(term), "")
    return re.compile(rf"(?<![\w‑-]){stem}{ending}(?![\w‑-])", re.IGNORECASE)


@cache
def own_terms() -> tuple[list[str], list[str]]:
    return retired(read(WORDS))


def found(texts: Iterator[tuple[str, str]], terms: list[str]) -> list[tuple[str, str]]:
    """Where a text still says a retired term."""
    patterns = {term: pattern_of(term) for term in terms}
    return [(place, term) for place, text in texts for term, pattern in patterns.items() if pattern.search(text)]


def german_texts() -> Iterator[tuple[str, str]]:
    for file, message in translations("de"):
        yield from ((f"{file}: {message.id}", text) for text in forms(message.string))
    for path in SNAPSHOTS.glob("*.de.txt"):
        yield path.name, read(path)


def english_texts() -> Iterator[tuple[str, str]]:
    for file, message in translations("de"):
        yield from ((file, text) for text in forms(message.id))
    for path in SNAPSHOTS.glob("*.en.txt"):
        yield path.name, read(path)
    for path in sorted(TEMPLATES.rglob("*.html")):
        yield named(path), re.sub(r"<[^>]*>", " ", ENTITIES.sub(" ", read(path)))


def documentation() -> Iterator[tuple[str, str]]:
    for page in PROSE:
        yield named(page), SPAN.sub(" ", FENCE.sub(" ", read(page)))


def test_no_german_text_says_a_retired_term() -> None:
    """Trial, words: one term each."""
    assert found(german_texts(), own_terms()[0]) == []


def test_no_english_text_says_a_retired_term() -> None:
    """Trial, words: one term each."""
    assert found(english_texts(), own_terms()[1]) == []


def test_no_page_of_the_documentation_says_a_retired_term() -> None:
    assert found(documentation(), own_terms()[1]) == []


def test_the_glossary_retires_terms_of_both_languages() -> None:
    german, english = own_terms()
    assert {"Knopf", "E-Mail", "benutzt…"} <= set(german)
    assert {"break-in", "somebody"} <= set(english)


@pytest.mark.parametrize(
    ("term", "text", "is_found"),
    [
        ("Knopf", "Mit diesem Knopf", True),
        ("Knopf", "Der Knopfdruck", False),
        ("benutzt…", "Zuletzt benutzt", True),
        ("benutzt…", "unbenutzt", False),
        ("Mail", "Eine Mail", True),
        ("Mail", "Eine E‑Mail", False),
        ("E-Mail", "E-Mail", True),
        ("E-Mail", "E‑Mail", False),
        ("once more", "Once more.", True),
    ],
)
def test_a_retired_term_is_found_as_a_whole_word(term: str, text: str, is_found: bool) -> None:
    assert bool(pattern_of(term).search(text)) is is_found


def test_the_columns_of_a_row_are_told_apart() -> None:
    head, row = "| German | English | Meaning | Not | Not |", "| `a` | b | | `d`, `e…` | `f` |"
    assert retired(f"{head}\n|---|---|---|---|---|\n{row}\n") == (["d", "e…"], ["f"])
