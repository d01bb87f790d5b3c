"""Refresh tokens: rotation, the grace for a lost answer, and what becomes of a replay."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.audit.models import AuditEvent
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.oauth.tokens.refresh_tokens import parse_refresh_token
from tests.factories.relying_parties import create_relying_party

pytestmark = pytest.mark.usefixtures("session", "clock")


@pytest.fixture
def tokens(rp):
    return rp.obtain_tokens(scope="openid profile")


def error_of(response):
    return response.status_code, response.get_json()["error"]


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("authz_1.secret", True),
        ("fam_1.secret", True),
        ("authz_1", False),
        ("own_1.secret", False),
        ("authz_1.secrät", False),
        ("authz_1.".ljust(200, "x"), True),
        ("authz_1.".ljust(201, "x"), False),
    ],
)
def test_a_refresh_token_has_a_form(text, is_one):
    assert (parse_refresh_token(text) is not None) is is_one


def test_a_refresh_token_is_traded_for_new_tokens(rp, tokens, person):
    refreshed = rp.refresh(tokens["refresh_token"]).get_json()

    assert refreshed["refresh_token"] != tokens["refresh_token"]
    assert rp.userinfo(refreshed["access_token"]).get_json()["sub"] == person.id


def test_a_refreshed_id_token_states_the_original_sign_in(rp, tokens, clock):
    before = rp.read_id_token(tokens["id_token"])
    clock.shift(timedelta(minutes=5))

    after = rp.read_id_token(rp.refresh(tokens["refresh_token"]).get_json()["id_token"])

    assert {name: after[name] for name in ("iss", "sub", "aud", "azp", "auth_time", "sid")} == {
        name: before[name] for name in ("iss", "sub", "aud", "azp", "auth_time", "sid")
    }
    assert after["iat"] == before["iat"] + 300
    assert "nonce" not in after


def test_the_answer_is_never_stored(rp, tokens):
    assert rp.refresh(tokens["refresh_token"]).headers["Cache-Control"] == "no-store"


def test_the_scope_may_be_narrowed_and_comes_back_whole_next_time(rp, tokens):
    narrowed = rp.refresh(tokens["refresh_token"], scope="openid").get_json()
    whole = rp.refresh(narrowed["refresh_token"]).get_json()

    assert (narrowed["scope"], whole["scope"]) == ("openid", "openid profile")


def test_a_wider_scope_is_refused_and_costs_nothing(rp, tokens):
    assert error_of(rp.refresh(tokens["refresh_token"], scope="openid email")) == (400, "invalid_scope")
    assert rp.refresh(tokens["refresh_token"]).status_code == 200


def test_a_lost_answer_is_answered_with_the_same_successor(rp, tokens, clock, settings):
    first = rp.refresh(tokens["refresh_token"]).get_json()
    clock.shift(timedelta(seconds=settings.tokens.refresh_grace_seconds))

    again = rp.refresh(tokens["refresh_token"]).get_json()

    assert again["refresh_token"] == first["refresh_token"]


def test_after_the_successor_was_used_a_replay_ends_the_authorization(rp, tokens):
    successor = rp.refresh(tokens["refresh_token"]).get_json()
    newest = rp.refresh(successor["refresh_token"]).get_json()

    assert error_of(rp.refresh(tokens["refresh_token"])) == (400, "invalid_grant")
    assert error_of(rp.refresh(newest["refresh_token"])) == (400, "invalid_grant")
    assert rp.userinfo(newest["access_token"]).status_code == 401


def test_a_client_that_has_lost_the_answer_can_still_revoke(rp, tokens):
    """With the token that was replaced: it has no other. Trial row F14."""
    lost = rp.refresh(tokens["refresh_token"]).get_json()
    rp.revoke(tokens["refresh_token"])

    assert error_of(rp.refresh(lost["refresh_token"])) == (400, "invalid_grant")
    assert rp.userinfo(lost["access_token"]).status_code == 401


def test_the_person_is_told_of_a_replay_once(rp, tokens, mailbox, person):
    rp.refresh(rp.refresh(tokens["refresh_token"]).get_json()["refresh_token"])
    rp.refresh(tokens["refresh_token"])
    rp.refresh(tokens["refresh_token"])

    assert [(mail.message, mail.recipient) for mail in mailbox.mails] == [("token_replay", person.email)]


def test_a_token_from_long_ago_is_still_recognised_as_a_replay(rp, tokens, database):
    newest = tokens
    for _ in range(5):
        newest = rp.refresh(newest["refresh_token"]).get_json()

    rp.refresh(tokens["refresh_token"])

    assert database.one(select(AuthorizationRecord)).revoked_at is not None
    assert "refresh_token.replayed" in [event.action for event in database.rows(select(AuditEvent))]


def test_a_guess_does_not_end_the_authorization(rp, tokens):
    authorization, _, secret = tokens["refresh_token"].partition(".")

    assert error_of(rp.refresh(f"{authorization}.{secret[::-1]}")) == (400, "invalid_grant")
    assert rp.refresh(tokens["refresh_token"]).status_code == 200


def test_another_client_can_neither_use_nor_end_it(rp, tokens, database, client):
    other = create_relying_party(database, client)

    assert error_of(other.refresh(tokens["refresh_token"])) == (400, "invalid_grant")
    assert rp.refresh(tokens["refresh_token"]).status_code == 200


def test_an_unused_refresh_token_dies(rp, tokens, clock, settings):
    clock.shift(timedelta(days=settings.tokens.refresh_idle_days, seconds=1))

    assert error_of(rp.refresh(tokens["refresh_token"])) == (400, "invalid_grant")


def test_use_keeps_it_alive_but_not_beyond_the_absolute_end(rp, tokens, clock, settings):
    newest = tokens
    step = timedelta(days=settings.tokens.refresh_idle_days - 1)
    for _ in range(settings.tokens.refresh_absolute_days // step.days):
        clock.shift(step)
        newest = rp.refresh(newest["refresh_token"]).get_json()
    clock.shift(step)

    assert error_of(rp.refresh(newest["refresh_token"])) == (400, "invalid_grant")


@pytest.mark.parametrize(
    "garbage", ["", "x", "fam_1", "fam_1.", ".", "fam_" + "a" * 32 + ".b", "🙈.🙉", "fam_1." + "x" * 9000]
)
def test_nonsense_is_refused(rp, garbage):
    answer = rp.refresh(garbage)

    assert answer.status_code == 400
    assert answer.get_json()["error"] in {"invalid_grant", "invalid_request"}
