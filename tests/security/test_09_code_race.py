"""Threat 9: one code, redeemed by many at the same moment."""

import pytest
from sqlalchemy import select

from idp.oauth.authorizations.models import AuthorizationRecord
from tests.security.answers import json_error_of
from tests.security.racing import race

pytestmark = [pytest.mark.threat(9), pytest.mark.usefixtures("session")]
AT_ONCE = 20


def test_one_wins(rp, database):
    code = rp.obtain_code()

    answers = race(AT_ONCE, lambda _: rp.redeem(code))

    assert sorted(answer.status_code for answer in answers) == [200] + [400] * (AT_ONCE - 1)
    assert {json_error_of(answer) for answer in answers if answer.status_code != 200} == {(400, "invalid_grant")}
    assert database.count(AuthorizationRecord) == 1


def test_the_others_were_a_reuse_so_the_winner_loses_too(rp, database):
    """Nobody can tell which of them was the client."""
    code = rp.obtain_code()
    tokens = next(answer.get_json() for answer in race(AT_ONCE, lambda _: rp.redeem(code)) if answer.status_code == 200)

    assert database.one(select(AuthorizationRecord)).revoked_at is not None
    assert rp.userinfo(tokens["access_token"]).status_code == 401
    assert rp.refresh(tokens["refresh_token"]).status_code == 400


def test_different_codes_do_not_get_in_each_others_way(rp, database):
    codes = [rp.obtain_code() for _ in range(AT_ONCE)]

    answers = race(AT_ONCE, lambda number: rp.redeem(codes[number]))

    assert [answer.status_code for answer in answers] == [200] * AT_ONCE
    assert len({answer.get_json()["refresh_token"] for answer in answers}) == AT_ONCE
