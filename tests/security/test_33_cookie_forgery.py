"""A flow's cookie that we did not make is refused, and nothing is done for who sends it."""

import pytest
from werkzeug.test import TestResponse

from tests.factories.relying_parties import RelyingParty
from tests.provisioning.pages import PageClient

pytestmark = [pytest.mark.threat(33), pytest.mark.only_on("sqlite")]
HOST, NAME = "id.example.test", "__Host-idp-browser"


def begin(rp: RelyingParty) -> TestResponse:
    """A sign-in page, with its flow bound to this browser."""
    return rp.browser.get(rp.authorize().location, follow_redirects=True)


def cookie_of(client: PageClient) -> str:
    cookie = client.get_cookie(NAME, domain=HOST)
    assert cookie is not None
    return cookie.value


@pytest.mark.parametrize("forge", [lambda v: v.rpartition(".")[0], lambda v: f"x{v}", lambda v: v[:-1], lambda v: "x"])
def test_a_flow_with_an_edited_cookie_is_refused(client: PageClient, rp: RelyingParty, forge: object) -> None:
    page = begin(rp)
    assert page.status_code == 200
    assert callable(forge)
    client.set_cookie(NAME, forge(cookie_of(client)), domain=HOST)
    assert client.get(page.request.path).status_code == 400


def test_a_form_with_an_edited_cookie_is_refused(client: PageClient, rp: RelyingParty) -> None:
    page = begin(rp)
    client.set_cookie(NAME, cookie_of(client) + "x", domain=HOST)
    assert client.submit(page, {"email": "person@example.test"}).status_code == 400


def test_an_authorization_request_with_an_edited_cookie_is_refused(client: PageClient, rp: RelyingParty) -> None:
    begin(rp)
    client.set_cookie(NAME, cookie_of(client) + "x", domain=HOST)
    assert rp.authorize().status_code == 400
