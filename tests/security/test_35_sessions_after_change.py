"""Threat 35: whoever got in before goes on after the password was changed. So far a reset changes it."""

import pytest

from tests.factories.accounts import create_account
from tests.factories.registration_pages import NEW_PASSWORD, open_link, request_reset
from tests.factories.relying_parties import RelyingParty
from tests.factories.sessions import sign_in

pytestmark = pytest.mark.threat(35)


@pytest.fixture
def reset(app, person, mailbox):
    """Reset the person's password in a browser of its own."""

    def do() -> None:
        browser = app.test_client()
        request_reset(browser, person.email)
        assert browser.submit(open_link(browser, mailbox.only.link), {"password": NEW_PASSWORD}).status_code == 303

    return do


def test_every_session_ends(client, session, reset):
    assert client.get("/").status_code == 200

    reset()

    assert client.get("/").location.startswith("/signin")


def test_every_token_family_is_revoked(rp, session, reset):
    tokens = rp.obtain_tokens()

    reset()

    assert rp.userinfo(tokens["access_token"]).status_code == 401
    assert rp.refresh(tokens["refresh_token"]).status_code == 400


def test_a_code_that_waits_is_worth_nothing(rp, session, reset):
    code = rp.obtain_code()

    reset()

    assert rp.redeem(code).status_code == 400


def test_other_people_stay_signed_in(app, database, reset):
    other = app.test_client()
    sign_in(other, database, create_account(database))

    reset()

    assert other.get("/").status_code == 200


def test_a_relying_party_of_somebody_else_keeps_its_tokens(app, database, rp, session, reset):
    other = app.test_client()
    sign_in(other, database, create_account(database))
    tokens = RelyingParty(rp.registered, other, rp.verifier).obtain_tokens()

    reset()

    assert rp.userinfo(tokens["access_token"]).status_code == 200
