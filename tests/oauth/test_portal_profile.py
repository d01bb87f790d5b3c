"""A portal's own fields as claims of its clients: scope, names of their own, discovery."""

from collections.abc import Callable
from typing import Any

import pytest

from idp.infrastructure.web.application import Application
from idp.oauth.field_claims import check_field_claims
from idp.settings import Settings, SettingsError
from tests.factories.accounts import create_account
from tests.factories.admissions import create_admission
from tests.factories.relying_parties import RelyingParty, create_relying_party
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database

SCOPE = "openid portal_profile groups"
FIELDS = {
    "place": {"kept": "shared"},
    "costs": {"claim": "cost_center"},
    "power": {"kind": "number", "decimals": 1},
    "topics": {"kind": "choices", "values": {"sun": {}, "wind": {}}, "claim": "roles"},
}
DISCOVERY = "/.well-known/openid-configuration"


def with_fields(fields: dict[str, Any], portal: str = "shop") -> dict[str, Any]:
    return {"portals": {portal: {"registration": {"fields": fields}}}}


@pytest.fixture
def rp(make_app: Callable[..., Application], database: Database) -> RelyingParty:
    browser = make_app(**with_fields(FIELDS)).test_client()
    account = create_account(database, shared_fields={"place": {"kind": "text", "value": "Lager"}})
    kept = {"costs": "4711", "power": 12.5, "topics": ["sun"], "former": "gone from the settings"}
    create_admission(database, account, "shop", profile=kept)
    sign_in(browser, database, account)
    return create_relying_party(database, browser, scope=SCOPE, claim_names=["groups=roles"])


def test_userinfo_tells_the_fields_of_the_settings(rp: RelyingParty) -> None:
    told = rp.userinfo(rp.obtain_tokens(scope=SCOPE)["access_token"]).get_json()
    assert told["portal_profile"] == {"place": "Lager", "costs": "4711", "power": 12.5, "topics": ["sun"]}
    assert told["cost_center"] == "4711"


def test_what_people_type_takes_the_place_of_no_other_claim(rp: RelyingParty) -> None:
    """The client has its groups under the name that the portal has given to a field."""
    told = rp.userinfo(rp.obtain_tokens(scope=SCOPE)["access_token"]).get_json()
    assert told["roles"] == []


def test_without_the_scope_nothing_is_told(rp: RelyingParty) -> None:
    told = rp.userinfo(rp.obtain_tokens(scope="openid")["access_token"]).get_json()
    assert set(told) == {"sub"}


def test_an_id_token_has_it_as_it_has_the_claims_of_other_scopes(rp: RelyingParty) -> None:
    told = rp.read_id_token(rp.obtain_tokens(scope=SCOPE)["id_token"])
    assert told["portal_profile"]["place"] == "Lager"


def test_discovery_names_scope_and_claims_where_a_portal_has_fields(
    rp: RelyingParty, make_app: Callable[..., Application]
) -> None:
    document = rp.browser.get(DISCOVERY).get_json()
    assert "portal_profile" in document["scopes_supported"]
    assert {"portal_profile", "cost_center"} <= set(document["claims_supported"])

    plain = make_app().test_client().get(DISCOVERY).get_json()
    assert "portal_profile" not in [*plain["scopes_supported"], *plain["claims_supported"]]


@pytest.mark.parametrize("claim", ["email", "organization", "acr", "portal_profile"])
def test_a_name_that_is_taken_is_named_with_its_place(claim: str) -> None:
    portals = {"shop": {"name": "Shop", "registration": {"fields": {"costs": {"claim": claim}}}}}
    with pytest.raises(SettingsError, match=rf"portals.shop.registration.fields.costs.claim: {claim} is"):
        check_field_claims(Settings(portals=portals))
