"""The history of an organization: its own events alone, told to its administrators in words."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.actors import Actor, system_actor
from idp.audit import audit, forget_person
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import Application
from idp.organizations.members.adding import join_organization
from idp.organizations.members.right import Right
from idp.organizations.models import MemberRole, Organization
from tests.factories.accounts import create_account
from tests.factories.actors import operator, person_actor
from tests.factories.organizations import create_organization, join
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient

NOBODYS = "203.0.113.7"


@pytest.fixture
def organization(database: Database) -> Organization:
    return create_organization(database, "Hafenwerk GmbH")


@pytest.fixture
def administrator(client: PageClient, database: Database, organization: Organization) -> Account:
    """Signed in."""
    account = create_account(database, language="en", given_name="Ada", family_name="Beispiel")
    join(database, organization, account, role="administrator")
    sign_in(client, database, account)
    return account


def record(database: Database, organization: Organization, actor: Actor, action: str, **facts: object) -> None:
    with database.transaction() as session:
        audit(session, actor, action, organization=organization.id, **facts)


def shown(client: PageClient, organization: Organization, query: str = "") -> str:
    page = client.get(f"/organizations/{organization.id}/audit{query}")
    assert page.status_code == 200
    return str(page.text)


def test_it_tells_what_was_done_to_whom_and_by_whom(
    client: PageClient, database: Database, organization: Organization, administrator: Account
) -> None:
    """Issue 10, item 3."""
    jonas = create_account(database, given_name="Jonas", family_name="Brandt")
    actor = person_actor(administrator.id)
    right = Right(MemberRole.ADMINISTRATOR, billing=True)
    with database.transaction() as session:
        join_organization(session, organization, jonas, right, actor)
    page = shown(client, organization)
    assert "Member added" in page
    assert "Jonas Brandt · by Ada Beispiel" in page
    assert "<dt>Rights</dt><dd>Administrator</dd>" in page
    assert "<dt>Valid until</dt><dd>no end</dd>" in page


@pytest.mark.parametrize(
    ("portal", "hold", "told"),
    [
        ("shop", "unpaid_invoices", "Unpaid invoices"),
        ("shop", "dues", "dues"),
        ("gone", "unpaid_invoices", "unpaid_invoices"),
    ],
)
def test_a_hold_is_told_by_the_name_that_its_portal_gives_it(
    make_app: Callable[..., Application],
    database: Database,
    organization: Organization,
    portal: str,
    hold: str,
    told: str,
) -> None:
    """By its key where the settings do not name it any more."""
    browser = make_app(
        portals={"shop": {"holds": {"unpaid_invoices": {"title": {"en": "Unpaid invoices"}}}}}
    ).test_client()
    chief = create_account(database, language="en")
    join(database, organization, chief, role="administrator")
    sign_in(browser, database, chief)
    record(database, organization, operator(portal=portal), "organization.hold_set", hold=hold)

    assert f"<dt>Hold</dt><dd>{told}</dd>" in shown(browser, organization)


@pytest.mark.parametrize(
    ("actor", "told"),
    [
        (operator(reason="a complaint of the neighbour"), "Jonas Brandt · by support"),
        (system_actor("ending of memberships"), "Jonas Brandt · automatically"),
    ],
)
@pytest.mark.usefixtures("administrator")
def test_operators_and_tasks_are_told_by_what_they_are(
    client: PageClient, database: Database, organization: Organization, actor: Actor, told: str
) -> None:
    jonas = create_account(database, given_name="Jonas", family_name="Brandt")
    record(database, organization, actor, "membership.removed", subject=jonas.id)
    page = shown(client, organization)
    assert told in page
    assert "complaint" not in page


def test_what_a_person_did_alone_names_them_once(
    client: PageClient, database: Database, organization: Organization, administrator: Account
) -> None:
    own = person_actor(administrator.id)
    record(database, organization, own, "membership.representation_declined", subject=administrator.id)
    page = shown(client, organization)
    assert "<span>Ada Beispiel</span>" in page
    assert "by Ada Beispiel" not in page


@pytest.mark.usefixtures("administrator")
def test_another_organization_is_never_told_of(
    client: PageClient, database: Database, organization: Organization
) -> None:
    """Issue 10, item 3."""
    record(database, organization, system_actor("trial"), "organization.created", name="Eigene Werft")
    other = create_organization(database, "Lindenhof eG")
    record(database, other, system_actor("trial"), "organization.created", name="Fremde Werft")
    with database.transaction() as session:
        audit(session, system_actor("trial"), "organization.created", subject=organization.id, name="Ohne Werft")
    page = shown(client, organization)
    assert "Eigene Werft" in page
    assert "Fremde Werft" not in page
    assert "Ohne Werft" not in page


@pytest.mark.usefixtures("administrator")
def test_a_place_in_the_history_of_another_organization_leads_to_the_beginning(
    client: PageClient, database: Database, organization: Organization
) -> None:
    record(database, organization, system_actor("trial"), "organization.created", name="Eigene Werft")
    other = create_organization(database)
    record(database, other, system_actor("trial"), "organization.created", name="Fremde Werft")
    foreign = database.one(select(AuditEvent).where(AuditEvent.organization_id == other.id))
    page = shown(client, organization, f"?after={foreign.id}")
    assert "Eigene Werft" in page
    assert "Fremde Werft" not in page


def test_network_and_device_of_people_stay_theirs(
    client: PageClient, database: Database, organization: Organization, administrator: Account
) -> None:
    """Issue 10, item 3."""
    record(database, organization, person_actor(administrator.id), "invitation.sent", subject="neu@example.test")
    assert database.one(select(AuditEvent.ip)) == NOBODYS
    page = shown(client, organization)
    assert "neu@example.test" in page
    assert NOBODYS not in page


@pytest.mark.parametrize(("role", "status"), [("administrator", 200), ("member", 403), (None, 404)])
def test_administrators_alone_may_read_it(
    client: PageClient, database: Database, organization: Organization, role: str | None, status: int
) -> None:
    account = create_account(database)
    if role:
        join(database, organization, account, role=role)
    sign_in(client, database, account)
    assert client.get(f"/organizations/{organization.id}/audit").status_code == status


@pytest.mark.usefixtures("administrator", "clock")
def test_the_newest_comes_first_and_older_pages_follow(
    client: PageClient, database: Database, organization: Organization
) -> None:
    start = current_time()
    for number in range(60):
        at = start - timedelta(hours=number)
        event = {"action": "organization.created", "details": {"name": f"Name {number:02}"}}
        database.save(AuditEvent(organization_id=organization.id, at=at, **event))
    first = client.get(f"/organizations/{organization.id}/audit")
    assert first.text.index("Name 00") < first.text.index("Name 24")
    assert "Name 25" not in first.text
    second = client.get(link(first.text, "next"))
    assert [f"Name {number:02}" in second.text for number in (24, 25, 49, 50)] == [False, True, True, False]
    third = client.get(link(second.text, "next"))
    assert 'rel="next"' not in third.text
    assert client.get(link(third.text, "prev")).text.count("Name ") == second.text.count("Name ")


def link(page: str, rel: str) -> str:
    anchor = page.split(f'rel="{rel}"')[0].rpartition("<a ")[2]
    return anchor.split('href="')[1].split('"')[0].replace("&amp;", "&")


@pytest.mark.usefixtures("administrator")
def test_an_event_without_words_is_told_as_another_one(
    client: PageClient, database: Database, organization: Organization
) -> None:
    record(database, organization, system_actor("trial"), "membership.invented")
    assert "Other event" in shown(client, organization)


@pytest.mark.usefixtures("administrator")
def test_who_has_deleted_their_account_is_not_named(
    client: PageClient, database: Database, organization: Organization
) -> None:
    record(database, organization, person_actor("acc_gone"), "membership.left", subject="acc_gone", role="member")
    with database.transaction() as session:
        forget_person(session, "acc_gone", ["weg@example.test"])
    page = shown(client, organization)
    assert "Member left" in page
    assert "deleted account" in page
