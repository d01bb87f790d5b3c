"""ID tokens and access tokens that come through the browser, for a person who is signed in.

Named after the OpenID certification's tests of the Implicit, Hybrid and Form Post profiles where these have a
counterpart.
"""

import base64
import hashlib
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from idp.infrastructure.database import transaction
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.oauth.backchannel_logout.models import LogoutDelivery
from idp.protocol.errors import InteractionRequired
from idp.protocol.steps import RequestStep
from idp.sessions import SignedIn, end_session
from idp.signin.sign_out import sign_out
from idp.signin.steps import add_step
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.actors import person_actor
from tests.factories.clients import change_client
from tests.factories.proofs import Prover
from tests.factories.relying_parties import answer_of
from tests.factories.response_types import (
    FRONT_CHANNEL,
    HYBRID,
    WITH_ACCESS_TOKEN,
    WITH_ID_TOKEN,
    create_front_channel_party,
)
from tests.factories.sessions import sign_in
from tests.factories.sign_in_pages import follow_local, follow_sign_in
from tests.security.racing import race

pytestmark = pytest.mark.usefixtures("clock")
DETAILS = {"scope": "openid profile email"}


@pytest.fixture
def rp(database, client):
    return create_front_channel_party(database, client, id_token_claims=False)


def half_of_sha256(value):
    return base64.urlsafe_b64encode(hashlib.sha256(value.encode()).digest()[:16]).rstrip(b"=").decode()


# ID tokens --------------------------------------------------------------------------------------------------------


def test_the_id_token_names_what_comes_beside_it(rp, session, person):
    """Core 3.2.2.10, 3.3.2.11: at_hash and c_hash, each where there is something to name."""
    for response_type in WITH_ID_TOKEN:
        answer = answer_of(rp.authorize(response_type=response_type))
        claims = rp.read_id_token(answer["id_token"])

        assert (claims["sub"], claims["nonce"], claims["sid"]) == (person.id, "nonce-1", session.id)
        for claim, member in (("at_hash", "access_token"), ("c_hash", "code")):
            assert claims.get(claim) == (half_of_sha256(answer[member]) if member in answer else None)


def test_the_claims_of_the_scopes_come_in_it_where_nothing_else_brings_them(rp, session, person):
    """oidcc-scope-profile, oidcc-scope-email, oidcc-scope-all (Core 5.4)."""
    for response_type in WITH_ID_TOKEN:
        claims = rp.read_id_token(answer_of(rp.authorize(response_type=response_type, **DETAILS))["id_token"])

        assert claims.get("email") == (person.email if response_type == "id_token" else None)
        assert ("given_name" in claims) == (response_type == "id_token")


def test_the_claims_of_the_scopes_come_in_it_where_the_client_is_registered_so(rp, database, session):
    change_client(database, rp.registered, id_token_claims=True)
    for response_type in WITH_ID_TOKEN:
        claims = rp.read_id_token(answer_of(rp.authorize(response_type=response_type, **DETAILS))["id_token"])

        assert {"email", "given_name"} <= claims.keys()


def test_a_claim_that_is_asked_for_comes_in_it(rp, session, person):
    """oidcc-claims-essential."""
    asked = {"scope": "openid email", "claims": '{"id_token": {"email": {"essential": true}}}'}
    answer = answer_of(rp.authorize(response_type="code id_token", **asked))

    assert rp.read_id_token(answer["id_token"])["email"] == person.email


# Codes and access tokens ------------------------------------------------------------------------------------------


def test_the_code_beside_it_brings_tokens_of_the_same_sign_in(rp, session, clock):
    """Core 3.3.3.6: what both ID tokens say of the authentication is the same."""
    for response_type in HYBRID:
        answer = answer_of(rp.authorize(response_type=response_type, scope="openid offline_access"))
        clock.shift(timedelta(seconds=30))
        tokens = rp.redeem(answer["code"]).get_json()
        second = rp.read_id_token(tokens["id_token"])

        assert {"access_token", "refresh_token"} <= tokens.keys()
        assert second["at_hash"] == half_of_sha256(tokens["access_token"])
        assert "c_hash" not in second
        if "id_token" in answer:
            first = rp.read_id_token(answer["id_token"])
            assert all(
                first[name] == second[name] for name in ("iss", "sub", "aud", "nonce", "auth_time", "sid", "amr")
            )


def test_the_access_token_works(rp, session, person):
    """oidcc-userinfo-get; before and after the code beside it was redeemed, and once that has expired."""
    for response_type in WITH_ACCESS_TOKEN:
        answer = answer_of(rp.authorize(response_type=response_type, **DETAILS))
        told = rp.userinfo(answer["access_token"]).get_json()

        assert (told["sub"], told["email"], answer["scope"]) == (person.id, person.email, DETAILS["scope"])
        assert rp.introspect(answer["access_token"])["client_id"] == rp.client_id
        if "code" in answer:
            assert rp.redeem(answer["code"]).status_code == 200
            assert rp.userinfo(answer["access_token"]).status_code == 200


def test_the_access_token_outlives_a_code_that_is_never_redeemed(rp, session, database, clock):
    answer = answer_of(rp.authorize(response_type="code token"))
    clock.shift(timedelta(minutes=9))

    assert rp.redeem(answer["code"]).get_json()["error"] == "invalid_grant"
    assert rp.userinfo(answer["access_token"]).status_code == 200
    row = database.one(select(AuthorizationRecord))
    assert row.code_expires_at + timedelta(days=1) < row.expires_at


def test_no_access_token_holds_for_a_code_alone(rp, session, database):
    """Until its code is redeemed, an authorization is in effect only where something came beside that."""
    answer = answer_of(rp.authorize(response_type="code token"))
    row = database.one(select(AuthorizationRecord))
    database.change(row, expires_at=row.code_expires_at)

    assert rp.userinfo(answer["access_token"]).status_code == 401


@pytest.mark.threat(8)
@pytest.mark.parametrize("response_type", ["code token", "code id_token token"])
def test_the_access_token_ends_with_a_code_that_is_used_again(rp, session, response_type):
    """oidcc-codereuse."""
    answer = answer_of(rp.authorize(response_type=response_type))
    tokens = rp.redeem(answer["code"]).get_json()
    assert rp.redeem(answer["code"]).get_json()["error"] == "invalid_grant"

    assert [rp.userinfo(each["access_token"]).status_code for each in (answer, tokens)] == [401, 401]


@pytest.mark.parametrize("end", ["session", "person", "client", "revocation"])
@pytest.mark.parametrize("response_type", ["id_token token", "code token"])
def test_the_access_token_ends_with_what_it_rests_on(rp, session, person, database, response_type, end):
    answer = answer_of(rp.authorize(response_type=response_type))
    assert rp.introspect(answer["access_token"])["active"]
    match end:
        case "session":
            hint = answer.get("id_token") or rp.obtain_tokens()["id_token"]
            rp.browser.get("/logout", query_string={"id_token_hint": hint})
        case "person":
            database.change(person, disabled_at=session.created_at)
        case "client":
            change_client(database, rp.registered, disabled_at=session.created_at)
        case "revocation":
            assert rp.revoke(answer["access_token"]).status_code == 200

    assert rp.userinfo(answer["access_token"]).status_code == 401


def test_no_refresh_token_comes_of_it(rp, session, database):
    """Nor is offline_access of use without a code (Core 11)."""
    for response_type in FRONT_CHANNEL:
        answer = answer_of(rp.authorize(response_type=response_type, scope="openid offline_access"))

        assert "refresh_token" not in answer
    rows = database.rows(select(AuthorizationRecord))
    assert {row.refresh_hash for row in rows} == {None}
    assert all(("offline_access" in row.scope) == (row.code_hash is not None) for row in rows)


def test_none_stores_nothing(rp, session, database):
    assert answer_of(rp.authorize(response_type="none", prompt="none")).keys() == {"state", "iss"}
    assert database.count(AuthorizationRecord) == 0


@pytest.mark.parametrize("response_type", ["id_token", "code id_token"])
def test_a_client_that_was_told_of_the_session_is_told_of_its_end(rp, session, database, response_type):
    """Back-channel logout: the code beside it may never be redeemed."""
    change_client(database, rp.registered, backchannel_logout_uri="https://shop.example.test/logout")
    hint = answer_of(rp.authorize(response_type=response_type))["id_token"]
    rp.browser.get("/logout", query_string={"id_token_hint": hint})

    assert database.one(select(LogoutDelivery.session_id)) == session.id


@pytest.mark.threat(31)
def test_a_code_beside_tokens_is_bound_to_the_key_that_the_request_names(rp, session):
    """RFC 9449 10."""
    prover = Prover()
    for response_type in HYBRID:
        code = answer_of(rp.authorize(response_type=response_type, dpop_jkt=prover.jkt))["code"]
        assert rp.redeem(code).get_json()["error"] == "invalid_grant"
        assert rp.redeem(code, headers=prover.prove()).status_code == 200


def test_nothing_comes_of_a_session_that_has_ended_meanwhile(make_app, database):
    """Whoever ended it has revoked what came of it before; a code would be refused when it is redeemed."""
    app, ends = make_app(own=True), []

    def end(situation):
        if ends and (ended := situation.facts.session) is not None:
            with database.transaction() as session:
                end_session(session, ended.sid)
        return False

    add_step(app, RequestStep(key="end", page="signin.identify", is_due=end, silent_error=InteractionRequired))
    browser = app.test_client()
    person = create_account(database)
    for response_type in FRONT_CHANNEL:
        sign_in(browser, database, person)
        rp = create_front_channel_party(database, browser)
        assert "iss" in answer_of(rp.authorize(response_type=response_type))
        stored = database.count(AuthorizationRecord)
        ends.append(True)

        assert answer_of(rp.authorize(response_type=response_type))["error"] == "login_required"
        assert database.count(AuthorizationRecord) == stored
        ends.clear()


@pytest.mark.each_kind
@pytest.mark.threat(31)
def test_a_token_ends_with_a_session_that_is_ended_at_the_same_moment(app, database, rp, client, person):
    for _ in range(8):
        session = sign_in(client, database, person)

        def end(session=session):
            with app.app_context(), transaction() as db:
                sign_out(db, [SignedIn.of(session)], person_actor(person.id))

        answer, _ = race(
            2, lambda number, end=end: rp.authorize(response_type="id_token token") if number == 0 else end()
        )
        access_token = parse_qs(urlsplit(answer.location).fragment).get("access_token")
        assert access_token is None or rp.userinfo(access_token[0]).status_code == 401


def test_a_resource_that_the_scope_opens_no_more_is_told_to_the_client(make_app, database):
    """RFC 8707 2: the client lost the scope while the person signed in."""
    maps = "https://maps.example.test"
    browser = make_app(resource_servers={"maps": {"identifier": maps, "scopes": {"maps": {}}}}).test_client()
    person = create_account(database)
    rp = create_front_channel_party(database, browser, scope="openid maps")
    asked = {"response_type": "id_token token", "scope": "openid maps", "resource": maps}
    page = follow_local(browser, rp.authorize(**asked))
    change_client(database, rp.registered, scope="openid")
    answer = follow_sign_in(browser, browser.get(page.request.full_path), person.email, PASSWORD)

    assert answer_of(answer)["error"] == "invalid_target"
    sign_in(browser, database, person)
    change_client(database, rp.registered, scope="openid maps")
    access_token = answer_of(rp.authorize(**asked))["access_token"]
    assert rp.read_id_token(access_token)["aud"] == maps
