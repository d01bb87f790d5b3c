"""The history of an organization by person, kind of event and time."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from idp.audit.models import AuditEvent
from idp.organizations.models import Organization
from tests.factories.accounts import create_account
from tests.factories.organizations import create_organization, join
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient

# Summer time: the day begins at 22:00 UTC of the day before.
NOON = datetime(2026, 7, 15, 10, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def organization(client: PageClient, database: Database) -> Organization:
    """One that the person of the browser administers."""
    account = create_account(database, language="en", given_name="Ada", family_name="Beispiel")
    organization = create_organization(database, "Hafenwerk GmbH")
    join(database, organization, account, role="administrator")
    sign_in(client, database, account)
    return organization


def record(database: Database, organization: Organization, action: str, at: datetime = NOON, **facts: Any) -> None:
    database.save(AuditEvent(organization_id=organization.id, action=action, at=at, **facts))


def found(client: PageClient, organization: Organization, query: str) -> list[str]:
    """The words of the events that are shown."""
    page = client.get(f"/organizations/{organization.id}/audit?{query}")
    assert page.status_code == 200
    words = ("Organization created", "Member added", "Member removed", "Invitation sent", "Join request received")
    return [each for each in words if f"<strong>{each}</strong>" in page.text]


@pytest.mark.parametrize(
    ("area", "expected"),
    [
        ("", ["Organization created", "Member added", "Invitation sent", "Join request received"]),
        ("organization", ["Organization created"]),
        ("membership", ["Member added"]),
        ("invitation", ["Invitation sent"]),
        ("join_request", ["Join request received"]),
        ("invented", ["Organization created", "Member added", "Invitation sent", "Join request received"]),
    ],
)
def test_it_is_narrowed_by_what_events_are_about(
    client: PageClient, database: Database, organization: Organization, area: str, expected: list[str]
) -> None:
    for action in ("organization.created", "membership.added", "invitation.sent", "join_request.sent"):
        record(database, organization, action)
    assert found(client, organization, f"area={area}") == expected


def test_the_other_signs_of_a_pattern_are_none(
    client: PageClient, database: Database, organization: Organization
) -> None:
    """The underscore of an action stands for itself."""
    record(database, organization, "joinXrequest.sent")
    assert found(client, organization, "area=join_request") == []


@pytest.mark.parametrize("who", ["Jonas", "brandt", "jonas+brandt", "Bran", "neu@hafenwerk", "NEU"])
def test_it_is_narrowed_to_a_person_as_the_page_names_them(
    client: PageClient, database: Database, organization: Organization, who: str
) -> None:
    jonas = create_account(database, given_name="Jonas", family_name="Brandt", email="jonas@other.example")
    mira = create_account(database, given_name="Mira", family_name="Albrecht")
    nameless = create_account(database, given_name="", family_name="", email="neu@hafenwerk.example")
    is_new = "neu" in who.lower()
    record(database, organization, "membership.added", subject=nameless.id if is_new else jonas.id)
    record(database, organization, "invitation.sent", subject="neu@hafenwerk.example" if is_new else "x@other.example")
    record(database, organization, "membership.removed", subject=mira.id)
    assert found(client, organization, f"who={who}") == ["Member added"] + ["Invitation sent"] * is_new


def test_it_tells_who_did_something_from_whom_it_is_about(
    client: PageClient, database: Database, organization: Organization
) -> None:
    """Two words of one person, not one of each."""
    jonas = create_account(database, given_name="Jonas", family_name="Brandt")
    mira = create_account(database, given_name="Mira", family_name="Albrecht")
    by_jonas = {"actor_kind": "person", "actor_id": jonas.id}
    record(database, organization, "membership.removed", subject=mira.id, **by_jonas)
    assert found(client, organization, "who=Jonas") == ["Member removed"]
    assert found(client, organization, "who=Mira") == ["Member removed"]
    assert found(client, organization, "who=Jonas+Mira") == []


def test_an_operator_is_not_found_by_name(client: PageClient, database: Database, organization: Organization) -> None:
    """Which operator it was is the affair of the operators."""
    account = create_account(database, given_name="Olga", family_name="Opera")
    record(database, organization, "organization.created", actor_kind="operator", actor_id=account.id)
    assert found(client, organization, "who=Olga") == []
    assert found(client, organization, "") == ["Organization created"]


def test_a_member_is_not_found_by_an_address_that_the_page_does_not_show(
    client: PageClient, database: Database, organization: Organization
) -> None:
    former = create_account(database, given_name="Jonas", family_name="Brandt", email="new.employer@other.example")
    record(database, organization, "membership.removed", subject=former.id)
    assert found(client, organization, "who=employer") == []


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("since=2026-07-15", True),
        ("since=2026-07-16", False),
        ("until=2026-07-15", True),
        ("until=2026-07-14", False),
        ("since=2026-07-15&until=2026-07-15", True),
    ],
)
@pytest.mark.parametrize("at", [datetime(2026, 7, 14, 22, tzinfo=UTC), datetime(2026, 7, 15, 21, 59, tzinfo=UTC)])
def test_it_is_narrowed_to_days_of_the_reader(
    client: PageClient, database: Database, organization: Organization, query: str, is_found: bool, at: datetime
) -> None:
    record(database, organization, "organization.created", at)
    assert found(client, organization, query) == ["Organization created"] * is_found


@pytest.mark.parametrize("day", ["yesterday", "9999-12-31", "0001-01-01", "2026-02-30"])
def test_a_wrong_day_is_said_at_its_field(client: PageClient, organization: Organization, day: str) -> None:
    page = client.get(f"/organizations/{organization.id}/audit?since={day}")
    assert page.status_code == 422
    assert "Please enter a complete date." in page.text
    assert '<details class="narrowing" open>' in page.text


def test_what_was_asked_for_holds_on_the_next_page(
    client: PageClient, database: Database, organization: Organization
) -> None:
    for number in range(30):
        record(database, organization, "membership.added", NOON - timedelta(minutes=number))
        record(database, organization, "organization.created", NOON - timedelta(minutes=number))
    page = client.get(f"/organizations/{organization.id}/audit?area=membership&since=2026-07-15")
    assert page.text.count("Member added") == 25
    anchor = page.text.split('rel="next"')[0].rpartition("<a ")[2]
    rest = client.get(anchor.split('href="')[1].split('"')[0].replace("&amp;", "&"))
    assert rest.text.count("<strong>Member added</strong>") == 5
    assert "<strong>Organization created</strong>" not in rest.text


def test_where_nothing_matches_the_page_leads_to_all_events(
    client: PageClient, database: Database, organization: Organization
) -> None:
    record(database, organization, "organization.created")
    page = client.get(f"/organizations/{organization.id}/audit?who=Nirgendwo")
    assert "Nothing found" in page.text
    assert "Show all" in page.text
