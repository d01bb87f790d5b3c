"""Whole texts in files: read at start, told of where they can't be, and shown in the portal's look."""

import pytest

from idp.agreements.text_files import LARGEST_BYTES, TextBlock, parse_text
from idp.settings import SettingsError
from tests.factories.texts import text

GERMAN = "# Geltung\n\nDiese Bedingungen gelten\nfür alle.\n\n\n<b>Zweiter</b> Absatz.\n"


@pytest.fixture
def files(tmp_path):
    paths = {"de": tmp_path / "terms.de.txt", "en": tmp_path / "terms.en.txt"}
    paths["de"].write_text(GERMAN, encoding="utf-8")
    paths["en"].write_text("They hold for everyone.", encoding="utf-8")
    return paths


@pytest.fixture
def start(make_app, files):
    def make(portal="shop"):
        terms = text(version="2026-01")
        for language, path in files.items():
            terms[language] = {"title": f"Terms {language}", "label": "I agree.", "file": str(path)}
        return make_app(own=True, portals={portal: {"name": "Laden", "texts": {"terms": terms}}})

    return make


@pytest.mark.parametrize(
    ("whole", "blocks"),
    [
        (
            GERMAN,
            [
                TextBlock("Geltung", is_heading=True),
                TextBlock("Diese Bedingungen gelten für alle."),
                TextBlock("<b>Zweiter</b> Absatz."),
            ],
        ),
        ("a\r\n\r\nb\r\n", [TextBlock("a"), TextBlock("b")]),
        ("a\n \t\nb", [TextBlock("a"), TextBlock("b")]),
        ("#hashtag", [TextBlock("#hashtag")]),
        (" \n\n", []),
    ],
)
def test_paragraphs_and_headings_are_told_apart(whole, blocks):
    assert parse_text(whole) == blocks


def test_the_page_shows_the_text_in_the_readers_language(start):
    client = start().test_client()

    german = client.get("/texts/shop/terms", headers={"Accept-Language": "de"})
    assert german.status_code == 200
    assert "<h2>Geltung</h2>" in german.text
    assert "<p>Diese Bedingungen gelten für alle.</p>" in german.text
    assert "Fassung 2026-01" in german.text
    assert "Laden" in german.text

    english = client.get("/texts/shop/terms", headers={"Accept-Language": "en"})
    assert "They hold for everyone." in english.text


def test_markup_of_the_file_is_shown_as_text(start):
    page = start().test_client().get("/texts/shop/terms", headers={"Accept-Language": "de"})
    assert "<b>Zweiter" not in page.text
    assert "&lt;b&gt;Zweiter&lt;/b&gt;" in page.text


def test_the_tick_leads_to_the_page(start):
    page = start().test_client().get("/register?portal=shop")
    assert 'href="/texts/shop/terms"' in page.text


@pytest.mark.parametrize("path", ["/texts/shop/other", "/texts/elsewhere/terms"])
def test_there_is_no_other_text(start, path):
    assert start().test_client().get(path).status_code == 404


def test_a_text_at_an_address_has_no_page_here(make_app):
    app = make_app(own=True, portals={"shop": {"texts": {"terms": text()}}})
    assert app.test_client().get("/texts/shop/terms").status_code == 404


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (None, "can't be read"),
        (b"\xff\xfe", "can't be read"),
        (b"  \n", "is empty"),
        (b"a" * (LARGEST_BYTES + 1), "is larger than"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_with_its_place(start, files, body, words):
    if body is None:
        files["de"].unlink()
    else:
        files["de"].write_bytes(body)

    with pytest.raises(SettingsError, match=rf"portals\.shop\.texts\.terms\.de\.file: .*{words}"):
        start()


def test_the_largest_file_is_read(start, files):
    files["de"].write_bytes(b"a" * LARGEST_BYTES)
    assert start().test_client().get("/texts/shop/terms").status_code == 200


def test_each_portal_shows_its_own_file(make_app, files):
    portals = {}
    for portal, language in (("shop", "de"), ("forum", "en")):
        words = {"title": "Terms", "label": "I agree.", "file": str(files[language])}
        portals[portal] = {"name": portal, "texts": {"terms": text() | {"de": words, "en": words}}}
    client = make_app(own=True, portals=portals).test_client()

    assert "Diese Bedingungen gelten" in client.get("/texts/shop/terms").text
    assert "They hold for everyone." in client.get("/texts/forum/terms").text
