"""The JSON schema of the claims holds for what is sent."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from idp.organizations.models import Membership
from tests.architecture.source import ROOT
from tests.factories.accounts import create_account
from tests.factories.organizations import create_membership, give_at_portal
from tests.factories.relying_parties import create_relying_party
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient

SCOPE = "openid organizations"
SCHEMA: dict[str, Any] = json.loads((ROOT / "docs" / "organization.schema.json").read_text(encoding="utf-8"))
Give = Callable[[Database, Membership], None]


def nothing(database: Database, membership: Membership) -> None:
    pass


def everything(database: Database, membership: Membership) -> None:
    give_at_portal(database, membership, "shop", number="10042", products=("wiki",), own_products=("wiki",))


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("give", [None, nothing, everything])
def test_it_holds_for_what_is_sent(database: Database, client: PageClient, give: Give | None) -> None:
    person = create_account(database)
    if give is not None:
        give(database, create_membership(database, person))
    sign_in(client, database, person)
    rp = create_relying_party(database, client, scope=SCOPE)
    tokens = rp.obtain_tokens(scope=SCOPE)
    for told in (rp.userinfo(tokens["access_token"]).get_json(), rp.read_id_token(tokens["id_token"])):
        Draft202012Validator(SCHEMA).validate(told)
        assert ("organization" in told) is (give is not None)


@pytest.mark.parametrize(
    "claims",
    [
        {"organization": {"id": "org_1"}, "tenant": "org_1"},
        {"organization": {"id": "o", "name": "A", "roles": [], "products": [], "billing": False}},
        {"organizations": [{"id": "o", "name": "A", "roles": ["x y"], "products": [], "billing": False}]},
        {"groups": "administrator"},
    ],
)
def test_it_refuses_other_shapes(claims: dict[str, Any]) -> None:
    assert not Draft202012Validator(SCHEMA).is_valid(claims)
