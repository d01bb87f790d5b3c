"""Threat 1: a redirect URI that is nearly the registered one (RFC 9700 2.1, 4.1; RFC 8252 7.3)."""

import pytest

from idp.oauth.authorizations.models import AuthorizationRecord
from tests.factories.clients import REDIRECT_URI
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.security.answers import assert_refused_on_a_page
from tests.security.redirect_corpus import near_misses

pytestmark = [pytest.mark.threat(1), pytest.mark.usefixtures("session")]
FOREIGN_PAGE = {"Origin": "https://shop.example.test", "Sec-Fetch-Site": "cross-site"}
NEAR_MISSES = near_misses("/callback")


def test_the_corpus_holds_no_registered_address():
    assert REDIRECT_URI not in NEAR_MISSES
    assert len(set(NEAR_MISSES)) == len(NEAR_MISSES) > 80


@pytest.mark.parametrize("uri", NEAR_MISSES)
def test_a_near_miss_is_never_gone_to(rp, database, uri):
    assert_refused_on_a_page(rp.authorize(redirect_uri=uri))
    assert database.count(AuthorizationRecord) == 0


def test_nor_by_post_nor_by_another_response_mode(rp, database):
    for uri in NEAR_MISSES:
        assert_refused_on_a_page(rp.browser.post("/authorize", data=rp.request(redirect_uri=uri), headers=FOREIGN_PAGE))
        assert_refused_on_a_page(rp.authorize(redirect_uri=uri, response_mode="form_post"))
        assert_refused_on_a_page(rp.authorize(redirect_uri=uri, response_mode="fragment", prompt="none"))
    assert database.count(AuthorizationRecord) == 0


def test_the_page_shows_the_address_as_text_and_never_as_a_link(rp):
    page = rp.authorize(redirect_uri="https://evil.example/\"><a href='https://evil.example'>")

    assert_refused_on_a_page(page)
    assert "evil.example" in page.text
    assert 'href="https://evil.example' not in page.text
    assert "href='https://evil.example" not in page.text


def test_one_client_cannot_use_the_address_of_another(rp, database, client):
    other = create_relying_party(database, client, redirect_uris=["https://forum.example.test/callback"])

    assert_refused_on_a_page(other.authorize(redirect_uri=REDIRECT_URI))
    assert_refused_on_a_page(rp.authorize(redirect_uri="https://forum.example.test/callback"))


def test_no_address_at_all_is_an_error_even_where_only_one_is_registered(rp):
    assert_refused_on_a_page(rp.authorize(redirect_uri=None))
    assert_refused_on_a_page(rp.authorize(redirect_uri=""))


def test_an_address_that_was_registered_with_a_pattern_in_it_is_no_pattern(database, client):
    rp = create_relying_party(
        database, client, redirect_uris=["https://*.example.test/*", "https://shop.example.test/.*"]
    )

    assert_refused_on_a_page(rp.authorize(redirect_uri="https://evil.example.test/x"))
    assert_refused_on_a_page(rp.authorize(redirect_uri="https://shop.example.test/x"))


class TestNativeApplications:
    """They listen on whatever loopback port is free; nothing else may differ."""

    @pytest.fixture
    def native(self, database, client):
        return create_relying_party(
            database,
            client,
            application_type="native",
            token_endpoint_auth_method="none",
            redirect_uris=["http://127.0.0.1/cb", "http://[::1]:7000/cb", "com.example.app:/cb"],
        )

    @pytest.mark.parametrize(
        "uri",
        [
            "http://127.0.0.1/cb",
            "http://127.0.0.1:51234/cb",
            "http://[::1]/cb",
            "http://[::1]:51234/cb",
            "com.example.app:/cb",
        ],
    )
    def test_the_port_is_free(self, native, uri):
        response = native.authorize(redirect_uri=uri)

        assert response.headers["Location"].startswith(f"{uri}?code=")

    @pytest.mark.parametrize(
        "uri",
        [
            "http://localhost/cb",
            "http://localhost:51234/cb",
            "http://127.0.0.2:51234/cb",
            "http://127.1:51234/cb",
            "http://0x7f.0.0.1:51234/cb",
            "http://2130706433/cb",
            "http://127.0.0.1.:51234/cb",
            "http://127.0.0.1.evil.example/cb",
            "http://127.0.0.1:51234.evil.example/cb",
            "http://127.0.0.1:80@evil.example/cb",
            "http://127.0.0.1:@evil.example/cb",
            "http://127.0.0.1:/cb",
            "http://127.0.0.1:-1/cb",
            "http://127.0.0.1:+80/cb",
            "http://127.0.0.1: 80/cb",
            "http://127.0.0.1:\u0665\u0665/cb",
            "http://127.0.0.1:123456/cb",
            "http://127.0.0.1:99999/cb",
            "http://127.0.0.1:0/cb",
            "http://127.0.0.1:51234\\@evil.example/cb",
            "http://127.0.0.1:51234/cb/",
            "http://127.0.0.1:51234/cb?x=1",
            "http://127.0.0.1:51234/cb#x",
            "http://127.0.0.1:51234//cb",
            "http://127.0.0.1:51234/../cb",
            "HTTP://127.0.0.1:51234/cb",
            "https://127.0.0.1:51234/cb",
            "http://user@127.0.0.1:51234/cb",
            "http://[::1%25lo]:51234/cb",
            "http://[0:0:0:0:0:0:0:1]:51234/cb",
            "http://[::ffff:127.0.0.1]:51234/cb",
            "http://0.0.0.0:51234/cb",
            "com.example.app:/cb2",
            "com.example.app://cb",
            "com.example.app.evil:/cb",
            "COM.example.app:/cb",
        ],
    )
    def test_and_nothing_else(self, native, uri):
        assert_refused_on_a_page(native.authorize(redirect_uri=uri))

    def test_a_port_that_does_not_exist_is_refused_at_a_silent_request_too(self, native):
        assert_refused_on_a_page(native.authorize(redirect_uri="http://127.0.0.1:99999/cb", prompt="none"))

    @pytest.mark.parametrize("kind", ["web", "single_page"])
    def test_for_other_applications_not_even_the_port(self, database, client, kind):
        rp = create_relying_party(database, client, application_type=kind, redirect_uris=["http://127.0.0.1/cb"])

        assert_refused_on_a_page(rp.authorize(redirect_uri="http://127.0.0.1:51234/cb"))
        assert "code" in answer_of(rp.authorize(redirect_uri="http://127.0.0.1/cb"))

    def test_a_registered_host_name_has_no_free_port(self, database, client):
        rp = create_relying_party(
            database,
            client,
            application_type="native",
            redirect_uris=["http://localhost/cb", "https://shop.example.test/cb"],
        )

        assert_refused_on_a_page(rp.authorize(redirect_uri="http://localhost:51234/cb"))
        assert_refused_on_a_page(rp.authorize(redirect_uri="https://shop.example.test:51234/cb"))
