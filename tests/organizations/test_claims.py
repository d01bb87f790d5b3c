"""Which organization the claims of an account speak of."""

import pytest

from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from idp.interactions import Interaction
from idp.organizations.claims import OrganizationClaim, organization_claims
from tests.factories.accounts import create_account
from tests.factories.organizations import create_membership
from tests.factories.relying_parties import create_relying_party
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient

HAFEN = OrganizationClaim(id="org_hafen", name="Hafenwerk GmbH", roles=["administrator"])
LINDEN = OrganizationClaim(id="org_linden", name="Lindenhof eG", roles=["member"])


@pytest.fixture
def person(database: Database) -> Account:
    return create_account(database)


def test_without_memberships_there_are_no_claims() -> None:
    assert organization_claims([], None) == organization_claims([], "org_hafen") == {}


def test_the_only_membership_is_the_organization() -> None:
    assert organization_claims([HAFEN], None) == {
        "organization": HAFEN,
        "organizations": [HAFEN],
        "groups": ["administrator"],
    }


def test_of_several_memberships_none_is_taken_unchosen() -> None:
    assert organization_claims([HAFEN, LINDEN], None) == {"organizations": [HAFEN, LINDEN]}


def test_of_several_memberships_the_chosen_one_is_the_organization() -> None:
    assert organization_claims([HAFEN, LINDEN], "org_linden") == {
        "organization": LINDEN,
        "organizations": [HAFEN, LINDEN],
        "groups": ["member"],
    }


def test_an_organization_that_was_left_is_not_told() -> None:
    assert organization_claims([HAFEN], "org_linden") == {"organizations": [HAFEN]}


def test_the_organization_of_the_session_reaches_userinfo(
    client: PageClient, database: Database, person: Account
) -> None:
    create_membership(database, person)
    chosen = create_membership(database, person, name="Lindenhof eG")
    sign_in(client, database, person, organization_id=chosen.organization_id)
    rp = create_relying_party(database, client, scope="openid organizations")

    told = rp.userinfo(rp.obtain_tokens(scope="openid organizations")["access_token"]).get_json()

    assert told["organization"]["id"] == chosen.organization_id
    assert len(told["organizations"]) == 2


def test_the_organization_of_the_session_reaches_the_id_token(
    client: PageClient, database: Database, person: Account
) -> None:
    create_membership(database, person)
    chosen = create_membership(database, person, name="Lindenhof eG")
    sign_in(client, database, person, organization_id=chosen.organization_id)
    rp = create_relying_party(database, client, scope="openid organizations")

    tokens = rp.obtain_tokens(scope="openid", claims='{"id_token": {"organization": null}}')

    assert rp.read_id_token(tokens["id_token"])["organization"]["id"] == chosen.organization_id


def test_what_was_settled_for_one_organization_counts_for_no_other() -> None:
    interaction = Interaction(portal="shop")
    interaction.settle("terms", "ses_1", current_time(), organization_id="org_hafen")

    assert interaction.settled_by("ses_1", "org_hafen") == {"terms"}
    assert interaction.settled_by("ses_1", "org_linden") == interaction.settled_by("ses_1", None) == frozenset()
