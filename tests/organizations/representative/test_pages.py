"""The page of the representation, for the representative, the successor, other administrators and members."""

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.organizations.models import Organization
from tests.factories.accounts import create_account
from tests.factories.organizations import create_organization, join
from tests.factories.sessions import sign_in
from tests.organizations.members.test_member_page import number
from tests.provisioning.applications import ISSUER
from tests.provisioning.databases import Database
from tests.provisioning.mailbox import Mailbox
from tests.provisioning.pages import PageClient, forms_of

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def former(client: PageClient, database: Database) -> Account:
    account = create_account(database, language="en", given_name="Grete", family_name="Hafen")
    sign_in(client, database, account)
    return account


@pytest.fixture
def organization(database: Database, former: Account) -> Organization:
    organization = create_organization(database, "Hafenwerk GmbH", representative_id=former.id)
    join(database, organization, former, role="administrator")
    return organization


@pytest.fixture
def successor(database: Database, organization: Organization) -> Account:
    account = create_account(database, language="en", given_name="Jonas", family_name="Brandt")
    join(database, organization, account)
    return account


def path(organization: Organization, more: str = "") -> str:
    return f"/organizations/{organization.id}/representative{more}"


def offer(client: PageClient, organization: Organization, email: str):
    page = client.get(path(organization))
    return client.submit(page, {"successor": email}, form=number(page), follow_redirects=True)


@pytest.mark.parametrize(("decision", "is_taken"), [("accept", True), ("decline", False)])
def test_it_is_offered_and_answered(
    client: PageClient,
    database: Database,
    organization: Organization,
    successor: Account,
    former: Account,
    mailbox: Mailbox,
    decision: str,
    is_taken: bool,
) -> None:
    assert "was sent by e-mail" in offer(client, organization, successor.email.upper()).text
    assert mailbox.only.link.endswith(path(organization))
    sign_in(client, database, successor)
    assert "You have been asked to represent" in client.get(f"/organizations/{organization.id}").text
    page = client.get(path(organization))
    assert client.submit(page, {"decision": decision}, form=number(page, "/answer")).status_code == 303
    assert database.one(select(Organization.representative_id)) == (successor if is_taken else former).id


def test_it_is_withdrawn(client: PageClient, organization: Organization, successor: Account) -> None:
    offer(client, organization, successor.email)
    page = client.get(path(organization))
    answer = client.submit(page, form=number(page, "/withdraw"), follow_redirects=True)
    assert "The offer was withdrawn." in answer.text


@pytest.mark.parametrize("who", ["unknown", "stranger", "oneself"])
def test_who_can_not_succeed_is_said_in_the_same_words(
    client: PageClient, database: Database, organization: Organization, former: Account, who: str
) -> None:
    email = {"unknown": "x@example.test", "stranger": create_account(database).email, "oneself": former.email}[who]
    answer = offer(client, organization, email)
    assert answer.status_code == 422
    assert "another member" in answer.text


@pytest.mark.threat(73)
def test_others_neither_see_nor_answer_it(
    client: PageClient, database: Database, organization: Organization, successor: Account, former: Account
) -> None:
    offer(client, organization, successor.email)
    member, stranger = create_account(database), create_account(database)
    join(database, organization, member)
    sign_in(client, database, successor)
    page = client.get(path(organization))
    for account, status in ((member, 403), (stranger, 404)):
        sign_in(client, database, account)
        assert client.get(path(organization)).status_code == status
        token = client.get("/account")
        for more, data in (("", {"successor": account.email}), ("/withdraw", {}), ("/answer", {"decision": "accept"})):
            assert post(client, token, path(organization, more), data).status_code in {403, 404, 409}
    assert page.status_code == 200
    assert database.one(select(Organization.representative_id)) == former.id


def post(client: PageClient, page, address: str, data: dict[str, str]):
    """Send ``data`` with the form token of another page of the same browser."""
    token = next(form.fields["csrf_token"] for form in forms_of(page) if "csrf_token" in form.fields)
    headers = {"Origin": ISSUER, "Sec-Fetch-Site": "same-origin"}
    return client.post(address, data={"csrf_token": token, **data}, headers=headers)
