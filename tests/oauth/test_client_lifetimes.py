"""How long the tokens of a client hold that is registered with times of its own."""

import json
from datetime import timedelta

import pytest
from joserfc.jws import extract_compact

from idp.infrastructure.clock import current_time
from tests.factories.relying_parties import create_relying_party

pytestmark = pytest.mark.usefixtures("session")
OWN = {"access_token_seconds": 90, "id_token_seconds": 120, "refresh_idle_days": 2, "refresh_absolute_days": 5}


@pytest.fixture
def rp(database, client):
    return create_relying_party(database, client, **OWN)


def life_of(token):
    claims = json.loads(extract_compact(token.encode()).payload)
    return claims["exp"] - claims["iat"]


def lives(answer):
    return answer["expires_in"], life_of(answer["access_token"]), life_of(answer["id_token"])


def test_its_tokens_hold_as_long_as_it_is_registered_for(rp, clock):
    tokens = rp.obtain_tokens()
    assert lives(tokens) == lives(rp.refresh(tokens["refresh_token"]).get_json()) == (90, 90, 120)

    clock.shift(timedelta(seconds=91))
    assert rp.introspect(tokens["access_token"]) == {"active": False}


def test_others_hold_as_the_settings_say(database, client):
    assert lives(create_relying_party(database, client).obtain_tokens()) == (600, 600, 600)


def test_a_service_has_them_too(database, client):
    service = create_relying_party(database, client, grant_types=["client_credentials"], access_token_seconds=90)
    answer = service.post("/token", {"grant_type": "client_credentials"}).get_json()
    assert (answer["expires_in"], life_of(answer["access_token"])) == (90, 90)


def test_its_refresh_tokens_end_unused_and_in_total(rp, clock):
    unused, used, abandoned = (rp.obtain_tokens()["refresh_token"] for _ in range(3))
    abandoned = rp.refresh(abandoned).get_json()["refresh_token"]
    for _ in range(4):
        clock.shift(timedelta(days=1))
        used = rp.refresh(used).get_json()["refresh_token"]
    assert rp.refresh(unused).get_json()["error"] == rp.refresh(abandoned).get_json()["error"] == "invalid_grant"
    clock.shift(timedelta(days=1))
    assert rp.refresh(used).get_json()["error"] == "invalid_grant"


def test_unused_it_ends_no_later_than_in_total(database, client, clock):
    rp = create_relying_party(database, client, refresh_absolute_days=1)
    tokens = rp.obtain_tokens()
    assert rp.introspect(tokens["refresh_token"])["exp"] == pytest.approx(current_time().timestamp() + 86_400, abs=5)
