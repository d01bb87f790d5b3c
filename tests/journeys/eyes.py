"""What a page is held to, whichever it is: each check raises and says what it saw."""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

NARROWEST: ViewportSize = {"width": 320, "height": 640}
# A screen of 1280 pixels, enlarged twofold.
ZOOMED: ViewportSize = {"width": 640, "height": 400}
# The same, enlarged fourfold (WCAG 2.2, success criterion 1.4.10).
ZOOMED_FOURFOLD: ViewportSize = {"width": 320, "height": 256}
# Bytes over the wire, with the headers of the answers.
HEAVIEST_PAGE = 42_000
HEAVIEST_FIRST_PAGE = 26_000
_FIRST_PAGE = re.compile(r"/signin(/int_\w+)?")
MOST_STYLE_SHEETS = 2
SMALLEST_TARGET = 24

# Off by default, because it came with WCAG 2.2.
_ALL_RULES: Mapping[str, Any] = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
# What another colour scheme can change.
_COLOURS: Mapping[str, Any] = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}
_STANDARD: Mapping[str, Any] = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
}

# WCAG 2.5.8 leaves out links within a sentence. A tick is as large as itself and its label.
_SMALL_TARGETS = """
least => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary")]
  .filter(each => each.checkVisibility({visibilityProperty: true}) && !each.closest(".visually-hidden"))
  .filter(each => getComputedStyle(each).display !== "inline")
  .map(each => {
    const labels = ["checkbox", "radio"].includes(each.type) ? each.labels : [];
    const boxes = [each, ...labels].map(part => part.getBoundingClientRect());
    return [each.outerHTML.slice(0, 120), ...["width", "height"].map(side => Math.max(...boxes.map(box => box[side])))];
  })
  .filter(([, width, height]) => Math.min(width, height) < least - 0.01)
"""
# What a password manager goes by: the tokens of the HTML standard, and a name beside each password.
_TOKENS = {
    "email": {"username webauthn", "email", "username"},
    "password": {"current-password", "new-password"},
    "current_password": {"current-password"},
    "username": {"username"},
    "user_name": {"username"},
    "given_name": {"given-name"},
    "family_name": {"family-name"},
    # A recovery code is typed from paper, and belongs into no manager's field for codes.
    "code": {"one-time-code", "off"},
    "name": {"off"},
    "company": {"organization"},
    "nickname": {"nickname"},
    "phone_number": {"tel"},
    "street_address": {"address-line1"},
    "postal_code": {"postal-code"},
    "locality": {"address-level2"},
    "region": {"address-level1"},
    "country": {"country-name"},
}
_INPUTS = """
[...document.forms].map(form => [...form.elements]
  .filter(each => each.tagName === "INPUT" && !["hidden", "checkbox", "radio"].includes(each.type))
  .map(each => ({name: each.name, id: each.id, type: each.type, token: each.getAttribute("autocomplete")})))
"""
# The elements that end right of the screen, the innermost ones only, with letters of a size.
_WIDTHS = """
letters => {
  document.documentElement.style.fontSize = letters;
  const {scrollWidth, clientWidth} = document.documentElement;
  const sticksOut = each => each.getBoundingClientRect().right > clientWidth + 0.01;
  const outside = [...document.body.querySelectorAll("*")]
    .filter(each => sticksOut(each) && ![...each.children].some(sticksOut));
  document.documentElement.style.fontSize = "";
  return [scrollWidth, clientWidth, outside.map(each => each.outerHTML.slice(0, 120))];
}
"""
# Words in large or bold letters that two lines share, without a hyphen. Long names bear it.
_BROKEN_WORDS = """
names => {
  const texts = [];
  for (const each of document.querySelectorAll("h1, h2, h3, label, .btn, .tag")) {
    const walker = document.createTreeWalker(each, NodeFilter.SHOW_TEXT);
    // An address is no word: it breaks where it has to.
    while (walker.nextNode()) {
      if (!walker.currentNode.parentElement.closest(".breakable")) texts.push(walker.currentNode);
    }
  }
  const range = document.createRange();
  return texts.flatMap(text => [...text.data.matchAll(/[\\p{L}\\p{N}]+/gu)].filter(word => {
    // The hyphen at the end of the line before counts as a part of the first letter.
    range.setStart(text, word.index + (text.data[word.index - 1] === "\\u00ad" ? 1 : 0));
    range.setEnd(text, word.index + word[0].length);
    return !names.includes(word[0]) && new Set([...range.getClientRects()].map(box => box.top)).size > 1;
  }).map(word => word[0]));
}
"""
_PARTS = """
() => [
  [...document.querySelectorAll("link[rel=icon]")].map(link => link.href),
  performance.getEntriesByType("resource").map(entry => entry.name),
  [...document.styleSheets].map(sheet => sheet.href),
]
"""
_LONG_NAMES = ["Oberschwallenbach", "Donaudampfschifffahrt", "Donaudampfschifffahrtsgesellschaft"]


def check_accessibility(page: Page, name: str, *, colours_only: bool = False) -> None:
    """No finding of axe-core."""
    _run_axe(page, name, _COLOURS if colours_only else _ALL_RULES)


def check_mail_accessibility(page: Page, name: str) -> None:
    """The same for a mail, which is shown within another page and so has no landmarks of its own."""
    _run_axe(page, name, _STANDARD)


def _run_axe(page: Page, name: str, options: Mapping[str, Any]) -> None:
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate("options => axe.run(options)", options)["violations"]
    told = [f"{each['id']}: {each['help']}\n  {[node['html'] for node in each['nodes']]}" for each in found]
    assert not told, f"{name}:\n" + "\n".join(told)


def check_credentials(page: Page, name: str) -> None:
    """A password manager understands every form: it knows what each field is, and whom a password belongs to."""
    forms = [form for form in page.evaluate(_INPUTS) if form]
    for form in forms:
        wrong = [each for each in form if each["token"] not in _TOKENS.get(each["name"], {"off"})]
        assert not wrong, f"{name}: {wrong}"
        for place, each in enumerate(form):
            if each["name"] in {"password", "current_password"}:
                before = {other["token"] for other in form[:place]}
                assert before & {"username", "username webauthn", "email"}, f"{name}: whose password?"
    asking = [form for form in forms if any(each["type"] == "password" for each in form)]
    assert len(asking) <= 1, f"{name}: two forms ask for a password"


def check_targets(page: Page, name: str) -> None:
    """Whatever is touched is large enough for a finger."""
    small = page.evaluate(_SMALL_TARGETS, SMALLEST_TARGET)
    assert not small, f"{name}: smaller than {SMALLEST_TARGET} pixels: {json.dumps(small, indent=1)}"


def check_widths(page: Page, name: str, *, with_large_letters: bool = True) -> None:
    """Nothing has to be scrolled sideways: on the narrowest screen, zoomed, or with letters twice as large."""
    usual = page.viewport_size
    assert usual
    zoomed = [("zoomed to 200 %", ZOOMED, ""), ("zoomed to 400 %", ZOOMED_FOURFOLD, "")]
    large = [("large letters", usual, "200%")] if with_large_letters else []
    wrong = [_what_is_too_wide(page, *each) for each in [*large, ("narrow", NARROWEST, ""), *zoomed]]
    page.set_viewport_size(usual)
    told = [each for each in wrong if each]
    assert not told, f"{name}: {told}"


def _what_is_too_wide(page: Page, what: str, size: ViewportSize, letters: str) -> str:
    """Empty where nothing is. Laying a page out anew is most of the work, so a screen stays until the next one."""
    if page.viewport_size != size:
        page.set_viewport_size(size)
    widest, there, outside = page.evaluate(_WIDTHS, letters)
    if widest > there:
        return f"{what}: {widest} pixels wide on a screen of {there}: {outside}"
    broken = page.evaluate(_BROKEN_WORDS, _LONG_NAMES) if size == NARROWEST and _is_chromium(page) else []
    return f"{what}: words are broken: {broken}" if broken else ""


def _is_chromium(page: Page) -> bool:
    """Firefox gives a word at the beginning of a line a box on the line before, too."""
    browser = page.context.browser
    return browser is not None and browser.browser_type.name == "chromium"


def check_weight(page: Page, name: str, known: Mapping[str, int]) -> None:
    """What came over the wire for this page, were nothing of it in the cache: its parts, icon and itself."""
    icons, parts, sheets = page.evaluate(_PARTS)
    sizes = {url: known.get(url, 0) for url in {*icons, *parts, page.url.partition("#")[0]}}
    # What complains about an entry has been there before, with all that the cache now holds.
    is_first = _FIRST_PAGE.fullmatch(urlsplit(page.url).path) and not page.locator("[aria-invalid]").count()
    heaviest = HEAVIEST_FIRST_PAGE if is_first else HEAVIEST_PAGE
    assert sum(sizes.values()) <= heaviest, f"{name}: {json.dumps(sizes, indent=1)}"
    assert len(sheets) <= MOST_STYLE_SHEETS, f"{name}: {sheets}"
