"""Threat 15: one refresh token, used by many at the same moment: one lineage comes of it."""

import pytest
from sqlalchemy import select

from idp.oauth.authorizations.models import AuthorizationRecord
from tests.security.racing import race

pytestmark = [pytest.mark.threat(15), pytest.mark.usefixtures("session")]
AT_ONCE = 20


def test_all_get_the_same_successor(rp, database):
    token = rp.obtain_tokens()["refresh_token"]

    answers = race(AT_ONCE, lambda _: rp.refresh(token))

    assert [answer.status_code for answer in answers] == [200] * AT_ONCE
    assert len({answer.get_json()["refresh_token"] for answer in answers}) == 1
    authorization = database.one(select(AuthorizationRecord))
    assert (authorization.refresh_count, authorization.revoked_at) == (1, None)


def test_the_successor_goes_on(rp):
    token = rp.obtain_tokens()["refresh_token"]
    successor = race(AT_ONCE, lambda _: rp.refresh(token))[0].get_json()["refresh_token"]

    assert rp.refresh(successor).status_code == 200


def test_different_authorizations_do_not_get_in_each_others_way(rp, database):
    tokens = [rp.obtain_tokens()["refresh_token"] for _ in range(AT_ONCE)]

    answers = race(AT_ONCE, lambda number: rp.refresh(tokens[number]))

    assert [answer.status_code for answer in answers] == [200] * AT_ONCE
    assert {authorization.refresh_count for authorization in database.rows(select(AuthorizationRecord))} == {1}


def test_revocation_against_refresh_ends_dead(rp, database):
    """Whoever comes first: after a revocation nothing of the authorization lives."""
    token = rp.obtain_tokens()["refresh_token"]

    answers = race(AT_ONCE, lambda number: rp.revoke(token) if number == 0 else rp.refresh(token))

    newest = next((answer.get_json()["refresh_token"] for answer in answers[1:] if answer.status_code == 200), token)
    rp.revoke(newest)
    assert rp.refresh(newest).status_code == 400
    assert rp.refresh(token).status_code == 400
    assert database.one(select(AuthorizationRecord)).revoked_at is not None
