"""What is wrong with a text is told with the place of it."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from idp.settings import PortalSettings
from tests.factories.texts import text


def without(*path: str, **values: Any) -> Any:
    """A text without the key at the end of ``path``."""
    made = text(**values)
    *tables, key = path
    table = made
    for name in tables:
        table = table[name]
    del table[key]
    return made


def read(key: str, made: Any) -> PortalSettings:
    return TypeAdapter(PortalSettings).validate_python({"name": "Shop", "texts": {key: made}})


@pytest.mark.parametrize(
    ("made", "place"),
    [
        (without("de"), "texts.terms.de"),
        (without("en"), "texts.terms.en"),
        (without("de", "title"), "texts.terms.de.title"),
        (without("en", "label"), "texts.terms.en.label"),
        (without("en", "url"), "texts.terms.en"),
        (text() | {"de": text()["de"] | {"file": "terms.txt"}}, "texts.terms.de"),
        (without("version"), "texts.terms.version"),
        (text(version=""), "texts.terms.version"),
        (text(version="a b"), "texts.terms.version"),
        (text(version="a=b"), "texts.terms.version"),
        (text(version=True), "texts.terms.version"),
        (text("conditions"), "texts.terms.kind"),
        (text(asked_at=["everywhere"]), "texts.terms.asked_at.0"),
        (text() | {"de": text()["de"] | {"label": "  "}}, "texts.terms.de.label"),
        (text("marketing", required=True), "texts.terms"),
        (text("terms", double_opt_in=True), "texts.terms"),
    ],
)
def test_the_place_is_named(made: Any, place: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read("terms", made)
    assert [".".join(map(str, each["loc"])) for each in refused.value.errors()] == [place]


@pytest.mark.parametrize("key", ["Terms", "1st", "a b", "", "a" * 41, "terms=1"])
def test_a_key_is_a_word_of_small_letters(key: str) -> None:
    with pytest.raises(ValidationError):
        read(key, text())


def test_marketing_says_why_it_is_never_required() -> None:
    with pytest.raises(ValidationError, match="consent to marketing can't be required"):
        read("news", text("marketing", required=True))
