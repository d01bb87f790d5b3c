"""Threat 16: a refresh token used by another client, for more than was granted, or after a restart."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.oauth.authorizations.models import AuthorizationRecord
from tests.factories.relying_parties import RelyingParty, create_relying_party, machine
from tests.security.answers import json_error_of

pytestmark = [pytest.mark.threat(16), pytest.mark.usefixtures("session", "clock")]


@pytest.fixture
def token(rp):
    return rp.obtain_tokens(scope="openid profile")["refresh_token"]


@pytest.mark.parametrize("auth_method", ["client_secret_basic", "none"])
def test_another_client_is_refused_and_ends_nothing(rp, token, database, client, auth_method):
    other = create_relying_party(database, client, token_endpoint_auth_method=auth_method)

    assert json_error_of(other.refresh(token)) == (400, "invalid_grant")
    assert rp.refresh(token).status_code == 200


SCOPES = [None, "openid", "openid profile", "openid email", "nonsense", "OPENID", "\u00fc", " "]


@pytest.mark.parametrize("auth_method", ["client_secret_basic", "client_secret_post", "none"])
@pytest.mark.parametrize("scope", SCOPES)
def test_a_foreign_token_is_refused_before_any_look_at_the_scope(rp, token, database, client, auth_method, scope):
    """RFC 6749 5.2: issued to another client is invalid_grant, whatever else is wrong. Trial row C1."""
    other = create_relying_party(database, client, token_endpoint_auth_method=auth_method)
    asked = {} if scope is None else {"scope": scope}

    assert json_error_of(other.refresh(token, **asked)) == (400, "invalid_grant")
    assert database.one(select(AuthorizationRecord)).revoked_at is None


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("state", ["live", "replaced", "used", "revoked", "expired"])
def test_a_made_up_secret_tells_nothing_about_an_authorization(rp, token, database, client, clock, scope, state):
    """The whole answer is that for an authorization that does not exist, to its client and to others. Trial row C1."""
    other = create_relying_party(database, client)
    bring_to(state, rp, token, clock)
    asked = {} if scope is None else {"scope": scope}
    authorization = token.partition(".")[0]

    for party in (rp, other):
        expected = party.refresh(f"authz_{'0' * 32}.{'a' * 64}", **asked)
        answer = party.refresh(f"{authorization}.{'a' * 64}", **asked)
        assert (answer.status_code, answer.data) == (400, expected.data)
        assert answer.get_json()["error"] == "invalid_grant"
        assert party.introspect(f"{authorization}.{'a' * 64}") == {"active": False}
        assert party.revoke(f"{authorization}.{'a' * 64}").data == party.revoke("nonsense").data


@pytest.mark.parametrize("state", ["used", "revoked", "expired"])
def test_a_dead_token_is_refused_before_any_look_at_the_scope(rp, token, clock, state):
    """Its own client gets invalid_grant too. Trial row C1."""
    bring_to(state, rp, token, clock)

    assert json_error_of(rp.refresh(token, scope="openid email nonsense")) == (400, "invalid_grant")


def bring_to(state, rp, token, clock):
    """Let the authorization of ``token`` come into a state."""
    if state == "replaced":
        rp.refresh(token)
    elif state == "used":
        rp.refresh(rp.refresh(token).get_json()["refresh_token"])
    elif state == "revoked":
        rp.revoke(token)
    elif state == "expired":
        clock.shift(timedelta(days=3650))


@pytest.mark.parametrize("scope", ["openid email", "nonsense"])
def test_within_the_grace_too_a_wide_scope_costs_nothing(rp, token, scope):
    rp.refresh(token)

    assert json_error_of(rp.refresh(token, scope=scope)) == (400, "invalid_scope")
    assert rp.refresh(token, scope="openid").status_code == 200


def test_another_client_cannot_use_the_grace_either(rp, token, database, client):
    other = create_relying_party(database, client)
    rp.refresh(token)

    assert json_error_of(other.refresh(token)) == (400, "invalid_grant")
    assert database.one(select(AuthorizationRecord)).revoked_at is None


def test_without_the_secret_it_is_worth_nothing(rp, token):
    form = {"grant_type": "refresh_token", "refresh_token": token, "client_id": rp.client_id}

    assert json_error_of(machine(rp.browser).post("/token", data=form)) == (401, "invalid_client")
    wrong = form | {"client_secret": "wrong"}
    assert json_error_of(machine(rp.browser).post("/token", data=wrong)) == (401, "invalid_client")


@pytest.mark.parametrize(
    "scope", ["openid email", "openid profile email", "email", "offline_access", "nonsense", "OPENID"]
)
def test_the_scope_cannot_grow(rp, token, scope):
    assert json_error_of(rp.refresh(token, scope=scope)) == (400, "invalid_scope")
    assert rp.refresh(token).get_json()["scope"] == "openid profile"


def test_not_by_way_of_a_narrower_one_nor_within_the_grace(rp, token):
    narrowed = rp.refresh(token, scope="openid").get_json()

    assert narrowed["scope"] == "openid"
    assert json_error_of(rp.refresh(token, scope="openid email")) == (400, "invalid_scope")
    assert json_error_of(rp.refresh(narrowed["refresh_token"], scope="openid email")) == (400, "invalid_scope")


def test_a_narrowed_access_token_opens_no_more_than_it_says(rp, token):
    narrowed = rp.refresh(token, scope="openid").get_json()

    assert set(rp.userinfo(narrowed["access_token"]).get_json()) == {"sub"}
    assert rp.introspect(narrowed["access_token"])["scope"] == "openid"


def test_a_replay_is_recognised_after_a_restart(rp, token, make_app, clock):
    """What was used is known to the database, not to a process."""
    successor = rp.refresh(token).get_json()["refresh_token"]
    newest = rp.refresh(successor).get_json()["refresh_token"]
    restarted = RelyingParty(rp.registered, make_app(own=True).test_client(), rp.verifier)

    assert json_error_of(restarted.refresh(token)) == (400, "invalid_grant")
    assert json_error_of(restarted.refresh(newest)) == (400, "invalid_grant")


def test_the_grace_and_the_lineage_survive_a_restart(rp, token, make_app):
    successor = rp.refresh(token).get_json()["refresh_token"]
    restarted = RelyingParty(rp.registered, make_app(own=True).test_client(), rp.verifier)

    assert restarted.refresh(token).get_json()["refresh_token"] == successor
    assert restarted.refresh(successor).status_code == 200


@pytest.mark.parametrize("kind", ["access_token", "id_token"])
def test_no_other_token_is_a_refresh_token(rp, kind):
    assert json_error_of(rp.refresh(rp.obtain_tokens()[kind])) == (400, "invalid_grant")


def test_a_code_is_none_either(rp):
    code = rp.obtain_code()

    assert json_error_of(rp.refresh(code)) == (400, "invalid_grant")
    assert rp.redeem(code).status_code == 200


def test_the_secret_of_one_authorization_opens_no_other(rp, token):
    other = rp.obtain_tokens()["refresh_token"]
    mixed = f"{token.partition('.')[0]}.{other.partition('.')[2]}"

    assert json_error_of(rp.refresh(mixed)) == (400, "invalid_grant")
    assert rp.refresh(token).status_code == 200
    assert rp.refresh(other).status_code == 200


def test_a_code_that_was_never_redeemed_has_no_refresh_token(rp, database):
    rp.obtain_code()
    authorization = database.one(select(AuthorizationRecord))

    for secret in ("", "x", "None", "a" * 43):
        assert rp.refresh(f"{authorization.id}.{secret}").status_code == 400
    assert database.one(select(AuthorizationRecord)).revoked_at is None
