"""A machine endpoint is one class and one registration: nothing else is touched."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from idp.infrastructure.web.application import Application
from idp.oauth.endpoints import ENDPOINTS, ClientEndpoint, add_endpoint
from idp.oauth.http import FormRequest
from idp.protocol.client import Client
from idp.protocol.errors import InvalidRequest
from tests.factories.relying_parties import RelyingParty, create_relying_party, machine
from tests.provisioning.databases import Database

ORIGIN = "https://app.example.test"


class EchoEndpoint(ClientEndpoint):
    """Tells a client what it said."""

    NAME = "echo"
    PATH = "/echo"
    IS_FOR_PUBLIC_CLIENTS = True

    def respond_to(self, client: Client, form: FormRequest) -> Mapping[str, Any]:
        if "word" not in form.parameters:
            raise InvalidRequest("Say a word.")
        return {"client": client.name, "word": form.parameters["word"]}


@pytest.fixture
def rp(make_app: Callable[..., Application], database: Database) -> Iterator[RelyingParty]:
    add_endpoint(EchoEndpoint())
    browser = make_app(own=True).test_client()
    yield create_relying_party(database, browser, web_origins=[ORIGIN])
    del ENDPOINTS["echo"]


def test_it_answers_an_authenticated_client(rp: RelyingParty) -> None:
    answer = rp.post("/echo", {"word": "hello"})

    assert answer.get_json() == {"client": "Beispiel-Shop", "word": "hello"}
    assert answer.headers["Cache-Control"] == "no-store"


def test_it_refuses_all_others(rp: RelyingParty) -> None:
    refused = machine(rp.browser).post("/echo", data={"word": "hello"}, auth=(rp.client_id, "wrong"))

    assert (refused.status_code, refused.get_json()["error"]) == (401, "invalid_client")


def test_its_own_refusals_and_wrong_methods_are_json(rp: RelyingParty) -> None:
    assert rp.post("/echo", {"x": "y"}).get_json() == {"error": "invalid_request", "error_description": "Say a word."}
    assert machine(rp.browser).get("/echo").get_json()["error"] == "invalid_request"


def test_pages_of_registered_origins_may_read_it(rp: RelyingParty) -> None:
    answer = machine(rp.browser).post("/echo", data={"word": "x"}, headers={"Origin": ORIGIN})

    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN


def test_discovery_names_it_and_how_to_authenticate(rp: RelyingParty) -> None:
    metadata = rp.browser.get("/.well-known/openid-configuration").get_json()

    assert metadata["echo_endpoint"].endswith("/echo")
    methods = ["client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none"]
    assert metadata["echo_endpoint_auth_methods_supported"] == methods
    assert "ES256" in metadata["echo_endpoint_auth_signing_alg_values_supported"]
