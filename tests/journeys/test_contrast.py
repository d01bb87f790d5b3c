"""Every text can be read over what lies behind it, in the look of any portal."""

import tomllib
from collections.abc import Mapping, Sequence
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader
from playwright.sync_api import Browser, Page

from idp.infrastructure.colours import palette
from idp.infrastructure.resources import resource
from idp.settings import BrandSettings
from tests.journeys.contrast import TextContrast, measure_contrast
from tests.journeys.gallery import PAGES, account, signin
from tests.journeys.guest import arriving
from tests.journeys.house import House

pytestmark = pytest.mark.journey

ROOMS = (account, signin)
LEAST = 4.5
FEWEST_TEXTS = 10
SHOWN = ("signin-name", "account-history")
EXTREMES = ("#000000", "#ffffff", "#808080", "#ff0000", "#ffff00", "#00ff00", "#0000ff", "#ff00ff")
_TEMPLATES = Environment(loader=FileSystemLoader(resource("templates")), autoescape=True)
_LAY_OVER = """
look => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(look);
  document.adoptedStyleSheets = [sheet];
}
"""


def brands() -> Mapping[str, BrandSettings]:
    """Those of the examples, and accents that a portal is unlikely to choose but may."""
    files = sorted((resource("examples") / "portals").glob("*.toml"))
    trees: list[dict[str, Any]] = [tomllib.loads(path.read_text("utf-8"))["portals"] for path in files]
    known = {key: BrandSettings(**portal["brand"]) for tree in trees for key, portal in tree.items()}
    return known | {each: BrandSettings(accent=each, second=each) for each in EXTREMES}


def wear(page: Page, brand: BrandSettings) -> None:
    """Lay the look of a portal over the page's own."""
    look = SimpleNamespace(second=brand.second, second_dark=brand.second_dark, corner=brand.corner)
    colours = palette(brand.accent, brand.accent_dark)
    page.evaluate(_LAY_OVER, _TEMPLATES.get_template("layout/portal_theme.css").render(brand=colours, look=look))


def faint_texts(page: Page) -> Sequence[tuple[str, str, TextContrast]]:
    """Texts with too little contrast, each with brand and scheme."""
    # As tall as its content, so that all of it is seen.
    size = page.viewport_size
    assert size
    page.set_viewport_size({**size, "height": page.evaluate("document.documentElement.scrollHeight")})
    faint = []
    for scheme, (key, brand) in product(("light", "dark"), brands().items()):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        wear(page, brand)
        measured = measure_contrast(page)
        assert len(measured) > FEWEST_TEXTS
        faint += [(key, scheme, each) for each in measured if each.ratio < LEAST]
    return faint


@pytest.mark.parametrize("screen", ["desktop", "phone"])
@pytest.mark.parametrize("name", SHOWN)
def test_a_text_has_enough_contrast_over_every_backdrop(browser: Browser, house: House, name: str, screen: str) -> None:
    """Trial, pages: fault 13."""
    with arriving(browser, house, "contrast", "de", screen) as guest:
        PAGES[name].arrive(guest, house)
        assert faint_texts(guest.page) == []
