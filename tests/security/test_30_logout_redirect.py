"""Threat 30: logout as an open redirect, and hints that are not genuine (RP-Initiated Logout 1.0 3, 6)."""

from datetime import timedelta

import pytest
from joserfc.jwk import ECKey

from idp.clients.registry import CACHE_NAME
from idp.infrastructure.cache_versions import raise_version
from idp.infrastructure.clock import current_time
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.sessions import sign_in
from tests.provisioning.pages import forms_of
from tests.security.answers import form_action_sources
from tests.security.forging import header_of, payload_of, sign_es256, unsigned
from tests.security.redirect_corpus import near_misses

pytestmark = [pytest.mark.threat(30), pytest.mark.usefixtures("session")]
BACK = "https://shop.example.test/"
NEAR_MISSES = [uri for uri in near_misses("/") if uri != BACK]


@pytest.fixture
def hint(rp):
    return rp.obtain_tokens()["id_token"]


def is_signed_in(rp):
    return "code" in answer_of(rp.authorize(prompt="none"))


def assert_asks_and_goes_nowhere(rp, page):
    assert page.status_code in {200, 400}
    assert "Location" not in page.headers
    assert 'http-equiv="refresh"' not in page.text.lower()
    assert set(form_action_sources(page)) <= {"'self'"}
    assert is_signed_in(rp)


@pytest.mark.parametrize("uri", NEAR_MISSES)
def test_a_near_miss_is_never_gone_to(rp, hint, uri):
    page = rp.browser.get("/logout", query_string={"id_token_hint": hint, "post_logout_redirect_uri": uri})

    assert_asks_and_goes_nowhere(rp, page)


def test_not_by_post_nor_without_a_hint_either(rp, hint):
    for uri in NEAR_MISSES:
        for form in ({"id_token_hint": hint}, {"client_id": rp.client_id}, {}):
            parameters = form | {"post_logout_redirect_uri": uri}
            headers = {"Origin": "https://shop.example.test"}
            assert "Location" not in rp.browser.post("/logout", data=parameters, headers=headers).headers
            assert "Location" not in rp.browser.get("/logout", query_string=parameters).headers
    assert is_signed_in(rp)


@pytest.mark.parametrize("uri", ["https://evil.example/", "javascript:alert(1)", f"{BACK}?x"])
def test_not_after_the_button_was_pressed_either(rp, hint, uri):
    """The page asks whether to sign out; where to go from there is not asked."""
    page = rp.browser.get("/logout", query_string={"id_token_hint": hint, "post_logout_redirect_uri": uri})
    form = next(i for i, each in enumerate(forms_of(page)) if "confirm" in dict(each.buttons))

    assert rp.browser.submit(page, {"confirm": "yes"}, form=form).headers["Location"].partition("?")[0] == "/signed-out"


def test_a_redirect_uri_is_no_post_logout_uri(rp, hint):
    page = rp.browser.get(
        "/logout",
        query_string={"id_token_hint": hint, "post_logout_redirect_uri": "https://shop.example.test/callback"},
    )

    assert_asks_and_goes_nowhere(rp, page)


def test_the_address_of_another_client_is_not_gone_to(rp, hint, database, client):
    create_relying_party(database, client, post_logout_redirect_uris=["https://forum.example.test/"])
    page = rp.browser.get(
        "/logout", query_string={"id_token_hint": hint, "post_logout_redirect_uri": "https://forum.example.test/"}
    )

    assert_asks_and_goes_nowhere(rp, page)


def test_a_right_address_needs_a_genuine_hint(rp, hint):
    forged = {
        "nonsense": "x",
        "nobody's": unsigned(header_of(hint) | {"alg": "none"}, payload_of(hint)),
        "somebody else's": sign_es256(header_of(hint), payload_of(hint), ECKey.generate_key("P-256")),
        "edited": f"{hint[:-8]}AAAAAAAA",
        "an access token": rp.obtain_tokens()["access_token"],
    }
    for name, value in forged.items():
        for further in ({}, {"client_id": rp.client_id}):
            parameters = {"id_token_hint": value, "post_logout_redirect_uri": BACK, **further}
            page = rp.browser.get("/logout", query_string=parameters)
            assert page.status_code == 200, name
            assert_asks_and_goes_nowhere(rp, page)


def test_a_hint_of_another_session_signs_nobody_out(rp, hint, database, person):
    """The same person, at another time or on another machine (section 4)."""
    sign_in(rp.browser, database, person)
    page = rp.browser.get("/logout", query_string={"id_token_hint": hint, "post_logout_redirect_uri": BACK})

    assert page.status_code == 200
    assert is_signed_in(rp)


def test_an_expired_hint_is_a_hint(rp, clock):
    """Section 2: it need not be fresh."""
    hint = rp.obtain_tokens()["id_token"]
    clock.shift(timedelta(minutes=30))
    answer = rp.browser.get("/logout", query_string={"id_token_hint": hint, "post_logout_redirect_uri": BACK})

    assert answer.headers["Location"] == BACK
    assert not is_signed_in(rp)


def test_a_client_that_was_switched_off_is_not_gone_to(rp, hint, database):
    other = create_relying_party(database, rp.browser)
    with database.transaction() as session:
        session.merge(rp.registered.record).disabled_at = current_time()
        raise_version(session, CACHE_NAME)
    page = rp.browser.get("/logout", query_string={"id_token_hint": hint, "post_logout_redirect_uri": BACK})

    assert "Location" not in page.headers
    assert is_signed_in(other)
