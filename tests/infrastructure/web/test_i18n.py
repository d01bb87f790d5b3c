"""Which language a page is in."""

from datetime import UTC, datetime

import pytest
from flask import render_template_string
from werkzeug.test import TestResponse

from idp.infrastructure.translations import read_catalogue, supported_language, translations
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.flow import use_person_language
from idp.infrastructure.web.i18n import current_language, gettext, in_language, lazy_gettext
from tests.provisioning.pages import PageClient, forms_of


def language_of(page: TestResponse) -> str:
    return page.get_data(as_text=True).partition('<html lang="')[2][:2]


def choose(browser: PageClient, language: str) -> TestResponse:
    return browser.submit(browser.get("/trial/page"), {"language": language})


def test_the_portal_speaks_last(browser: PageClient) -> None:
    assert language_of(browser.get("/trial/page?portal=shop")) == "de"
    assert language_of(browser.get("/trial/page?portal=forum")) == "en"


def test_the_browser_goes_before_the_portal(browser: PageClient) -> None:
    page = browser.get("/trial/page?portal=shop", headers={"Accept-Language": "fr, en-GB;q=0.8, de;q=0.5"})
    assert language_of(page) == "en"


def test_the_choice_goes_before_the_browser(browser: PageClient) -> None:
    choose(browser, "de")
    assert language_of(browser.get("/trial/page", headers={"Accept-Language": "en"})) == "de"


def test_ui_locales_go_before_the_choice(browser: PageClient) -> None:
    choose(browser, "de")
    assert language_of(browser.get("/trial/page?ui_locales=fr+en-US+de")) == "en"


@pytest.mark.parametrize("tags", ["xx", "", "<script>", "de" * 500, "en\x00", "*"])
def test_strange_ui_locales_are_no_error(browser: PageClient, tags: str) -> None:
    answer = browser.get("/trial/page", query_string={"ui_locales": tags.replace("\x00", "-")})
    assert answer.status_code == 200


def test_the_profile_goes_before_the_browser(trial: Application) -> None:
    with trial.test_request_context(headers={"Accept-Language": "de"}):
        use_person_language("en")
        assert current_language() == "en"


def test_a_language_we_do_not_speak_changes_nothing(browser: PageClient) -> None:
    choose(browser, "de")
    page = browser.get("/trial/page")
    browser.post("/language", data=forms_of(page)[0].fields | {"language": "xx"})
    assert language_of(browser.get("/trial/page", headers={"Accept-Language": "en"})) == "de"


def test_the_switch_returns_to_the_page(browser: PageClient) -> None:
    answer = browser.submit(browser.get("/trial/page?portal=forum"), {"language": "de"})
    assert (answer.status_code, answer.location) == (303, "/trial/page?portal=forum")


def test_a_machine_is_answered_in_english(browser: PageClient) -> None:
    answer = browser.delete("/trial/machine", headers={"Accept-Language": "de"})
    assert answer.json is not None
    assert answer.json["error_description"].startswith("This address does not take this method")


def test_texts_are_translated_outside_requests_too(trial: Application) -> None:
    with trial.app_context():
        with in_language("de"):
            assert gettext("Request too large") == "Eingabe zu groß"
        with in_language("en"):
            assert gettext("Request too large") == "Request too large"


def test_a_lazy_text_is_translated_when_it_is_shown(trial: Application) -> None:
    text = lazy_gettext("Request too large")
    with trial.app_context(), in_language("de"):
        assert render_template_string("{{ text }}", text=text) == "Eingabe zu groß"


def test_moments_are_shown_in_the_reader_s_way(trial: Application) -> None:
    now = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    with trial.app_context(), in_language("de"):
        assert render_template_string("{{ m|datetimeformat('short') }}", m=now) == "20.11.26, 13:00"


@pytest.mark.parametrize(
    ("tags", "language"), [(["de-AT"], "de"), (["fr", "EN_us"], "en"), (["fr"], None), ([], None), ([""], None)]
)
def test_the_first_language_we_speak_counts(tags: list[str], language: str | None) -> None:
    assert supported_language(tags) == language


def test_english_needs_no_catalogue() -> None:
    assert translations("en").gettext("Request too large") == "Request too large"


def test_one_message_has_one_translation(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("translations")
    (folder / "de").mkdir()
    for name, text in (("a", "Ja"), ("b", "Jawohl")):
        (folder / "de" / f"{name}.po").write_text(f'msgid "Yes"\nmsgstr "{text}"\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"b\.po: 'Yes' is translated differently"):
        read_catalogue("de", folder)
