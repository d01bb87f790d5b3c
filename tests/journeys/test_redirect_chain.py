"""A relying party whose callback sends the browser on, over further origins. Every form that ends there arrives.

Chromium holds a page's forms to its policy over the whole way; the page stays as it is where one hop is not allowed.
Firefox looks at the form's own address alone, so that only the form of ``form_post`` would stop there.
Trial rows F1, P1.
"""

import base64
import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from idp.accounts.models import Account
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.clients import CreatedClient, create_client
from tests.factories.factors import create_app_of
from tests.interop.programs import free_port
from tests.journeys.guest import Guest, arriving
from tests.journeys.house import House

pytestmark = [
    pytest.mark.journey,
    pytest.mark.threat(100),
    pytest.mark.parametrize("browser", ["chromium", "firefox"], indirect=True),
]

VERIFIER = "a-verifier-of-the-chain-that-is-long-enough-to-be-one"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


@dataclass(frozen=True)
class Chain:
    """A callback (``entry``), and the page (``end``) to which it leads over one origin between them."""

    entry: str
    end: str


@contextmanager
def served(answer: Callable[[Request], Response]) -> Iterator[str]:
    """An origin of its own, and its address."""
    server = make_server("127.0.0.1", free_port(), Request.application(answer), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://localhost:{server.port}"
    finally:
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def chain() -> Iterator[Chain]:
    def redirecting_to(url: str) -> Callable[[Request], Response]:
        return lambda request: Response(status=302, headers={"Location": url})

    with ExitStack() as stack:
        last = stack.enter_context(served(lambda request: Response("<main>Angekommen</main>", mimetype="text/html")))
        between = stack.enter_context(served(redirecting_to(f"{last}/welcome")))
        first = stack.enter_context(served(redirecting_to(f"{between}/through")))
        yield Chain(f"{first}/callback", f"{last}/welcome")


def create_relying_party(house: House, chain: Chain, **values: Any) -> CreatedClient:
    return create_client(house.database, redirect_uris=[chain.entry], post_logout_redirect_uris=[chain.entry], **values)


def ask(guest: Guest, client: CreatedClient, chain: Chain, **parameters: str) -> None:
    """Open the authorization endpoint as the relying party would."""
    given = {
        "client_id": client.client_id,
        "redirect_uri": chain.entry,
        "response_type": "code",
        "scope": "openid email",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    guest.open(f"/authorize?{urlencode(given | parameters)}")


@pytest.fixture
def guest(browser: Browser, house: House) -> Iterator[Guest]:
    with arriving(browser, house, "redirect-chain", "de") as guest:
        yield guest


@pytest.fixture
def person(house: House) -> Account:
    return create_account(house.database)


def test_a_password(guest: Guest, house: House, chain: Chain, person: Account) -> None:
    ask(guest, create_relying_party(house, chain), chain)
    guest.sign_in(person.email, PASSWORD)
    guest.expect_at(chain.end)


def test_terms_to_agree_to(guest: Guest, house: House, chain: Chain, person: Account) -> None:
    ask(guest, create_relying_party(house, chain, portal="museum"), chain)
    guest.sign_in(person.email, PASSWORD)
    guest.page.locator("main [type=checkbox]").first.check()
    guest.follow("main form .btn-primary")
    guest.expect_at(chain.end)


def test_a_second_factor(guest: Guest, house: House, chain: Chain, person: Account) -> None:
    app = create_app_of(house.database, house.box, person)
    ask(guest, create_relying_party(house, chain), chain, acr_values="urn:einlass:acr:2")
    guest.sign_in(person.email, PASSWORD)
    guest.page.locator("main [name=code]:visible").first.fill(app.code())
    guest.follow("main form .btn-primary")
    guest.expect_at(chain.end)


@pytest.mark.parametrize("button", ["allow", "deny"])
def test_consent(guest: Guest, house: House, chain: Chain, button: str) -> None:
    house.let_in(guest)
    ask(guest, create_relying_party(house, chain, consent="explicit"), chain)
    guest.follow(f"main form button[value={button}]")
    guest.expect_at(chain.end)


def test_choosing_an_account(guest: Guest, house: House, chain: Chain) -> None:
    house.let_in(guest)
    ask(guest, create_relying_party(house, chain), chain, prompt="select_account")
    guest.follow("main form button[type=submit]")
    guest.expect_at(chain.end)


def test_an_answer_by_form_post(guest: Guest, house: House, chain: Chain) -> None:
    house.let_in(guest)
    ask(guest, create_relying_party(house, chain), chain, response_mode="form_post")
    guest.expect_at(chain.end)


def test_a_sign_out(guest: Guest, house: House, chain: Chain) -> None:
    house.let_in(guest)
    client = create_relying_party(house, chain)
    guest.open(f"/logout?{urlencode({'client_id': client.client_id, 'post_logout_redirect_uri': chain.entry})}")
    guest.follow("main form .btn-primary")
    guest.expect_at(chain.end)


def test_a_refusal(guest: Guest, house: House, chain: Chain) -> None:
    house.let_in(guest)
    ask(guest, create_relying_party(house, chain, portal="society"), chain)
    guest.follow("main form .btn-primary")
    guest.expect_at(chain.end)
