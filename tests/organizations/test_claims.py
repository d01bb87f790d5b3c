"""What relying parties are told of organizations."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import Application
from idp.organizations.claims import LONGEST_LIST
from tests.factories.accounts import create_account
from tests.factories.organizations import create_membership, give_at_portal
from tests.factories.relying_parties import RelyingParty, create_relying_party
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient

SCOPE = "openid organizations"
ROLES = {"buyer": {}, "auditor": {"assigned_by": "operators"}, "owner": {"held_by": "administrators"}}


@pytest.fixture
def app(make_app: Callable[..., Application]) -> Application:
    return make_app(portals={"shop": {"roles": ROLES}})


@pytest.fixture
def person(client: PageClient, database: Database) -> Account:
    account = create_account(database)
    sign_in(client, database, account)
    return account


def told_to(rp: RelyingParty, scope: str = SCOPE, **request: Any) -> dict[str, Any]:
    """The claims of userinfo, which those of the ID token agree with."""
    tokens = rp.obtain_tokens(scope=scope, **request)
    told: dict[str, Any] = rp.userinfo(tokens["access_token"]).get_json()
    id_token = rp.read_id_token(tokens["id_token"])
    assert {name: id_token.get(name) for name in told} == told
    if "organization" in told:
        assert rp.introspect(tokens["access_token"])["tenant"] == told["organization"]["id"]
    return told


def test_a_member_is_told_with_what_the_portal_gave(client: PageClient, database: Database, person: Account) -> None:
    membership = create_membership(database, person, name="Hafenwerk GmbH", billing=True)
    give_at_portal(
        database,
        membership,
        "shop",
        number="10042",
        products=("wiki", "mail"),
        own_products=("wiki",),
        roles=("buyer", "auditor"),
    )
    told = told_to(create_relying_party(database, client, scope=SCOPE))

    organization = {
        "id": membership.organization_id,
        "name": "Hafenwerk GmbH",
        "customer_number": "10042",
        "roles": ["buyer", "auditor"],
        "products": ["wiki"],
        "billing": True,
    }
    assert told == {
        "sub": person.id,
        "organization": organization,
        "organizations": [organization],
        "tenant": membership.organization_id,
        "groups": ["buyer", "auditor"],
    }


def test_an_administrator_uses_every_product(client: PageClient, database: Database, person: Account) -> None:
    membership = create_membership(database, person, role="administrator")
    give_at_portal(database, membership, "shop", products=("wiki", "mail"))
    told = told_to(create_relying_party(database, client, scope=SCOPE))
    assert (told["organization"]["products"], told["groups"]) == (["mail", "wiki"], ["owner"])


def test_another_portal_learns_nothing_of_it(client: PageClient, database: Database, person: Account) -> None:
    """Threat 72: a role, a product and a number are worth something at their own portal alone."""
    membership = create_membership(database, person, role="administrator")
    give_at_portal(
        database, membership, "shop", number="10042", products=("wiki",), own_products=("wiki",), roles=("buyer",)
    )
    told = told_to(create_relying_party(database, client, scope=SCOPE, portal="forum"))
    assert told["organization"] == {
        "id": membership.organization_id,
        "name": "Beispiel GmbH",
        "roles": ["administrator"],
        "products": [],
        "billing": False,
    }


def test_a_role_outside_the_catalogue_does_not_count(client: PageClient, database: Database, person: Account) -> None:
    membership = create_membership(database, person)
    give_at_portal(database, membership, "shop", roles=("administrator", "buyer", "owner"))
    assert told_to(create_relying_party(database, client, scope=SCOPE))["groups"] == ["buyer"]


def test_without_an_organization_the_list_is_empty(client: PageClient, database: Database, person: Account) -> None:
    told = told_to(create_relying_party(database, client, scope=SCOPE))
    assert told == {"sub": person.id, "organizations": [], "groups": []}


def test_a_membership_that_has_ended_is_not_told(client: PageClient, database: Database, person: Account) -> None:
    create_membership(database, person, expires_at=current_time() - timedelta(seconds=1))
    kept = create_membership(database, person, name="Lindenhof eG", expires_at=current_time() + timedelta(days=1))
    told = told_to(create_relying_party(database, client, scope=SCOPE))
    assert [each["id"] for each in told["organizations"]] == [kept.organization_id]


@pytest.mark.parametrize(
    ("scope", "names"),
    [
        ("openid organization", {"organization", "tenant", "groups"}),
        ("openid groups", {"groups"}),
        ("openid organizations", {"organization", "organizations", "tenant", "groups"}),
    ],
)
def test_each_scope_has_its_claims(
    client: PageClient, database: Database, person: Account, scope: str, names: set[str]
) -> None:
    create_membership(database, person)
    assert told_to(create_relying_party(database, client, scope=scope), scope).keys() == {"sub"} | names


def test_a_claim_is_asked_for_by_name(client: PageClient, database: Database, person: Account) -> None:
    membership = create_membership(database, person)
    rp = create_relying_party(database, client, scope=SCOPE)
    tokens = rp.obtain_tokens(scope="openid", claims='{"id_token": {"organization": null}}')
    assert rp.read_id_token(tokens["id_token"])["organization"]["id"] == membership.organization_id


def test_a_long_list_is_told_by_userinfo_alone(client: PageClient, database: Database, person: Account) -> None:
    one = create_membership(database, person, name="Lindenhof eG")
    rp = create_relying_party(database, client, scope=SCOPE)
    for number in range(1, LONGEST_LIST):
        create_membership(database, person, name=f"Firma {number}")
    assert len(told_to(rp, organization=one.organization_id)["organizations"]) == LONGEST_LIST

    for number in range(2):
        create_membership(database, person, name=f"Werk {number}")
        tokens = rp.obtain_tokens(scope=SCOPE, organization=one.organization_id)
        id_token = rp.read_id_token(tokens["id_token"])
        assert "organizations" not in id_token
        assert id_token["organization"]["id"] == one.organization_id
    assert len(rp.userinfo(tokens["access_token"]).get_json()["organizations"]) == LONGEST_LIST + 2


def test_a_client_knows_a_claim_by_another_name(client: PageClient, database: Database, person: Account) -> None:
    create_membership(database, person, role="administrator")
    names = ["groups=roles", "tenant=https://shop.example.test/tenant"]
    told = told_to(create_relying_party(database, client, scope=SCOPE, claim_names=names))
    assert told["roles"] == ["owner"]
    assert told["https://shop.example.test/tenant"] == told["organization"]["id"]
    assert told.keys().isdisjoint({"groups", "tenant"})


def test_a_client_is_told_of_the_roles_that_it_declared_alone(
    client: PageClient, database: Database, person: Account
) -> None:
    """Issue 10, item 6."""
    membership = create_membership(database, person, role="administrator")
    give_at_portal(database, membership, "shop", roles=("buyer", "auditor"))
    every = told_to(create_relying_party(database, client, scope=SCOPE))
    some = told_to(create_relying_party(database, client, scope=SCOPE, roles=["auditor", "never declared"]))
    assert every["groups"] == ["buyer", "auditor", "owner"]
    assert some["groups"] == some["organization"]["roles"] == ["auditor"]
    assert [each["roles"] for each in some["organizations"]] == [["auditor"]]
