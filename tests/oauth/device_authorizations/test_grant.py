"""The device authorization grant (RFC 8628 3.4, 3.5): what a device gets for its code, and when."""

from datetime import timedelta

import pytest

from idp.oauth.authorizations.models import AuthorizationRecord
from tests.factories.clients import change_client
from tests.factories.proofs import Prover
from tests.factories.relying_parties import RelyingParty
from tests.factories.televisions import create_television
from tests.security.racing import race

AT_ONCE = 8


@pytest.fixture
def television(database, client):
    return create_television(database, client, scope="openid profile email offline_access")


def read_id_token(television, answer):
    return RelyingParty(television.registered, television.browser, "").read_id_token(answer["id_token"])


def test_a_device_waits_until_its_person_has_decided(television, session, person, clock):
    codes = television.codes(nonce="n-1", scope="openid email offline_access")
    assert television.error(codes) == "authorization_pending"

    page = television.type_code(codes["user_code"])
    clock.shift(timedelta(seconds=5))
    assert television.error(codes) == "authorization_pending"
    television.decide(page)
    answer = television.poll(codes).get_json()

    claims = read_id_token(television, answer)
    assert (claims["nonce"], claims["email"], claims["sid"]) == ("n-1", person.email, session.id)
    assert answer["scope"] == "openid email offline_access"
    refreshed = RelyingParty(television.registered, television.browser, "").refresh(answer["refresh_token"])
    assert refreshed.status_code == 200


def test_one_that_asks_too_often_has_to_wait_longer_and_longer(television, clock):
    codes, told = television.codes(), []
    for seconds in (0, 1, 5, 15, 15):
        clock.shift(timedelta(seconds=seconds))
        told.append(television.error(codes))

    assert told == ["authorization_pending", "slow_down", "slow_down", "authorization_pending", "authorization_pending"]


def test_one_that_asks_too_often_gets_its_tokens_all_the_same(television, session):
    codes = television.codes()
    television.error(codes)
    television.decide(television.type_code(codes["user_code"]))
    assert television.poll(codes).status_code == 200


def test_one_that_is_allowed_may_ask_as_long_as_its_code_holds(television, session, clock):
    codes = television.connect()
    clock.shift(timedelta(minutes=10, seconds=-1))
    assert television.poll(codes).status_code == 200


def test_one_that_was_declined_is_told_so(television, session):
    codes = television.codes()
    page = television.decide(television.type_code(codes["user_code"]), "decline")

    assert "Gerät nicht verbunden" in page.text
    assert television.error(codes) == "access_denied"


def test_an_expired_code_is_told_so_for_a_while(app, television, session, clock):
    waiting, allowed = television.codes(), television.connect()
    clock.shift(timedelta(minutes=10))

    assert [television.error(codes) for codes in (waiting, allowed)] == ["expired_token"] * 2


@pytest.mark.threat(9)
def test_a_code_is_redeemed_once_and_its_replay_ends_what_came_of_it(television, session):
    codes = television.connect()
    answer = television.poll(codes).get_json()

    assert television.error(codes) == "invalid_grant"
    told = RelyingParty(television.registered, television.browser, "")
    assert told.refresh(answer["refresh_token"]).status_code == 400


@pytest.mark.threat(9)
@pytest.mark.each_kind
def test_of_parallel_questions_one_gets_tokens(television, session):
    codes = television.connect()
    answers = race(AT_ONCE, lambda _: television.poll(codes))
    assert sorted(answer.status_code for answer in answers) == [200] + [400] * (AT_ONCE - 1)


def test_a_code_is_of_its_client_alone(television, session, database, client):
    """Another one learns nothing of it, and ends nothing."""
    waiting, codes, other = television.codes(), television.connect(), create_television(database, client)

    assert [other.error(each) for each in (waiting, codes)] == ["invalid_grant"] * 2
    answer = television.poll(codes).get_json()
    assert other.error(codes) == "invalid_grant"
    told = RelyingParty(television.registered, television.browser, "")
    assert told.refresh(answer["refresh_token"]).status_code == 200


def test_neither_grant_takes_a_code_of_the_other(television, session, database, client):
    change_client(
        database,
        television.registered,
        redirect_uris=["https://shop.example.test/callback"],
        response_types=["code"],
        grant_types=["authorization_code", "urn:ietf:params:oauth:grant-type:device_code"],
    )
    party = RelyingParty(television.registered, client, "v" * 43)
    codes = television.connect()

    assert party.redeem(codes["device_code"]).get_json()["error"] == "invalid_grant"
    assert party.redeem(codes["device_code"], code_verifier=None).get_json()["error"] == "invalid_grant"
    assert television.error({"device_code": party.obtain_code()}) == "invalid_grant"
    assert television.poll(codes).status_code == 200


def test_the_grant_has_to_be_registered(television, session, database):
    codes = television.connect()
    change_client(database, television.registered, grant_types=["authorization_code"])
    assert television.error(codes) == "unauthorized_client"


def test_tokens_are_bound_to_the_key_of_the_proof(television, session):
    prover, codes = Prover(), television.connect()
    answer = television.poll(codes, headers=prover.prove()).get_json()
    party = RelyingParty(television.registered, television.browser, "")

    assert answer["token_type"] == "DPoP"
    assert party.refresh(answer["refresh_token"]).status_code == 400
    assert party.refresh(answer["refresh_token"], headers=prover.prove()).status_code == 200


def test_signing_out_before_the_device_asks_again_leaves_it_nothing(television, session, client, database):
    codes = television.connect()
    client.submit(client.get("/logout"), {"confirm": "yes"})

    assert television.error(codes) == "invalid_grant"
    assert database.count(AuthorizationRecord) == 1
