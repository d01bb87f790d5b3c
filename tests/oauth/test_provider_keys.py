"""The life of the provider's keys: published before they sign, and after; and of those that clients encrypt to."""

import base64
import json
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.infrastructure.secrets import SecretBox
from idp.oauth.provider_keys import ensure_keys, rotate, rotate_when_due, withdraw
from idp.oauth.provider_keys.models import ProviderKey
from tests.factories.actors import operator
from tests.factories.encrypted_objects import make_missing_keys
from tests.factories.relying_parties import machine


@pytest.fixture
def keep_house(database, app, clock):
    """Let time pass day by day, as the background worker sees it."""

    def work(days: int) -> None:
        for _ in range(days):
            clock.shift(timedelta(days=1))
            with database.transaction() as session:
                rotate_when_due(session, app.settings, app.secret_box, current_time())

    return work


@pytest.fixture
def make_app(make_app):
    """One cheap algorithm beside the one that must be there."""

    def make(**changes):
        keys = {"signing_algorithms": ["ES256", "RS256"], "rotation_days": 30, "retire_days": 7}
        return make_app(**{"keys": keys | {"publish_ahead_hours": 48}} | changes)

    return make


def keys_of(database, algorithm="ES256"):
    return database.rows(select(ProviderKey).where(ProviderKey.algorithm == algorithm).order_by(ProviderKey.created_at))


def states(database):
    return [key.state for key in keys_of(database)]


def published(client):
    return {key["kid"] for key in machine(client).get("/jwks.json").get_json()["keys"]}


def test_the_first_keys_sign_at_once(database, app, clock):
    database.remove_signing_keys()
    with database.transaction() as session:
        ensure_keys(session, app.settings, app.secret_box, current_time())

    assert [
        (key.algorithm, key.state) for key in database.rows(select(ProviderKey).order_by(ProviderKey.algorithm))
    ] == [
        ("ES256", "active"),
        ("RS256", "active"),
    ]


def test_the_next_key_is_published_two_days_before_it_signs(database, clock, keep_house, client):
    with database.transaction() as session:
        rotate(session, "ES256", client.application.settings, client.application.secret_box, current_time(), operator())
    keep_house(28)

    active, waiting = (key for key in keys_of(database) if key.state in {"active", "next"})
    assert {active.kid, waiting.kid} <= published(client)
    assert active.state == "active"


def test_the_replaced_key_stays_published_for_a_week(database, client, app, clock, keep_house):
    old = keys_of(database)[0].kid
    with database.transaction() as session:
        rotate(session, "ES256", app.settings, app.secret_box, current_time(), operator())
    assert old in published(client)

    keep_house(7)

    assert old not in published(client)


def test_the_private_half_of_a_removed_key_is_gone(database, app, clock, keep_house):
    with database.transaction() as session:
        rotate(session, "ES256", app.settings, app.secret_box, current_time(), operator())
    keep_house(7)

    removed = next(key for key in keys_of(database) if key.state == "removed")
    assert removed.wrapped_private_jwk is None


def test_over_months_there_is_always_exactly_one_active_key(database, clock, keep_house):
    for _ in range(24):
        keep_house(5)

        assert states(database).count("active") == 1
        assert states(database).count("next") <= 1


def test_tokens_signed_before_a_rotation_stay_valid(database, client, app, rp, session, clock):
    tokens = rp.obtain_tokens()
    with database.transaction() as transaction:
        rotate(transaction, "ES256", app.settings, app.secret_box, current_time(), operator())

    assert rp.userinfo(tokens["access_token"]).status_code == 200
    assert rp.read_id_token(tokens["id_token"])["aud"] == rp.client_id


def test_after_a_rotation_the_new_key_signs(database, app, rp, session, clock):
    with database.transaction() as transaction:
        new = rotate(transaction, "ES256", app.settings, app.secret_box, current_time(), operator()).kid

    assert kid_of(rp.obtain_tokens()["access_token"]) == new


@pytest.mark.parametrize(("changes", "bits"), [({}, 2048), ({"rsa_bits": 3072}, 3072)])
def test_an_rsa_key_has_the_size_of_the_settings(database, make_app, changes, bits):
    app = make_app(keys={"signing_algorithms": ["RS256"], **changes})
    with database.transaction() as session:
        made = rotate(session, "RS256", app.settings, app.secret_box, current_time(), operator()).public_jwk

    assert len(decode(made["n"])) * 8 == bits


def test_a_key_in_wrong_hands_is_withdrawn_at_once(database, client, app, rp, session, clock):
    tokens = rp.obtain_tokens()
    stolen = kid_of(tokens["access_token"])
    with database.transaction() as transaction:
        withdraw(transaction, stolen, app.settings, app.secret_box, current_time(), operator())

    assert stolen not in published(client)
    assert rp.userinfo(tokens["access_token"]).status_code == 401
    assert rp.userinfo(rp.obtain_tokens()["access_token"]).status_code == 200


def test_two_workers_cannot_both_prepare_a_next_key(database, app):
    def add(session):
        session.add(
            ProviderKey(
                kid=f"k{id(session)}", algorithm="ES256", state="next", public_jwk={}, created_at=current_time()
            )
        )

    with database.transaction() as session:
        add(session)

    with pytest.raises(IntegrityError), database.transaction() as session:
        add(session)


def test_private_keys_are_wrapped_under_the_master_key(database, app):
    stored = keys_of(database)[0].wrapped_private_jwk

    assert '"d"' not in stored
    assert SecretBox.from_settings(app.settings).is_current(stored)


def kid_of(token: str) -> str:
    return json.loads(decode(token.partition(".")[0]))["kid"]


def decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


# Keys that clients encrypt to -----------------------------------------------------------------------------


@pytest.fixture
def encrypting(make_app, database, clock):
    """An installation with such a key, which is 30 days old at most."""
    app = make_app(
        keys={"signing_algorithms": ["RS256"], "encryption_algorithms": ["ECDH-ES"], "rotation_days": 30}
        | {"publish_ahead_hours": 48, "retire_days": 7}
    )
    make_missing_keys(database, app)
    return app


def pass_days(database, app, clock, days):
    for _ in range(days):
        clock.shift(timedelta(days=1))
        for _ in range(2):
            with database.transaction() as session:
                rotate_when_due(session, app.settings, app.secret_box, current_time())


def states_of_encryption(database):
    return [key.state for key in keys_of(database, "ECDH-ES")]


def test_a_key_to_encrypt_to_is_for_that_alone(database, encrypting, clock):
    (key,) = keys_of(database, "ECDH-ES")
    assert (key.state, key.public_jwk["use"], key.public_jwk["alg"]) == ("active", "enc", "ECDH-ES")


def test_it_is_replaced_at_its_age_without_another_one_before(database, encrypting, clock):
    pass_days(database, encrypting, clock, 29)
    assert states_of_encryption(database) == ["active"]

    pass_days(database, encrypting, clock, 1)
    assert states_of_encryption(database) == ["retired", "active"]


def test_one_that_was_replaced_is_gone_after_a_week(database, encrypting, clock):
    pass_days(database, encrypting, clock, 37)
    old, _ = keys_of(database, "ECDH-ES")
    assert (old.state, old.wrapped_private_jwk) == ("removed", None)


def test_one_whose_algorithm_is_no_longer_in_the_settings_is_retired(database, encrypting, make_app, clock):
    without = make_app(keys={"signing_algorithms": ["RS256"], "retire_days": 7})
    pass_days(database, without, clock, 1)
    assert states_of_encryption(database) == ["retired"]

    pass_days(database, without, clock, 7)
    assert states_of_encryption(database) == ["removed"]


def test_what_became_of_it_is_in_the_audit(database, encrypting, clock):
    actions = [event.action for event in database.rows(select(AuditEvent)) if event.action.startswith("encryption_key")]
    assert actions == ["encryption_key.published", "encryption_key.activated"]
