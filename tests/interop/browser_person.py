"""A person in real Chromium."""

import json
import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.interop.provider import NAME_FIELD, Person


class BrowserPerson:
    """``person`` in a browser profile of their own; ``page`` is the tab."""

    def __init__(self, person: Person, page: Page) -> None:
        self.person = person
        self.page = page

    def sign_in(self) -> None:
        """From the hosted sign-in page through name and password; returns once that page is left."""
        self.page.locator(f"input[name={NAME_FIELD}]").fill(self.person.email)
        self.page.keyboard.press("Enter")
        self.page.locator("input[name=password]").fill(self.person.password)
        self.page.keyboard.press("Enter")

    def expect_at(self, url: str) -> None:
        expect(self.page).to_have_url(re.compile("^" + re.escape(url)))

    def expect_asked_to_sign_in(self) -> None:
        expect(self.page.locator(f"input[name={NAME_FIELD}]")).to_be_visible()

    def read_json(self, selector: str) -> Any:
        """The JSON document shown in the element at ``selector``, once there is one."""
        shown = self.page.locator(selector)
        expect(shown).to_have_text(re.compile(r"^\s*[\[{]"))
        return json.loads(shown.inner_text())
