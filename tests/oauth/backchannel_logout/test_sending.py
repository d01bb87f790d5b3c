"""A logout token reaches its client, however often it takes, and keeps no other one waiting."""

from collections import Counter
from datetime import timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet
from sqlalchemy import select

from idp.accounts.devices.ending import sign_out_elsewhere
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.infrastructure.outbound_http import OutboundLimits
from idp.oauth.backchannel_logout import sending
from idp.oauth.backchannel_logout.answers import ATTEMPTS
from idp.oauth.backchannel_logout.models import LogoutDelivery
from idp.oauth.backchannel_logout.queue import LOGOUTS
from idp.oauth.backchannel_logout.sending import send_due_logouts
from tests.factories.actors import person_actor
from tests.factories.clients import change_client
from tests.factories.relying_parties import ALGORITHMS, machine
from tests.security.racing import race

EVENT = "http://schemas.openid.net/event/backchannel-logout"


@pytest.fixture
def queue(database):
    """``queue(rp, count)``: so many deliveries that are due."""

    def write(rp, count=1, **values):
        rows = [
            LogoutDelivery(client_id=rp.client_id, subject="acc_1", session_id=f"ses_{number}", **values)
            for number in range(count)
        ]
        database.save(*rows)
        return rows

    return write


def read_token(rp, token):
    keys = KeySet.import_key_set(machine(rp.browser).get("/jwks.json").get_json())
    return jwt.decode(token, keys, algorithms=ALGORITHMS)


@pytest.mark.parametrize("algorithm", ["ES256", "RS256", "PS256", "EdDSA", "Ed25519"])
def test_the_token_says_what_the_specification_demands(database, rp, receiver, queue, send, clock, algorithm):
    """Back-Channel Logout 1.0 2.4, 2.5."""
    change_client(database, rp.registered, id_token_signed_response_alg=algorithm)
    queue(rp)
    send()

    (token,) = receiver.tokens
    decoded = read_token(rp, token)
    now = int(current_time().timestamp())
    assert decoded.header["typ"] == "logout+jwt"
    assert decoded.header["alg"] == algorithm
    assert decoded.claims.pop("jti")
    assert decoded.claims == {
        "iss": "http://localhost:8000",
        "sub": "acc_1",
        "aud": rp.client_id,
        "iat": now,
        "exp": now + 120,
        "events": {EVENT: {}},
        "sid": "ses_0",
    }
    assert receiver.requests == [("/logout?of=shop", "application/x-www-form-urlencoded")]


def test_the_token_names_the_session_that_the_id_token_named(app, rp, person, session, receiver, send):
    tokens = rp.obtain_tokens()
    with app.app_context(), transaction() as db:
        sign_out_elsewhere(db, person.id, person_actor(person.id))
    send()

    told, known = read_token(rp, receiver.tokens[0]).claims, rp.read_id_token(tokens["id_token"])
    assert {name: told[name] for name in ("iss", "aud", "sub", "sid")} == {
        name: known[name] for name in ("iss", "aud", "sub", "sid")
    }


@pytest.mark.parametrize("status", [200, 204])
def test_a_delivery_ends_with_the_clients_yes(rp, receiver, queue, send, deliveries, status):
    queue(rp)
    receiver.answer(status)
    send()
    send()

    (delivery,) = deliveries()
    assert (delivery.state, delivery.attempts, delivery.last_status) == ("delivered", 1, status)
    assert delivery.ended_at is not None
    assert len(receiver.tokens) == 1


@pytest.mark.usefixtures("clock")
def test_a_client_that_refuses_is_not_asked_again(rp, receiver, queue, send, deliveries, database):
    queue(rp)
    receiver.answer(400, b'{"error": "invalid_request", "error_description": "unknown\\u001b[31m session"}')
    send()

    (delivery,) = deliveries()
    assert (delivery.state, delivery.attempts, delivery.last_status) == ("refused", 1, 400)
    assert delivery.last_error == "invalid_request: unknown [31m session"
    event = database.one(select(AuditEvent))
    assert (event.action, event.subject, event.client_id) == (
        "backchannel_logout.refused",
        delivery.id,
        rp.client_id,
    )


@pytest.mark.parametrize("status", [301, 307, 401, 404, 429, 500, 501, 503])
def test_any_other_answer_is_followed_by_another_attempt(rp, receiver, queue, send, deliveries, clock, status):
    queue(rp)
    receiver.answer(status, headers=[("Location", receiver.url)] if status < 400 else [])
    send()

    (delivery,) = deliveries()
    assert (delivery.state, delivery.attempts, delivery.last_status) == ("queued", 1, status)
    assert delivery.last_error
    assert timedelta(seconds=48) <= delivery.next_attempt_at - current_time() <= timedelta(seconds=72)
    # A redirect was not followed.
    assert len(receiver.tokens) == 1


def test_each_attempt_has_a_token_of_its_own(rp, receiver, queue, send, clock):
    """Its times are fresh, and a client that remembers what it saw does not take it for a replay."""
    queue(rp)
    receiver.answer(503)
    send()
    clock.shift(90)
    receiver.answer(200)
    send()

    first, second = (read_token(rp, token).claims for token in receiver.tokens)
    assert first["jti"] != second["jti"]
    assert second["iat"] - first["iat"] == 90
    assert second["exp"] - second["iat"] == 120


def test_it_is_given_up_within_a_day(rp, receiver, queue, send, deliveries, clock):
    queue(rp)
    began_at = current_time()
    receiver.answer(500)
    while (delivery := deliveries()[0]).state == "queued":
        clock.move_to(delivery.next_attempt_at)
        send()

    assert (delivery.state, delivery.attempts) == ("given_up", ATTEMPTS)
    assert timedelta(hours=8) < current_time() - began_at < timedelta(days=1)
    assert len(receiver.tokens) == ATTEMPTS


def test_a_client_that_was_away_is_told_when_it_is_back(rp, receiver, queue, send, deliveries, clock):
    queue(rp, 3)
    receiver.stop()
    send()
    assert {each.state for each in deliveries()} == {"queued"}
    assert sorted(each.attempts for each in deliveries()) == [0, 0, 1]

    receiver.start()
    clock.shift(90)
    send()
    assert [each.state for each in deliveries()] == ["delivered"] * 3
    assert len(receiver.tokens) == 3


def test_a_client_that_hangs_keeps_no_other_waiting(
    monkeypatch, rp, other_rp, receiver, other_receiver, queue, send, deliveries
):
    queue(rp, 5)
    queue(other_rp, 5)
    monkeypatch.setattr(sending, "LIMITS", OutboundLimits(seconds=60))
    receiver.answer(until=lambda: len(other_receiver.tokens) == 5)
    send()

    assert {each.state for each in deliveries()} == {"delivered"}


def test_a_client_that_hangs_is_asked_again_later(monkeypatch, rp, receiver, queue, send, deliveries):
    queue(rp, 3)
    monkeypatch.setattr(sending, "LIMITS", OutboundLimits(seconds=0.3))
    told = []
    receiver.answer(until=lambda: bool(told))
    send()
    told.append(True)

    # It was asked once, and then left alone for the rest of the run.
    assert sorted((each.state, each.attempts) for each in deliveries()) == [("queued", 0), ("queued", 0), ("queued", 1)]
    assert {each.last_status for each in deliveries()} == {None}


def test_two_workers_deliver_each_token_once(app, rp, other_rp, receiver, other_receiver, queue, deliveries):
    queue(rp, 10)
    queue(other_rp, 10)

    def work(_):
        with app.app_context():
            send_due_logouts()

    race(2, work)
    assert {each.state for each in deliveries()} == {"delivered"}
    sessions = Counter(read_token(rp, token).claims["sid"] for token in receiver.tokens)
    assert sessions == {f"ses_{number}": 1 for number in range(10)}
    assert len(other_receiver.tokens) == 10


def test_a_worker_that_was_killed_leaves_its_delivery_to_the_next(app, rp, receiver, queue, send, deliveries, clock):
    queue(rp)
    with app.app_context():
        assert LOGOUTS.lease(current_time(), timedelta(seconds=3)) is not None
    send()
    assert receiver.tokens == []
    clock.shift(120)
    send()

    (delivery,) = deliveries()
    assert (delivery.state, delivery.attempts) == ("delivered", 2)


def test_a_delivery_that_kills_its_workers_is_given_up(rp, receiver, queue, send, deliveries):
    queue(rp, state="sending", attempts=ATTEMPTS)
    send()

    (delivery,) = deliveries()
    assert (delivery.state, delivery.last_error) == ("given_up", "the sender was stopped at every attempt")
    assert receiver.tokens == []


def test_an_address_that_was_removed_is_not_asked(database, rp, receiver, queue, send, deliveries):
    queue(rp)
    change_client(database, rp.registered, backchannel_logout_uri=None)
    send()

    assert receiver.tokens == []
    assert deliveries()[0].last_error == "the client has no address for logout tokens"


def test_a_new_address_gets_what_waits(database, rp, receiver, other_receiver, queue, send):
    queue(rp)
    change_client(database, rp.registered, backchannel_logout_uri=other_receiver.url)
    send()

    assert (len(receiver.tokens), len(other_receiver.tokens)) == (0, 1)
