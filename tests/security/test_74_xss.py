"""What somebody else wrote appears as text."""

import pytest

from idp.infrastructure.web.application import Application
from tests.factories.relying_parties import RelyingParty
from tests.provisioning.pages import PageClient, forms_of
from tests.security.route_table import readable_pages

pytestmark = [pytest.mark.threat(74), pytest.mark.only_on("sqlite")]
PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "</title><script>alert(1)</script>",
    "javascript:alert(1)",
    "{{ 7*191 }}",
]
LIVE = ("<script>alert", "<img src=x", "<svg onload", 'href="javascript:', 'action="javascript:', "1337")
FIELDS = ("given_name", "family_name", "email", "password", "code", "next", "language", "confirm", "session_id")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_page_runs_what_its_address_carries(app: Application, client: PageClient, payload: str) -> None:
    names = (
        "login_hint",
        "ui_locales",
        "next",
        "portal",
        "interaction_id",
        "client_id",
        "state",
        "redirect_uri",
        "error",
    )
    for path in readable_pages(app):
        page = client.get(path, query_string=dict.fromkeys(names, payload))
        assert [sign for sign in LIVE if sign in page.text] == [], path


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_sign_in_page_shows_its_hints_as_text(rp: RelyingParty, payload: str) -> None:
    page = rp.browser.get(rp.authorize(login_hint=payload, ui_locales=payload).location, follow_redirects=True)
    assert page.status_code == 200
    assert [sign for sign in LIVE if sign in page.text] == []


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("path", ["/register", "/password-reset"])
def test_a_form_shows_what_was_typed_as_text(client: PageClient, path: str, payload: str) -> None:
    token = forms_of(client.get(path))[0].fields["csrf_token"]
    page = client.post(path, data=dict.fromkeys(FIELDS, payload) | {"csrf_token": token})
    assert page.status_code == 422
    assert [sign for sign in LIVE if sign in page.text] == []


def test_a_page_would_not_run_it_anyway(app: Application, client: PageClient) -> None:
    for path in readable_pages(app):
        page = client.get(path)
        if page.mimetype == "text/html" and page.status_code == 200:
            policy = page.headers["Content-Security-Policy"]
            assert "script-src 'self';" in policy, path
            assert "unsafe" not in policy, path
