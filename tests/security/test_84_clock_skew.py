"""Threat 84: clocks that differ by minutes, and clocks that jump: nothing holds longer, and nothing holds twice."""

from datetime import timedelta

import pytest

from idp.infrastructure.background.periodic_tasks import periodic_tasks_of
from tests.factories.accounts import create_account
from tests.factories.assertions import register_keys
from tests.factories.proofs import Prover
from tests.factories.relying_parties import answer_of, create_relying_party, machine
from tests.factories.sessions import sign_in

pytestmark = pytest.mark.threat(84)

FIVE_MINUTES = 300


@pytest.fixture
def signer(database, client, clock):
    """A client with a key, at a browser whose person is signed in."""
    sign_in(client, database, create_account(database))
    return register_keys(database, create_relying_party(database, client))


@pytest.fixture
def send_assertion(client, signer):
    return lambda form: machine(client).post("/introspect", data=form).status_code


@pytest.fixture
def send_proof(client, database, signer):
    """Send a DPoP proof with a code that is unknown: the error, which is that of the code where the proof holds."""
    rp = create_relying_party(database, client)
    return lambda proof: rp.redeem("unknown", headers=proof).get_json()["error"]


@pytest.fixture
def send_object(client, signer):
    """Send a request object; whether it is answered with a code."""

    def send(request_object: str) -> bool:
        sent = {"client_id": signer.rp.client_id, "request": request_object}
        return "code" in answer_of(client.get("/authorize", query_string=sent))

    return send


@pytest.fixture
def clean_up(app):
    """Delete what has had its time, as the background worker does every minute."""

    def clean() -> None:
        with app.app_context():
            for task in periodic_tasks_of(app):
                if "retention of" in repr(task):
                    task()

    return clean


@pytest.mark.parametrize(("seconds", "is_taken"), [(-300, False), (-50, True), (50, True), (300, False)])
def test_a_client_whose_clock_differs_has_a_minute(signer, send_assertion, send_proof, send_object, seconds, is_taken):
    """With assertions, proofs and request objects that hold for a minute by the client's own clock."""
    at = signer.claims()["iat"] + seconds
    dates = {"iat": at, "nbf": at, "exp": at + 60 if seconds > 0 else at + 1}

    assert (send_assertion(signer.form(signer.sign(**dates))) == 200) is is_taken
    assert (send_proof(Prover().prove(iat=at)) == "invalid_grant") is is_taken
    assert send_object(signer.request_object(**dates)) is is_taken


@pytest.mark.parametrize("jump", [-FIVE_MINUTES, -60, 60, FIVE_MINUTES])
def test_what_was_used_does_not_hold_again_after_a_jump(signer, send_assertion, send_proof, clock, clean_up, jump):
    """Of the provider's clock: ahead while it cleans up, or behind what it has noted."""
    form, proof = signer.form(), Prover().prove()
    assert (send_assertion(form), send_proof(proof)) == (200, "invalid_grant")

    for by in (jump, -jump):
        clock.shift(by)
        clean_up()
        assert (send_assertion(form), send_proof(proof)) == (401, "invalid_dpop_proof")


def test_what_was_used_is_remembered_to_the_end_of_the_leeway(signer, send_assertion, send_proof, clock, clean_up):
    """Made by a clock that is a minute ahead, it holds longest: until exp, or iat, and the leeway."""
    at = signer.claims()["iat"] + 60
    form, proof = signer.form(signer.sign(iat=at, exp=at + 60)), Prover().prove(iat=at)
    assert (send_assertion(form), send_proof(proof)) == (200, "invalid_grant")

    for _ in range(20):
        clock.shift(10)
        clean_up()
        assert (send_assertion(form), send_proof(proof)) == (401, "invalid_dpop_proof")


@pytest.mark.parametrize("jump", [-FIVE_MINUTES, FIVE_MINUTES])
def test_a_code_is_redeemed_once_by_whatever_clock(database, client, signer, clock, clean_up, jump):
    rp = create_relying_party(database, client)
    code = rp.obtain_code()
    clock.shift(jump)
    first = rp.redeem(code).status_code
    clock.shift(-jump)
    clean_up()

    assert first == (200 if jump < 0 else 400)
    assert [rp.redeem(code).status_code, rp.redeem(code).status_code] == [400 if jump < 0 else 200, 400]


def test_a_token_ends_by_the_clock_of_the_provider(database, client, signer, clock, settings):
    """Its life is stated in the token: a clock that was set back prolongs it by as much, and no further."""
    rp = create_relying_party(database, client)
    access_token = rp.obtain_tokens()["access_token"]
    life = timedelta(seconds=settings.tokens.access_token_seconds)
    statuses = []
    for by in (timedelta(seconds=-FIVE_MINUTES), timedelta(seconds=FIVE_MINUTES - 1) + life, timedelta(seconds=1)):
        clock.shift(by)
        statuses.append(rp.userinfo(access_token).status_code)

    assert statuses == [200, 200, 401]
