"""Threat 14: a refresh token that comes back (RFC 9700 4.14.2)."""

import base64
from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.infrastructure.secrets import SecretBox
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.oauth.tokens.refresh_tokens import chain_key, parse_refresh_token, successor_of
from tests.factories.relying_parties import RelyingParty, create_relying_party
from tests.factories.sessions import sign_in
from tests.security.answers import json_error_of

pytestmark = [pytest.mark.threat(14), pytest.mark.usefixtures("session", "clock")]
GRACE = 300


@pytest.fixture(params=["client_secret_basic", "none"])
def rp(request, database, client):
    return create_relying_party(database, client, token_endpoint_auth_method=request.param)


@pytest.fixture
def first(rp):
    return rp.obtain_tokens()["refresh_token"]


def is_revoked(database):
    return database.one(select(AuthorizationRecord)).revoked_at is not None


@pytest.mark.parametrize("seconds", [0, 1, 13, GRACE])
def test_within_the_grace_it_brings_the_same_successor(rp, first, clock, database, mailbox, seconds):
    """An outage of 13 s in the middle of a refresh is no theft. Trial rows F14, F26."""
    successor = rp.refresh(first).get_json()["refresh_token"]
    clock.shift(timedelta(seconds=seconds))

    again = rp.refresh(first)

    assert again.get_json()["refresh_token"] == successor
    assert not is_revoked(database)
    assert mailbox.mails == []
    assert rp.refresh(successor).status_code == 200


def test_the_grace_is_counted_from_the_first_use(rp, first, clock, database):
    """Asking again does not make it longer."""
    rp.refresh(first)
    clock.shift(timedelta(seconds=GRACE - 1))
    assert rp.refresh(first).status_code == 200
    clock.shift(timedelta(seconds=GRACE - 1))

    assert json_error_of(rp.refresh(first)) == (400, "invalid_grant")


def test_after_the_grace_an_unused_successor_is_no_theft(rp, first, clock, database, mailbox):
    """It is refused, as often as it comes; nothing is revoked, and the person is not frightened. Trial row F14."""
    successor = rp.refresh(first).get_json()
    clock.shift(timedelta(seconds=GRACE + 1))

    for _ in range(3):
        assert json_error_of(rp.refresh(first)) == (400, "invalid_grant")

    assert not is_revoked(database)
    assert mailbox.mails == []
    assert rp.userinfo(successor["access_token"]).status_code == 200


def test_using_the_successor_after_its_predecessor_came_late_ends_everything(rp, first, clock, database, mailbox):
    """Then two parties hold tokens: a thief who was first, say, and the client who came too late. Trial row F14."""
    successor = rp.refresh(first).get_json()
    clock.shift(timedelta(seconds=GRACE + 1))
    rp.refresh(first)

    assert json_error_of(rp.refresh(successor["refresh_token"])) == (400, "invalid_grant")
    assert is_revoked(database)
    assert mailbox.only.message == "token_replay"
    assert rp.userinfo(successor["access_token"]).status_code == 401


def test_after_a_long_time_everything_ends_once_the_successor_was_used(rp, first, clock, database):
    successor = rp.refresh(first).get_json()
    newest = rp.refresh(successor["refresh_token"]).get_json()
    clock.shift(timedelta(seconds=GRACE + 1))

    assert json_error_of(rp.refresh(first)) == (400, "invalid_grant")
    assert json_error_of(rp.refresh(newest["refresh_token"])) == (400, "invalid_grant")
    assert rp.userinfo(newest["access_token"]).status_code == 401


def test_once_the_successor_was_used_there_is_no_grace(rp, first, database):
    """Then the client has its answer, and who comes with the old token is somebody else."""
    successor = rp.refresh(first).get_json()["refresh_token"]
    rp.refresh(successor)

    assert json_error_of(rp.refresh(first)) == (400, "invalid_grant")
    assert is_revoked(database)


def test_the_person_is_told(rp, first, clock, mailbox, person):
    rp.refresh(rp.refresh(first).get_json()["refresh_token"])
    clock.shift(timedelta(seconds=GRACE + 1))
    for _ in range(3):
        rp.refresh(first)

    assert [(mail.message, mail.recipient) for mail in mailbox.mails] == [("token_replay", person.email)]


def test_a_replay_within_the_grace_tells_nobody(rp, first, mailbox):
    rp.refresh(first)
    rp.refresh(first)

    assert mailbox.mails == []


def test_other_sign_ins_live_on(rp, first, clock):
    other = rp.obtain_tokens()["refresh_token"]
    rp.refresh(rp.refresh(first).get_json()["refresh_token"])
    rp.refresh(first)

    assert rp.refresh(first).status_code == 400
    assert rp.refresh(other).status_code == 200


def test_who_cannot_prove_to_be_the_client_ends_nothing(rp, first, clock, database, client):
    thief = create_relying_party(database, client)
    rp.refresh(rp.refresh(first).get_json()["refresh_token"])
    clock.shift(timedelta(seconds=GRACE + 1))

    assert json_error_of(thief.refresh(first)) == (400, "invalid_grant")
    assert not is_revoked(database)


def test_a_guess_ends_nothing(rp, first, clock, database):
    authorization = first.partition(".")[0]
    rp.refresh(rp.refresh(first).get_json()["refresh_token"])
    clock.shift(timedelta(seconds=GRACE + 1))
    for secret in ("guess", "", "a" * 43, "a" * 64, database.one(select(AuthorizationRecord)).refresh_hash):
        assert rp.refresh(f"{authorization}.{secret}").status_code == 400

    assert not is_revoked(database)


def test_the_successor_cannot_be_computed_from_the_token_alone(rp, first, app, make_settings):
    """It hangs on the installation's master key: whoever stole a token does not have the next one too."""
    presented = parse_refresh_token(first)
    strangers = SecretBox.from_settings(make_settings(keys={"master_key": base64.b64encode(b"x" * 32).decode()}))

    successor = rp.refresh(first).get_json()["refresh_token"]

    assert successor == str(successor_of(presented, chain_key(app.secret_box)))
    assert successor != str(successor_of(presented, chain_key(strangers)))


def test_no_secret_of_the_lineage_is_stored(rp, first, database):
    successor = rp.refresh(first).get_json()["refresh_token"]
    with database.engine.connect() as connection:
        stored = str(connection.execute(AuthorizationRecord.__table__.select()).all())

    assert successor.partition(".")[2] not in stored
    assert first.partition(".")[2] not in stored


def test_a_new_master_key_in_the_middle_of_it_is_no_theft(app, database, make_app, rp, first):
    """The successor was made under the key of before, which stands second in the file. Trial row F14."""
    successor = rp.refresh(first).get_json()["refresh_token"]
    newer = base64.b64encode(b"x" * 32).decode()
    before = app.settings.keys.master_key.get_secret_value()
    rekeyed = RelyingParty(
        rp.registered, make_app(own=True, keys={"master_key": f"{newer}\n{before}"}).test_client(), rp.verifier
    )

    assert rekeyed.refresh(first).get_json()["refresh_token"] == successor
    assert rekeyed.refresh(successor).status_code == 200
    assert not is_revoked(database)


def test_a_grace_of_nothing_repeats_no_answer(make_app, database, person, clock):
    app = make_app(tokens={"refresh_grace_seconds": 0})
    browser = app.test_client()
    sign_in(browser, database, person)
    rp = create_relying_party(database, browser)
    token = rp.obtain_tokens()["refresh_token"]
    assert rp.refresh(token).status_code == 200
    clock.shift(1)

    assert json_error_of(rp.refresh(token)) == (400, "invalid_grant")
    assert not is_revoked(database)
