"""A browser with scripts at the pages that ask for a passkey: what scripts/page/passkeys.js does, and no more."""

import html
import re
from typing import Any

from werkzeug.test import TestResponse

from tests.provisioning.pages import PageClient, forms_of

OPTIONS_URL = re.compile(r'data-passkey-options="([^"]*)"')


def fetch_options(client: PageClient, page: TestResponse) -> dict[str, Any]:
    """The options that the page's form names."""
    answer = ask_for_options(client, page)
    assert answer.status_code == 200, answer.text
    options = answer.get_json()
    assert isinstance(options, dict)
    return options


def ask_for_options(client: PageClient, page: TestResponse) -> TestResponse:
    """The answer of the address that the page's form names."""
    found = OPTIONS_URL.search(page.text)
    assert found, "the page asks for no passkey"
    issuer = client.application.settings.issuer
    token = forms_of(page)[passkey_form(page)].fields["csrf_token"]
    headers = {"Origin": issuer, "Sec-Fetch-Site": "same-origin", "Accept": "application/json"}
    return client.post(html.unescape(found[1]), data={"csrf_token": token}, headers=headers)


def send_passkey(client: PageClient, page: TestResponse, credential: str, **options: Any) -> TestResponse:
    """Send the form with the authenticator's answer."""
    return client.submit(page, {"credential": credential}, form=passkey_form(page), **options)


def passkey_form(page: TestResponse) -> int:
    """Which form of the page takes a passkey."""
    return next(number for number, form in enumerate(forms_of(page)) if "credential" in form.fields)
