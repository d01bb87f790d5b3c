"""Mails as they are read: on a phone and on a desk, by day and by night."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.eyes import check_mail_accessibility, check_widths
from tests.journeys.guest import LOCALES, SCREENS, SCREENSHOTS, TAKES_PICTURES
from tests.mail.test_messages import SNAPSHOTS

pytestmark = pytest.mark.journey

MAILS = sorted(SNAPSHOTS.glob("*.html"))


@pytest.fixture(scope="module")
def readers(chromium: Browser) -> Iterator[Mapping[str, Page]]:
    """The tab in which all mails of a language are opened, one after the other: a mail leaves nothing behind there."""
    pages = {}
    for language, screen in (("de", "desktop"), ("en", "phone")):
        width, height = SCREENS[screen]
        context = chromium.new_context(locale=LOCALES[language], viewport={"width": width, "height": height})
        pages[language] = context.new_page()
    yield pages
    for page in pages.values():
        page.context.close()


@pytest.mark.parametrize("mail", MAILS, ids=lambda mail: mail.stem)
def test_a_mail_is_fit_to_be_read(readers: Mapping[str, Page], mail: Path) -> None:
    page = readers[mail.suffixes[0].removeprefix(".")]
    page.goto(mail.as_uri())
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        if TAKES_PICTURES:
            page.screenshot(path=SCREENSHOTS / "mails" / f"{mail.stem}-{scheme}.png", full_page=True)
        check_mail_accessibility(page, f"{mail.stem}, {scheme}")
    check_widths(page, mail.stem)
