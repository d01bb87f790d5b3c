"""Threat 10: a code injected into somebody else's sign-in, or kept for later (RFC 9700 4.5)."""

from datetime import timedelta

import pytest

from idp.oauth.authorizations.models import AuthorizationRecord
from tests.factories.accounts import create_account
from tests.factories.relying_parties import RelyingParty
from tests.factories.sessions import sign_in
from tests.security.answers import json_error_of

pytestmark = [pytest.mark.threat(10), pytest.mark.usefixtures("session")]


def test_a_code_from_another_sign_in_at_the_same_client_is_refused(rp, app, database):
    """The attacker's code in the victim's browser: the client redeems it with the victim's verifier."""
    victim = app.test_client()
    sign_in(victim, database, create_account(database))
    victims_turn = RelyingParty(rp.registered, victim, "victims-verifier-" + "v" * 40)
    injected = rp.obtain_code()
    own = victims_turn.obtain_code()

    assert json_error_of(victims_turn.redeem(injected)) == (400, "invalid_grant")
    assert json_error_of(rp.redeem(own)) == (400, "invalid_grant")
    assert victims_turn.redeem(own).status_code == 200
    assert rp.redeem(injected).status_code == 200


@pytest.mark.parametrize(("seconds", "status"), [(59, 200), (60, 400), (61, 400), (3600, 400), (86400 * 3, 400)])
def test_a_code_lives_for_a_minute_at_most(rp, clock, seconds, status):
    code = rp.obtain_code()
    clock.shift(timedelta(seconds=seconds))

    assert rp.redeem(code).status_code == status


def test_an_old_code_is_refused_without_harm(rp, clock):
    """It was never used: nothing was issued, so there is nothing to end."""
    old = rp.obtain_code()
    tokens = rp.obtain_tokens()
    clock.shift(timedelta(seconds=61))

    assert json_error_of(rp.redeem(old)) == (400, "invalid_grant")
    assert rp.refresh(tokens["refresh_token"]).status_code == 200


def test_a_code_of_a_session_that_ended_is_refused(rp, person, database):
    code = rp.obtain_code()
    database.change(person, disabled_at=person.created_at)

    assert json_error_of(rp.redeem(code)) == (400, "invalid_grant")


def test_codes_are_long_random_and_stored_as_a_hash(rp, database):
    codes = {rp.obtain_code() for _ in range(20)}
    with database.engine.connect() as connection:
        stored = str(connection.execute(AuthorizationRecord.__table__.select()).all())

    assert len(codes) == 20
    assert all(len(code) >= 43 for code in codes), "256 bits"
    assert not any(code in stored for code in codes)
