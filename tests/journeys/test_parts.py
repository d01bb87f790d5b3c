"""The page of parts in a trial: what pages of lists, decisions and records are made of."""

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.demo.trial import Trial
from tests.journeys.guest import Guest, arriving
from tests.journeys.test_contrast import faint_texts
from tests.journeys.test_keyboard import press, tab_to

pytestmark = pytest.mark.journey

DONE = {"de": "Ihre Eingabe wurde gesendet.", "en": "Your entry was sent."}
PAGES = {"parts": "/parts", "parts-last-page": "/parts?page=3", "parts-nothing-found": "/parts?q=xyz"}
WITHOUT = "(each, name) => each.hasAttribute(name) ? each.removeAttribute(name) : each.classList.remove(name)"
STATES = [
    (".wizard .is-done", "is-done"),
    (".wizard [aria-current]", "aria-current"),
    (".timeline .is-warning", "is-warning"),
    (".tag-danger", "tag"),
]


@pytest.mark.parametrize(("language", "screen"), [("de", "desktop"), ("en", "phone")])
@pytest.mark.parametrize(
    ("name", "path"),
    [("parts", "/parts"), ("parts-last-page", "/parts?page=3"), ("parts-nothing-found", "/parts?q=xyz")],
)
def test_a_part_is_fit_to_be_seen(
    browser: Browser, trial: Trial, name: str, path: str, language: str, screen: str
) -> None:
    with arriving(browser, trial, "gallery", language, screen) as guest:
        guest.open(path)
        guest.page.evaluate("document.querySelectorAll('main details').forEach(each => { each.open = true })")
        guest.look(name)


@pytest.mark.parametrize(("language", "screen"), [("de", "desktop"), ("en", "phone")])
def test_a_missing_file_is_told_at_its_field(browser: Browser, trial: Trial, language: str, screen: str) -> None:
    with arriving(browser, trial, "gallery", language, screen) as guest:
        guest.open("/parts")
        send_file(guest).click()
        guest.page.wait_for_url("**/parts/file")
        guest.look_at_errors("parts-upload-wrong", "file")


def send_file(guest: Guest) -> Locator:
    return guest.page.locator("form:has([type=file]) .btn-primary")


def test_a_file_is_sent(browser: Browser, trial: Trial) -> None:
    with arriving(browser, trial, "parts", "de") as guest:
        guest.open("/parts")
        sample = {"name": "kunden.csv", "mimeType": "text/csv", "buffer": b"name\nLindner\n"}
        guest.page.locator("[name=file]").set_input_files(sample)
        send_file(guest).click()
        guest.expect_text(DONE["de"])


def test_every_part_is_worked_by_keyboard(browser: Browser, trial: Trial) -> None:
    with arriving(browser, trial, "parts", "de") as guest:
        guest.open("/parts")
        tab_to(guest, ".switcher summary")
        guest.page.keyboard.press("Enter")
        tab_to(guest, ".switcher button >> nth=1")
        press(guest, "Enter")
        guest.expect_text(DONE["de"])
        tab_to(guest, "[name=q]")
        guest.page.keyboard.type("braunlage")
        press(guest, "Enter")
        expect(guest.page.get_by_role("status").filter(has_text="2 Treffer")).to_be_visible()
        guest.open("/parts")
        tab_to(guest, ".pager [rel=next]")
        press(guest, "Enter")
        expect(guest.page.get_by_text("Seite 2 von 3")).to_be_visible()
        tab_to(guest, ".card-part button[value=approve]")
        press(guest, "Space")
        guest.expect_text(DONE["de"])
        tab_to(guest, ".timeline summary")
        guest.page.keyboard.press("Space")
        expect(guest.page.get_by_text("203.0.113.7")).to_be_visible()


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_a_table_is_read_by_its_heads_on_every_screen(browser: Browser, trial: Trial, screen: str) -> None:
    with arriving(browser, trial, "parts", "de", screen) as guest:
        guest.open("/parts")
        expect(guest.page.get_by_role("table")).to_match_aria_snapshot("""
        - table "Zähler des Kunden":
          - caption: Zähler des Kunden
          - rowgroup:
            - row "Zähler Ort Zählerstand":
              - columnheader "Zähler"
              - columnheader "Ort"
              - columnheader "Zählerstand"
          - rowgroup:
            - row:
              - rowheader "1 ESY 1160 4217"
              - cell "Braunlage, Herzog-Wilhelm-Straße 12"
              - cell "18.204 kWh"
        """)


def test_a_text_of_a_part_has_enough_contrast_in_every_brand(browser: Browser, trial: Trial) -> None:
    with arriving(browser, trial, "contrast", "de") as guest:
        guest.open("/parts")
        assert faint_texts(guest.page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("selector", "state"), STATES)
def test_a_state_of_a_part_can_be_seen_in_forced_colours(
    browser: Browser, trial: Trial, selector: str, state: str, scheme: str
) -> None:
    with arriving(browser, trial, "forced", "de") as guest:
        guest.page.emulate_media(forced_colors="active", color_scheme=scheme, reduced_motion="reduce")
        guest.open("/parts")
        part = guest.page.locator(selector).first.element_handle()
        assert part is not None
        with_state = part.screenshot()
        part.evaluate(WITHOUT, state)
        assert part.screenshot() != with_state
