"""Threat 2: an error that is redirected before the redirect URI is verified (RFC 6749 4.1.2.1, RFC 9700 4.11.2)."""

import pytest

from idp.infrastructure.clock import current_time
from tests.factories.relying_parties import answer_of
from tests.security.answers import assert_refused_on_a_page

pytestmark = [pytest.mark.threat(2), pytest.mark.usefixtures("session")]
EVIL = "https://evil.example/callback"
WRONG = [
    {"response_type": "bad"},
    {"response_type": None},
    {"response_type": "code", "response_mode": "bad"},
    {"response_mode": "form_post", "response_type": "token"},
    {"scope": "nonsense"},
    {"scope": None},
    {"prompt": "none"},
    {"prompt": "none login"},
    {"prompt": "bad"},
    {"max_age": "-1"},
    {"request": "x.y.z"},
    {"request_uri": EVIL},
    {"registration": "{}"},
    {"claims": "{"},
    {"code_challenge": None, "code_challenge_method": None},
    {"code_challenge_method": "plain"},
    {"resource": "#"},
    {"client_id": "unknown"},
    {"client_id": None},
    {"client_id": ""},
]


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_an_error_is_not_sent_to_an_unverified_address(rp, wrong):
    assert_refused_on_a_page(rp.authorize(**{"redirect_uri": EVIL, **wrong}))


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_not_without_a_session_either(rp, wrong):
    rp.browser.delete_cookie("__Host-idp-session", domain="id.example.test")

    assert_refused_on_a_page(rp.authorize(**{"redirect_uri": EVIL, **wrong}))


@pytest.mark.parametrize("client_id", ["unknown", "", None, "acc_1", "' OR 1=1 --", "\u202e", "x" * 5000])
def test_an_unknown_client_is_told_on_the_page(rp, client_id):
    """Even with the address that some other client registered."""
    assert_refused_on_a_page(rp.authorize(client_id=client_id))


def test_a_disabled_client_is_told_on_the_page(rp, database):
    database.change(rp.registered.record, disabled_at=current_time())

    assert_refused_on_a_page(rp.authorize(), "unauthorized_client")
    assert_refused_on_a_page(rp.authorize(response_type="bad"), "unauthorized_client")


def test_errors_of_a_verified_request_do_go_back(rp):
    """Otherwise the tests above would pass for a provider that never redirects."""
    assert answer_of(rp.authorize(response_type="bad"))["error"] == "unsupported_response_type"
