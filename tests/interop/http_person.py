"""A person without scripts: follows links and redirects, fills in forms, keeps cookies."""

from typing import Any
from urllib.parse import urljoin, urlsplit

import requests

from tests.interop.forms import Button, Form, Page
from tests.interop.provider import NAME_FIELD, Person


class HttpPerson:
    """One browser profile of ``person``; ``page`` is the page being looked at."""

    page: Page

    def __init__(self, person: Person) -> None:
        self.person = person
        self._browser = requests.Session()
        self._browser.headers["Accept-Language"] = "en"

    def open(self, url: str) -> Page:
        return self._show(self._browser.get(url, timeout=30))

    def submit(self, form: Form, button: Button | None = None, **answers: str) -> Page:
        """Fills in ``answers`` and presses ``button``, by default the form's first."""
        pressed = button or next(iter(form.buttons), None)
        values = form.fields | answers
        if pressed is not None and pressed.name:
            values[pressed.name] = pressed.value
        target = urljoin(self.page.url, form.action)
        if form.method != "post":
            return self._show(self._browser.get(target, params=values, timeout=30))
        shown = urlsplit(self.page.url)
        headers = {"Origin": f"{shown.scheme}://{shown.netloc}", "Referer": self.page.url}
        return self._show(self._browser.post(target, data=values, headers=headers, timeout=30))

    @property
    def is_asked_to_sign_in(self) -> bool:
        return self.page.find_form_with(NAME_FIELD) is not None

    def sign_in(self) -> Page:
        """From the hosted sign-in page through name and password to wherever that leads."""
        self.submit(self._form_with(NAME_FIELD), **{NAME_FIELD: self.person.email})
        return self.submit(self._form_with("password"), password=self.person.password)

    def answer_consent(self, decision: str) -> Page:
        for form in self.page.forms:
            for button in form.buttons:
                if button.value == decision:
                    return self.submit(form, button)
        raise AssertionError(f"no button {decision!r} on {self.page.url}:\n{self.page.text}")

    def choose_organization(self, organization_id: str | None = None) -> Page:
        """On the page that asks, or in a menu: this one, by default the first."""
        for form in self.page.forms:
            for button in form.buttons:
                if button.name == "organization" and organization_id in (None, button.value):
                    return self.submit(form, button)
        raise AssertionError(f"no organization to choose on {self.page.url}:\n{self.page.text}")

    def confirm_sign_out(self) -> Page:
        form = self.page.find_form_to("/logout")
        if form is None:
            raise AssertionError(f"no question about signing out on {self.page.url}:\n{self.page.text}")
        return self.submit(form)

    def read_json(self, url: str) -> Any:
        """The JSON document at ``url`` as this person gets it; the page being looked at stays."""
        answer = self._browser.get(url, timeout=30)
        answer.raise_for_status()
        return answer.json()

    def post(self, url: str, **values: str) -> Page:
        return self._show(self._browser.post(url, data=values, timeout=30))

    def _form_with(self, field_name: str) -> Form:
        form = self.page.find_form_with(field_name)
        if form is None:
            raise AssertionError(f"no field {field_name!r} on {self.page.url}:\n{self.page.text}")
        return form

    def _show(self, answer: requests.Response) -> Page:
        self.page = Page.parse(answer.url, answer.status_code, answer.text)
        return self.page
