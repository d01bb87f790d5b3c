"""A method of client authentication is one class and one registration: nothing else is touched."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from idp.clients.registry import RegisteredClient
from idp.infrastructure.web.application import Application
from idp.oauth.client_authentication import METHODS, ClientAuthenticationMethod, add_method
from idp.oauth.client_authentication.method import Credentials
from idp.oauth.http import FormRequest, get_client_id
from tests.factories.relying_parties import RelyingParty, create_relying_party, machine
from tests.provisioning.databases import Database

NAME = "handshake"


class Handshake(ClientAuthenticationMethod):
    """A client proves itself by saying its own name backwards."""

    NAME = NAME
    SERVES = frozenset({NAME})

    def recognizes(self, request: FormRequest) -> bool:
        return "handshake" in request.parameters

    def read(self, request: FormRequest) -> Credentials:
        return Credentials(get_client_id(request), request.parameters["handshake"])

    def find_fault(self, credentials: Credentials, client: RegisteredClient | None, now: datetime) -> str | None:
        return None if client and credentials.proof == credentials.client_id[::-1] else "it is another name"


@pytest.fixture
def rp(make_app: Callable[..., Application], database: Database) -> Iterator[RelyingParty]:
    add_method(Handshake())
    yield create_relying_party(database, make_app(own=True).test_client(), token_endpoint_auth_method=NAME)
    del METHODS[NAME]


def introspect(rp: RelyingParty, **form: str) -> int:
    return machine(rp.browser).post("/introspect", data={"token": "x", "client_id": rp.client_id, **form}).status_code


def test_it_authenticates_the_clients_that_registered_it(rp: RelyingParty) -> None:
    assert introspect(rp, handshake=rp.client_id[::-1]) == 200
    assert introspect(rp, handshake="wrong") == 401


def test_a_weaker_method_does_not_do_instead(rp: RelyingParty) -> None:
    assert introspect(rp, client_secret=rp.registered.secret or "") == 401
    assert introspect(rp) == 401


def test_it_does_not_do_for_clients_that_registered_another(rp: RelyingParty, database: Database) -> None:
    other = create_relying_party(database, rp.browser)

    assert introspect(other, handshake=other.client_id[::-1]) == 401


def test_beside_another_method_it_is_refused(rp: RelyingParty) -> None:
    assert introspect(rp, handshake=rp.client_id[::-1], client_secret="x") == 400


def test_discovery_offers_it(rp: RelyingParty) -> None:
    metadata = rp.browser.get("/.well-known/openid-configuration").get_json()

    assert NAME in metadata["token_endpoint_auth_methods_supported"]
