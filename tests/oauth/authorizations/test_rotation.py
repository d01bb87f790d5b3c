"""Refresh tokens that rotate, and those that stay the same."""

from datetime import timedelta

import pytest

from idp.oauth.authorizations import Rotation
from tests.factories.authorizations import create_authorization, give_refresh_token

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def of_person(database, rp, person):
    def create(**values):
        return create_authorization(
            database, rp.registered, account_id=person.id, subject=person.id, scope=("openid", "email"), **values
        )

    return create


@pytest.fixture
def fixed(database, of_person):
    return str(give_refresh_token(database, of_person(rotation=Rotation.FIXED)))


def test_a_fixed_refresh_token_is_answered_with_itself(rp, fixed):
    assert [rp.refresh(fixed).get_json()["refresh_token"] for _ in range(3)] == [fixed] * 3


def test_long_after_it_was_used_it_still_opens(rp, fixed, clock):
    rp.refresh(fixed)
    clock.shift(timedelta(days=1))

    assert rp.refresh(fixed).status_code == 200


def test_a_guess_at_it_neither_opens_nor_ends_anything(rp, fixed):
    rp.refresh(fixed)

    assert rp.refresh(f"{fixed}x").status_code == 400
    assert rp.refresh(fixed).status_code == 200


def test_revoking_it_ends_it(rp, fixed):
    rp.revoke(fixed)

    assert rp.refresh(fixed).status_code == 400


def test_it_dies_of_disuse(rp, fixed, clock, settings):
    rp.refresh(fixed)
    clock.shift(timedelta(days=settings.tokens.refresh_idle_days, seconds=1))

    assert rp.refresh(fixed).status_code == 400


def test_tokens_from_before_the_table_was_renamed_go_on(database, rp, of_person, person):
    """The ids of those days began with fam_; refresh tokens and access tokens out in the field still hold them."""
    old = str(give_refresh_token(database, of_person(id="fam_" + "0" * 32)))

    tokens = rp.refresh(old).get_json()

    assert tokens["refresh_token"].startswith("fam_")
    assert rp.userinfo(tokens["access_token"]).get_json()["sub"] == person.id
    assert rp.refresh(tokens["refresh_token"]).status_code == 200
