"""Every cookie is bound to this host, kept from scripts, and not sent along by other sites' forms."""

from collections.abc import Callable

import pytest

from idp.infrastructure.web.application import Application
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.relying_parties import create_relying_party
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient

pytestmark = [pytest.mark.threat(34), pytest.mark.only_on("sqlite")]
ISSUERS = [
    ("https://id.example.test", "__Host-idp-", {"Path=/", "HttpOnly", "SameSite=Lax", "Secure"}),
    ("http://localhost:8000", "idp-", {"Path=/", "HttpOnly", "SameSite=Lax"}),
]


def sign_in_through_the_pages(client: PageClient, database: Database) -> list[str]:
    """Every Set-Cookie header from the first page to the signed-in answer, and of the sign-out."""
    account = create_account(database)
    answer = create_relying_party(database, client).authorize()
    cookies = answer.headers.getlist("Set-Cookie")
    for values in (None, {"email": account.email}, {"password": PASSWORD}, None, "sign out", {"confirm": "yes"}):
        if values == "sign out":
            answer = client.get("/logout")
        elif values is not None:
            answer = client.submit(answer, values)  # type: ignore[arg-type]  # the string is dealt with above
        cookies += answer.headers.getlist("Set-Cookie")
        while answer.status_code in {302, 303} and answer.location.startswith(
            ("/", client.application.settings.issuer)
        ):
            answer = client.get(answer.location.removeprefix(client.application.settings.issuer))
            cookies += answer.headers.getlist("Set-Cookie")
    return cookies


@pytest.mark.parametrize(("issuer", "prefix", "flags"), ISSUERS)
def test_every_cookie_is_flagged(
    make_app: Callable[..., Application], database: Database, issuer: str, prefix: str, flags: set[str]
) -> None:
    client = make_app(server={"issuer": issuer}).test_client()
    assert isinstance(client, PageClient)
    cookies = sign_in_through_the_pages(client, database)
    assert {cookie.partition("=")[0] for cookie in cookies} == {f"{prefix}browser", f"{prefix}session"}
    for cookie in cookies:
        given = {part for part in cookie.split("; ")[1:] if not part.startswith(("Expires=", "Max-Age="))}
        assert given == flags, cookie
