"""A response mode is one function and one registration: nothing else is touched."""

from collections.abc import Callable, Iterator, Mapping

import pytest
from werkzeug.wrappers import Response

from idp.infrastructure.web.application import Application
from idp.oauth.responses import RESPONSE_MODES, add_response_mode
from idp.protocol.client import Client
from tests.factories.accounts import create_account
from tests.factories.relying_parties import RelyingParty, create_relying_party
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database

MODE = "header"


def answer_in_headers(client: Client, redirect_uri: str, parameters: Mapping[str, str]) -> Response:
    return Response(headers={f"Answer-{name}": value for name, value in parameters.items()})


@pytest.fixture
def rp(make_app: Callable[..., Application], database: Database) -> Iterator[RelyingParty]:
    """A relying party whose person is signed in."""
    add_response_mode(MODE, answer_in_headers)
    browser = make_app(own=True).test_client()
    sign_in(browser, database, create_account(database))
    yield create_relying_party(database, browser)
    del RESPONSE_MODES[MODE]


def test_an_answer_travels_in_it(rp: RelyingParty) -> None:
    answer = rp.authorize(response_mode=MODE).headers

    assert rp.redeem(answer["Answer-code"]).status_code == 200
    assert (answer["Answer-state"], answer["Answer-iss"]) == ("state-1", "https://id.example.test")


def test_an_error_travels_in_it(rp: RelyingParty) -> None:
    answer = rp.authorize(response_mode=MODE, response_type="telepathy").headers

    assert answer["Answer-error"] == "unsupported_response_type"


def test_a_client_may_be_kept_from_it(rp: RelyingParty, database: Database) -> None:
    other = create_relying_party(database, rp.browser, response_modes=["query"])

    refused = other.authorize(response_mode=MODE)

    assert "error=invalid_request" in refused.location


def test_discovery_offers_it(rp: RelyingParty) -> None:
    assert MODE in rp.browser.get("/.well-known/openid-configuration").get_json()["response_modes_supported"]
