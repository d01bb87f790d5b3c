"""Claims that an installation does not use are neither offered nor told. Trial rows C3 and P11."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.factories.accounts import create_account
from tests.factories.relying_parties import create_relying_party, machine
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database

CLAIMS = {
    "nickname": "Ada",
    "birthdate": "1980-03-04",
    "phone_number": "+49301234567",
    "address": {"locality": "Dresden", "formatted": "Dresden"},
}
Told = Callable[..., dict[str, Any]]


@pytest.fixture
def told(make_app: Callable[..., Any], database: Database) -> Told:
    """``told(["nickname"])``: userinfo of a person with every detail, where the installation offers these."""

    def ask(fields: list[str], scope: str = "openid profile phone address") -> dict[str, Any]:
        client = make_app(accounts={"profile_fields": fields}).test_client()
        sign_in(client, database, create_account(database, claims=CLAIMS))
        rp = create_relying_party(database, client, scope=scope)
        return dict(rp.userinfo(rp.obtain_tokens(scope=scope)["access_token"]).get_json())

    return ask


def metadata(make_app: Callable[..., Any], fields: list[str]) -> dict[str, Any]:
    client = make_app(accounts={"profile_fields": fields}).test_client()
    return dict(machine(client).get("/.well-known/openid-configuration").get_json())


def test_the_details_are_told_by_the_scopes_of_the_standard(told: Told) -> None:
    answer = told(list(CLAIMS))
    assert CLAIMS.items() <= answer.items()
    assert answer["phone_number_verified"] is False
    assert set(CLAIMS).isdisjoint(told(list(CLAIMS), scope="openid email"))


def test_what_is_not_offered_is_not_told(told: Told) -> None:
    answer = told(["nickname"])
    assert answer["nickname"] == "Ada"
    assert {"birthdate", "phone_number", "phone_number_verified", "address"}.isdisjoint(answer)


def test_discovery_follows_the_setting(make_app: Callable[..., Any]) -> None:
    every = metadata(make_app, list(CLAIMS))
    assert {"phone", "address"} <= set(every["scopes_supported"])
    assert {*CLAIMS, "phone_number_verified"} <= set(every["claims_supported"])

    few = metadata(make_app, ["nickname"])
    assert {"openid", "profile", "email"} <= set(few["scopes_supported"])
    assert {"phone", "address"}.isdisjoint(few["scopes_supported"])
    assert "nickname" in few["claims_supported"]
    assert {"birthdate", "phone_number", "phone_number_verified", "address"}.isdisjoint(few["claims_supported"])


def test_a_scope_that_is_not_offered_is_not_granted(make_app: Callable[..., Any], database: Database) -> None:
    client = make_app(accounts={"profile_fields": []}).test_client()
    sign_in(client, database, create_account(database))
    rp = create_relying_party(database, client, scope="openid phone")
    assert rp.obtain_tokens(scope="openid phone")["scope"] == "openid"
