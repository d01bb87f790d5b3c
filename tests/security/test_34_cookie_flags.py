"""Every cookie is bound to this host, kept from scripts, and not sent along by other sites' forms."""

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from idp.infrastructure.web.application import Application
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.relying_parties import create_relying_party
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient, forms_of

pytestmark = [pytest.mark.threat(34), pytest.mark.only_on("sqlite")]
ISSUERS = [
    ("https://id.example.test", "__Host-idp-", {"Path=/", "HttpOnly", "SameSite=Lax", "Secure"}),
    ("http://localhost:8000", "idp-", {"Path=/", "HttpOnly", "SameSite=Lax"}),
]


class Watching:
    """A browser that follows redirects within the provider and keeps every Set-Cookie header it met."""

    def __init__(self, client: PageClient) -> None:
        self.client = client
        self.cookies: list[str] = []

    def follow(self, answer: TestResponse) -> TestResponse:
        issuer = self.client.application.settings.issuer
        self.cookies += answer.headers.getlist("Set-Cookie")
        while answer.status_code in {302, 303} and answer.location.removeprefix(issuer).startswith("/"):
            answer = self.client.get(answer.location.removeprefix(issuer))
            self.cookies += answer.headers.getlist("Set-Cookie")
        return answer

    def submit(self, page: TestResponse, values: dict[str, str]) -> TestResponse:
        """Send the form that has these fields or buttons."""
        names = [set(form.fields) | {name for name, _ in form.buttons} for form in forms_of(page)]
        number = next(index for index, known in enumerate(names) if set(values) <= known)
        return self.follow(self.client.submit(page, values, form=number))


@pytest.mark.parametrize(("issuer", "prefix", "flags"), ISSUERS)
def test_every_cookie_is_flagged(
    make_app: Callable[..., Application], database: Database, issuer: str, prefix: str, flags: set[str]
) -> None:
    client = make_app(server={"issuer": issuer}).test_client()
    assert isinstance(client, PageClient)
    account = create_account(database)
    browser = Watching(client)
    page = browser.follow(create_relying_party(database, client).authorize())
    page = browser.submit(page, {"email": account.email})
    browser.submit(page, {"password": PASSWORD})
    browser.submit(client.get("/logout"), {"confirm": "yes"})
    assert {cookie.partition("=")[0] for cookie in browser.cookies} == {
        f"{prefix}browser",
        f"{prefix}session",
        f"{prefix}device",
    }
    for cookie in browser.cookies:
        given = {part for part in cookie.split("; ")[1:] if not part.startswith(("Expires=", "Max-Age="))}
        assert given == flags, cookie
