"""Registrations that the administrators of a customer approve or refuse on the page of their organization."""

from urllib.parse import urlsplit

import pytest
from sqlalchemy import delete, select

from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.infrastructure.web.application import Application
from idp.organizations.claims import find_membership_row
from idp.organizations.entitlements.models import MembershipProduct
from idp.organizations.members.granting import MembershipGrant
from idp.organizations.models import Membership, Organization
from idp.registration.customer_approval.deciding import approve_for_organization
from idp.registration.models import Registration
from idp.sessions.recent import RECENT
from tests.factories.accounts import create_account
from tests.factories.actors import person_actor
from tests.factories.organizations import create_organization, give_product, join
from tests.factories.registration_pages import EMAIL, NEW_PASSWORD, open_link
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database
from tests.provisioning.mailbox import Mailbox
from tests.provisioning.pages import PageClient
from tests.registration.customer_approval.conftest import Register


def entry_form(page) -> int:  # type: ignore[no-untyped-def]
    return next(number for number, part in enumerate(page.text.split("<form")[1:]) if 'id="entry"' in part[:200])


def page_of(mailbox: Mailbox, account: Account) -> str:
    """The page that the mail to an administrator leads to."""
    return urlsplit(mailbox.to(account.email)[-1].link).path


@pytest.fixture
def administrators_client(app: Application, database: Database, chief: Account) -> PageClient:
    client: PageClient = app.test_client()
    sign_in(client, database, chief)
    return client


def test_each_administrator_is_told_who_asks_and_the_person_who_decides(
    client: PageClient, mailbox: Mailbox, chief: Account, second: Account, register: Register
) -> None:
    registration_id = register()
    for account in (chief, second):
        (mail,) = mailbox.to(account.email)
        assert mail.message == "registration_to_approve"
        for fact in (account.name, "Petra Lang", EMAIL, "Praxis am Markt GbR, 4711"):
            assert fact in mail.text
    status = client.get(f"/register/{registration_id}/status").text
    assert "Die Administratoren Ihrer Firma wurden gebeten" in status
    assert "Hafen" not in status


def test_an_administrator_approves_with_rights_that_the_person_has_from_the_first_sign_in_on(
    app: Application,
    client: PageClient,
    administrators_client: PageClient,
    database: Database,
    mailbox: Mailbox,
    organization: Organization,
    chief: Account,
    register: Register,
) -> None:
    product, _ = give_product(database, organization, "Labor"), give_product(database, organization, "Archiv")
    register()
    listed = administrators_client.get(f"/organizations/{organization.id}/registrations")
    assert "Petra Lang" in listed.text
    page = administrators_client.get(page_of(mailbox, chief))
    values = {"products": product.id, "billing": "y"}
    done = administrators_client.submit(page, values, form=entry_form(page), follow_redirects=True)
    assert "The registration was approved." in done.text
    assert database.count(Membership) == 1

    mail = mailbox.to(EMAIL)[-1]
    assert mail.message == "complete_registration"
    assert "Administratoren Ihrer Firma" in mail.text
    assert "Hafen" not in mail.text
    last = open_link(client, mail.link)
    client.submit(last, {"password": NEW_PASSWORD}, follow_redirects=True)

    account_id = database.one(select(Account.id).where(Account.email == EMAIL))
    with app.test_request_context(base_url=app.settings.issuer):
        row = find_membership_row(account_id, organization.id, "shop")
    assert row is not None
    assert (row.right, row.billing, row.products) == ("member", True, "labor")
    assert "Praxis am Markt" in client.get("/organizations").text


def test_a_refusal_has_a_reason_that_the_person_reads(
    client: PageClient,
    administrators_client: PageClient,
    mailbox: Mailbox,
    organization: Organization,
    chief: Account,
    register: Register,
) -> None:
    registration_id = register()
    page = administrators_client.get(f"{page_of(mailbox, chief)}/refuse")
    assert administrators_client.submit(page, {"reason": ""}, form=entry_form(page)).status_code == 422
    done = administrators_client.submit(
        page, {"reason": "Wir kennen Sie nicht."}, form=entry_form(page), follow_redirects=True
    )
    assert "The registration was declined." in done.text

    mail = mailbox.to(EMAIL)[-1]
    assert mail.message == "registration_refused"
    assert "Wir kennen Sie nicht." in mail.text
    assert "Wir kennen Sie nicht." in client.get(f"/register/{registration_id}/status").text


@pytest.mark.parametrize("path", ["", "/refuse"])
def test_an_administrator_who_comes_too_late_reads_who_decided(
    app: Application,
    database: Database,
    administrators_client: PageClient,
    mailbox: Mailbox,
    organization: Organization,
    chief: Account,
    second: Account,
    register: Register,
    path: str,
) -> None:
    registration_id = register()
    page = administrators_client.get(page_of(mailbox, chief) + path)
    values = {"reason": "no"} if path else {}
    with app.test_request_context(base_url=app.settings.issuer), transaction() as session:
        approve_for_organization(session, organization.id, registration_id, MembershipGrant(), person_actor(second.id))

    late = administrators_client.submit(page, values, form=entry_form(page), follow_redirects=True)

    assert late.status_code == 200
    assert "already approved by Jonas Brandt" in late.text
    with database.transaction() as session:
        session.execute(delete(Account).where(Account.id == second.id))
    assert "by an administrator of your organization" in administrators_client.get(late.request.path).text
    assert len(mailbox.to(EMAIL)) == 2


@pytest.mark.parametrize("path", ["", "/refuse"])
def test_a_decision_takes_a_fresh_sign_in(
    app: Application,
    database: Database,
    mailbox: Mailbox,
    organization: Organization,
    chief: Account,
    register: Register,
    path: str,
) -> None:
    """Decision 0011, amended: the mail leads to a page, and approves nothing."""
    register()
    client = app.test_client()
    sign_in(client, database, chief, authenticated_at=current_time() - 2 * RECENT)
    page = client.get(page_of(mailbox, chief) + path)
    client.submit(page, {"reason": "no"} if path else {}, form=entry_form(page), follow_redirects=True)

    assert database.one(select(Registration.state)) == "awaiting_approval"


@pytest.mark.threat(69)
def test_the_page_is_there_for_administrators_of_this_organization_alone(
    app: Application, database: Database, organization: Organization, chief: Account, register: Register
) -> None:
    registration_id = register()
    elsewhere, member = create_account(database), create_account(database)
    other = create_organization(database, "Andere GmbH")
    join(database, other, elsewhere, role="administrator")
    join(database, organization, member)
    for account, where, status in [
        (elsewhere, organization, 404),
        (elsewhere, other, 404),
        (member, organization, 403),
    ]:
        client = app.test_client()
        sign_in(client, database, account)
        for path in ("", "/refuse"):
            page = client.get(f"/organizations/{where.id}/registrations/{registration_id}{path}")
            assert page.status_code == status
            assert EMAIL not in page.text
    assert EMAIL not in client_of(app, database, elsewhere).get(f"/organizations/{other.id}/registrations").text


def client_of(app: Application, database: Database, account: Account) -> PageClient:
    client: PageClient = app.test_client()
    sign_in(client, database, account)
    return client


def test_the_menu_has_the_page_where_a_portal_needs_it(
    make_app,
    database: Database,
    organization: Organization,
    chief: Account,
    administrators_client: PageClient,  # type: ignore[no-untyped-def]
) -> None:
    overview = f"/organizations/{organization.id}"
    assert f"{overview}/registrations" in administrators_client.get(overview).text
    assert f"{overview}/registrations" not in client_of(make_app(), database, chief).get(overview).text


def test_products_that_the_organization_has_lost_since_are_left_out(
    app: Application,
    client: PageClient,
    database: Database,
    mailbox: Mailbox,
    organization: Organization,
    chief: Account,
    register: Register,
) -> None:
    registration_id = register()
    grant = MembershipGrant(products={"shop": ["labor"]}, roles={"shop": ["gone"], "nowhere": ["gone"]})
    with app.test_request_context(base_url=app.settings.issuer), transaction() as session:
        approve_for_organization(session, organization.id, registration_id, grant, person_actor(chief.id))
    client.submit(open_link(client, mailbox.to(EMAIL)[-1].link), {"password": NEW_PASSWORD})

    assert database.count(Membership) == 2
    assert database.count(MembershipProduct) == 0
