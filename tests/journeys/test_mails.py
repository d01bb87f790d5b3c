"""Mails as they are read: on a phone and on a desk, by day and by night."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.eyes import check_mail_accessibility, check_widths
from tests.journeys.guest import LOCALES, SCREENS, SCREENSHOTS, TAKES_PICTURES
from tests.mail.test_messages import SNAPSHOTS

pytestmark = pytest.mark.journey

MAILS = sorted(SNAPSHOTS.glob("*.html"))


@pytest.mark.parametrize("mail", MAILS, ids=lambda mail: mail.stem)
def test_a_mail_is_fit_to_be_read(browser: Browser, mail: Path) -> None:
    language = mail.suffixes[0].removeprefix(".")
    width, height = SCREENS["phone" if language == "en" else "desktop"]
    context = browser.new_context(locale=LOCALES[language], viewport={"width": width, "height": height})
    page = context.new_page()
    try:
        page.goto(mail.as_uri())
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            if TAKES_PICTURES:
                page.screenshot(path=SCREENSHOTS / "mails" / f"{mail.stem}-{scheme}.png", full_page=True)
            check_mail_accessibility(page, f"{mail.stem}, {scheme}")
        check_widths(page, mail.stem)
    finally:
        context.close()
