"""Authorization requests as long as they may be, behind each proxy that the documentation has a block for.

Trial row C5.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from tests.factories.clients import REDIRECT_URI, create_client
from tests.provisioning.databases import Database
from tests.proxies.front import Front

pytestmark = pytest.mark.only_on("sqlite")
VALUE_BYTES = 8 * 1024


@pytest.fixture
def parameters(proxied: Front, database: Database) -> dict[str, str]:
    """A good request of a client that needs no PKCE."""
    client = create_client(database, pkce="off")
    return {
        "client_id": client.client_id,
        "redirect_uri": REDIRECT_URI,
        "response_type": "code",
        "scope": "openid",
        "nonce": "nonce-1",
    }


def get(proxied: Front, parameters: dict[str, str], **options: Any) -> requests.Response:
    return proxied.browser().get(f"{proxied.issuer}/authorize", params=parameters, timeout=30, **options)


def post(proxied: Front, parameters: dict[str, str], **options: Any) -> requests.Response:
    """As from a relying party's page: none of our cookies comes along."""
    return proxied.browser().post(f"{proxied.issuer}/authorize", data=parameters, timeout=30, **options)


LENGTHS = {
    "a state of 4,200 characters": {"state": "s" * 4200},
    "a state as long as a value may be": {"state": "s" * VALUE_BYTES},
    "a state whose characters take nine bytes each in an address": {"state": "ß漢" * (VALUE_BYTES // 5)},
    "four values of nearly eight kB": {
        "state": "s" * VALUE_BYTES,
        "nonce": "n" * VALUE_BYTES,
        "login_hint": "l" * VALUE_BYTES,
        "acr_values": "a" * (VALUE_BYTES - 600),
    },
}


@pytest.mark.parametrize("long", LENGTHS.values(), ids=LENGTHS)
@pytest.mark.parametrize("send", [get, post])
def test_a_long_request_leads_to_the_sign_in_page(
    proxied: Front, parameters: dict[str, str], send: Callable[..., requests.Response], long: dict[str, str]
) -> None:
    page = send(proxied, parameters | long)
    assert page.status_code == 200, page.status_code
    assert "/signin/int_" in page.url


@pytest.mark.parametrize("send", [get, post])
@pytest.mark.parametrize("state", ["s" * 4200, "s" * VALUE_BYTES, "ß漢" * (VALUE_BYTES // 5)])
def test_a_long_state_comes_back_whole(
    proxied: Front, parameters: dict[str, str], send: Callable[..., requests.Response], state: str
) -> None:
    answer = send(proxied, parameters | {"state": state, "prompt": "none"}, allow_redirects=False)
    while "/interaction/" in answer.headers["Location"]:
        answer = proxied.browser().get(proxied.issuer + answer.headers["Location"], timeout=30, allow_redirects=False)
    location = urlsplit(answer.headers["Location"])
    answered = dict(parse_qsl(location.query))
    assert (answered["error"], answered["state"]) == ("login_required", state)


def test_what_is_longer_than_it_may_be_is_refused_in_words(proxied: Front, parameters: dict[str, str]) -> None:
    page = post(proxied, parameters | {"state": "s" * (VALUE_BYTES + 1)})
    assert page.status_code == 400
    assert "longer than 8192 bytes" in page.text
