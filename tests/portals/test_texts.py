"""The texts of a portal, as its settings name them, and what an account has to agree to."""

import pytest

from idp.infrastructure.web.application import Application
from idp.portals.demands import demands_at
from idp.portals.texts import AskedAt, texts_at
from tests.factories.texts import text

SHOP = {
    "terms": text("terms", "2026-01"),
    "privacy": text("privacy", "3", asked_at=["completion"]),
    "news": text("marketing", "1", double_opt_in=True),
    "partners": text("other", "1", required=False),
    "house_rules": text("other", "1", asked_at=["registration"]),
}


@pytest.fixture
def app(make_app) -> Application:
    return make_app(own=True, portals={"shop": {"texts": SHOP}, "forum": {"name": "Forum"}})


@pytest.mark.parametrize(
    ("places", "keys"),
    [
        ((), ["terms", "privacy", "news", "partners", "house_rules"]),
        ((AskedAt.REGISTRATION,), ["terms", "news", "partners", "house_rules"]),
        ((AskedAt.COMPLETION,), ["privacy"]),
        ((AskedAt.SIGN_IN,), ["terms", "news", "partners"]),
        ((AskedAt.REGISTRATION, AskedAt.COMPLETION), ["terms", "privacy", "news", "partners", "house_rules"]),
    ],
)
def test_each_place_asks_for_its_texts_in_their_order(app, places, keys):
    assert [each.key for each in texts_at(app.settings, "shop", *places)] == keys


def test_other_portals_ask_for_none_of_them(app):
    assert texts_at(app.settings, "forum") == ()


def test_an_account_that_enters_must_have_agreed_to_what_is_required_at_a_sign_in(app):
    with app.app_context():
        assert demands_at(app.settings, "shop").admission.texts == {"terms=2026-01"}
        assert demands_at(app.settings, "forum").admission.texts == frozenset()


def test_marketing_is_never_required_and_other_kinds_are_unless_they_say_so(app):
    assert {each.key: each.is_required for each in texts_at(app.settings, "shop")} == {
        "terms": True,
        "privacy": True,
        "news": False,
        "partners": False,
        "house_rules": True,
    }


def test_only_a_double_opt_in_needs_a_confirmation(app):
    assert [each.key for each in texts_at(app.settings, "shop") if each.needs_confirmation] == ["news"]


def test_the_words_are_those_of_the_language(app):
    terms = texts_at(app.settings, "shop")[0]
    assert terms.words_in("de").label == "Ich stimme zu: terms."
    assert terms.words_in("en").label == terms.words_in("fr").label == "I agree: terms."


def test_a_version_may_be_a_number(make_app):
    app = make_app(own=True, portals={"shop": {"texts": {"terms": text(version=3)}}})
    assert texts_at(app.settings, "shop")[0].mark == "terms=3"


def test_keys_and_versions_are_never_mistaken_for_one_another(make_app):
    app = make_app(own=True, portals={"shop": {"texts": {"a": text(version="b-1"), "a_b": text(version="1")}}})
    assert [each.mark for each in texts_at(app.settings, "shop")] == ["a=b-1", "a_b=1"]
