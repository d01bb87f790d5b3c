"""The organizations of a person: the list, the menu, and what a member sees of one."""

import re
from datetime import timedelta

import pytest

from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from idp.infrastructure.database.keyset import Cursor
from idp.organizations.own import read_own
from tests.factories.accounts import create_account
from tests.factories.organizations import create_membership, create_organization, join
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient


@pytest.fixture
def person(client: PageClient, database: Database) -> Account:
    account = create_account(database, language="en")
    sign_in(client, database, account)
    return account


def text(client: PageClient, path: str) -> str:
    page = client.get(path)
    assert page.status_code == 200
    return page.get_data(as_text=True)


def test_a_person_sees_their_organizations_with_their_rights(
    client: PageClient, database: Database, person: Account
) -> None:
    create_membership(database, person, name="Hafenwerk GmbH", role="administrator", billing=True)
    create_membership(database, create_account(database), name="Lindenhof eG")
    shown = text(client, "/organizations")
    assert "Hafenwerk GmbH" in shown
    assert "Administrator · Billing" in shown
    assert "Lindenhof eG" not in shown


def test_the_menu_leads_there_only_where_there_is_one(client: PageClient, database: Database, person: Account) -> None:
    assert 'href="/organizations"' not in text(client, "/account")
    assert "No organizations yet" in text(client, "/organizations")
    create_membership(database, person)
    assert 'href="/organizations"' in text(client, "/account")


def test_an_expired_membership_is_none(client: PageClient, database: Database, person: Account) -> None:
    made = create_membership(database, person, expires_at=current_time())
    assert "No organizations yet" in text(client, "/organizations")
    assert client.get(f"/organizations/{made.organization_id}").status_code == 404


def test_many_organizations_are_searched_and_read_page_by_page(
    client: PageClient, database: Database, person: Account
) -> None:
    for number in range(60):
        create_membership(database, person, name=f"Werk {number:02}")
    first = client.get("/organizations")
    assert [f"Werk {n:02}" in first.get_data(as_text=True) for n in (0, 24, 25)] == [True, True, False]
    second = follow(client, first, "next")
    third = follow(client, second, "next")
    assert "Werk 59" in third.get_data(as_text=True)
    assert 'rel="next"' not in third.get_data(as_text=True)
    back = follow(client, third, "prev")
    assert [f"Werk {n:02}" in back.get_data(as_text=True) for n in (24, 25, 49, 50)] == [False, True, True, False]
    found = text(client, "/organizations?q=werk+5")
    assert [f"Werk {n:02}" in found for n in (50, 59, 49)] == [True, True, False]


def test_what_is_searched_for_is_text_and_no_pattern(database: Database, person: Account) -> None:
    for name in ("100% Hafen", "1000 Hafen"):
        create_membership(database, person, name=name)
    with database.transaction() as session:
        page = read_own(session, person.id, "100% h", Cursor(), current_time())
    assert [each.organization.name for each in page.entries] == ["100% Hafen"]


def test_a_place_in_a_foreign_list_is_the_first_page(client: PageClient, database: Database, person: Account) -> None:
    foreign = create_membership(database, create_account(database), name="Aaa")
    create_membership(database, person, name="Hafenwerk GmbH")
    assert "Hafenwerk GmbH" in text(client, f"/organizations?after={foreign.organization_id}")
    assert "Hafenwerk GmbH" in text(client, f"/organizations?before={foreign.organization_id}")


def test_a_member_sees_whom_to_ask_and_nothing_of_the_others(
    client: PageClient, database: Database, person: Account
) -> None:
    organization = create_organization(database, "Hafenwerk GmbH")
    chief = create_account(database, given_name="Grete", family_name="Hafen")
    join(database, organization, chief, role="administrator")
    join(database, organization, create_account(database, given_name="Kalle", family_name="Kollege"))
    join(database, organization, person)
    shown = text(client, f"/organizations/{organization.id}")
    assert "Grete Hafen" in shown
    assert "Kollege" not in shown
    assert f"/organizations/{organization.id}/members" not in shown
    assert client.get(f"/organizations/{organization.id}/members").status_code == 403


@pytest.mark.parametrize("page", ["", "/members"])
def test_a_foreign_organization_is_answered_as_one_that_does_not_exist(
    client: PageClient, database: Database, person: Account, page: str
) -> None:
    """Threat 73."""
    own = create_membership(database, person, role="administrator")
    foreign = create_membership(database, create_account(database), role="administrator")
    assert client.get(f"/organizations/{own.organization_id}{page}").status_code == 200
    answers = [client.get(f"/organizations/{each}{page}") for each in (foreign.organization_id, "org_unknown")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert len({answer.get_data(as_text=True).count("<p") for answer in answers}) == 1


def test_a_membership_that_ends_later_says_until_when(client: PageClient, database: Database, person: Account) -> None:
    made = create_membership(database, person, expires_at=current_time() + timedelta(days=400))
    assert "until" in text(client, f"/organizations/{made.organization_id}")


def follow(client: PageClient, page, rel: str):
    """The page that a link of the pager leads to."""
    shown = page.get_data(as_text=True)
    address = shown.split(f'" rel="{rel}"')[0].rpartition('href="')[2].replace("&amp;", "&")
    return client.get(address)


@pytest.mark.parametrize(
    ("role", "groups"),
    [("administrator", ["Organization", "People", "Security and data"]), ("member", ["Organization"])],
)
def test_the_menu_of_an_organization_has_the_groups_that_the_member_may_use(
    client: PageClient, database: Database, person: Account, role: str, groups: list[str]
) -> None:
    made = create_membership(database, person, role=role)
    page = text(client, f"/organizations/{made.organization_id}")
    assert re.findall(r'<h2 class="menu-group"[^>]*>([^<]+)<', page) == groups
