"""The page on which administrators say what their organization demands of its members."""

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.audit.models import AuditEvent
from idp.organizations.models import Organization
from tests.factories.accounts import create_account
from tests.factories.organizations import create_organization, join
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient, forms_of


@pytest.fixture
def chief(client: PageClient, database: Database) -> Account:
    account = create_account(database, language="en")
    sign_in(client, database, account)
    return account


@pytest.fixture
def organization(database: Database, chief: Account) -> Organization:
    organization = create_organization(database, "Hafenwerk GmbH")
    join(database, organization, chief, role="administrator")
    return organization


def send(client: PageClient, organization: Organization, **values: str):
    page = client.get(f"/organizations/{organization.id}/policies")
    number = next(at for at, form in enumerate(forms_of(page)) if "email_domains" in form.fields)
    return client.submit(page, values, form=number)


def stored(database: Database, organization: Organization) -> Organization:
    return database.one(select(Organization).where(Organization.id == organization.id))


def test_an_administrator_sets_all_policies(client: PageClient, database: Database, organization: Organization) -> None:
    """Issue 10, item 9."""
    domains = "Hafenwerk.example, @bücher.example hafenwerk.example"
    answer = send(
        client,
        organization,
        second_factor="all",
        session_hours="8",
        let_in_by="representative",
        email_domains=domains,
    )

    assert answer.location.endswith("saved=1")
    found = stored(database, organization)
    assert (found.second_factor, found.session_hours, found.let_in_by) == ("all", 8, "representative")
    assert found.email_domains == ("hafenwerk.example", "xn--bcher-kva.example")
    event = database.one(select(AuditEvent).where(AuditEvent.action == "organization.policies_changed"))
    assert event.details["changed"]["session_hours"] == {"before": 0, "after": 8}


def test_a_rule_that_an_operator_made_is_kept_by_saving_another(
    client: PageClient, database: Database, organization: Organization
) -> None:
    database.change(organization, session_hours=5)
    send(client, organization, email_domains="hafenwerk.example")
    assert stored(database, organization).session_hours == 5


@pytest.mark.parametrize("entry", ["hafenwerk", "hafen werk.example/", "-.example", "a@b@c.example"])
def test_what_is_no_domain_is_said_at_its_field(
    client: PageClient, database: Database, organization: Organization, entry: str
) -> None:
    answer = send(client, organization, email_domains=entry)
    assert (answer.status_code, "Not a domain:" in answer.text) == (422, True)
    assert stored(database, organization).email_domains == ()


def test_a_member_neither_sees_nor_sets_them(
    client: PageClient, database: Database, chief: Account, organization: Organization
) -> None:
    other = create_organization(database, "Lindenhof eG")
    join(database, other, chief)
    path = "/organizations/{}/policies"
    assert client.get(path.format(organization.id)).status_code == 200

    assert client.get(path.format(other.id)).status_code == 403
    assert client.get(path.format(create_organization(database).id)).status_code == 404
