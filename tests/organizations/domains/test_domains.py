"""Affiliated domains: confirmed by a mailed code, and then a way for people to join by themselves."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Update, select, update

from idp.accounts.models import Account
from idp.admissions.models import AdmissionRecord
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import Application
from idp.organizations.domains.models import OrganizationDomain
from idp.organizations.join_requests.models import JoinRequest
from idp.organizations.models import Membership, Organization
from tests.factories.accounts import create_account
from tests.factories.organizations import create_organization, join, name_domain
from tests.factories.sessions import sign_in
from tests.organizations.members.test_member_page import number
from tests.provisioning.databases import Database
from tests.provisioning.mailbox import Mailbox
from tests.provisioning.pages import PageClient, forms_of

DOMAIN = "hafenwerk.example"
OFFICE = f"it@{DOMAIN}"


@pytest.fixture
def organization(database: Database) -> Organization:
    return create_organization(database, "Hafenwerk GmbH")


@pytest.fixture
def administrator(client: PageClient, database: Database, organization: Organization) -> Account:
    """Signed in with ``client``."""
    account = create_account(database, language="en")
    join(database, organization, account, role="administrator")
    sign_in(client, database, account)
    return account


@pytest.fixture
def colleague(database: Database) -> Account:
    """With a confirmed address in the domain."""
    return create_account(database, email=f"mira@{DOMAIN}", language="en", email_verified_at=current_time())


@pytest.fixture
def own_browser(app: Application, database: Database, colleague: Account) -> PageClient:
    """The colleague's."""
    browser = app.test_client()
    sign_in(browser, database, colleague)
    return browser


def add(client: PageClient, organization: Organization, address: str = OFFICE):  # type: ignore[no-untyped-def]
    """What comes of naming an address; redirects are followed."""
    page = client.get(f"/organizations/{organization.id}/domains")
    return client.submit(page, {"address": address}, form=number(page), follow_redirects=True)


def join_page(organization: Organization) -> str:
    return f"/organizations/join?organization={organization.id}"


def members(database: Database, account: Account) -> list[str]:
    return list(database.rows(select(Membership.organization_id).where(Membership.account_id == account.id)))


# Confirming


def test_a_domain_is_confirmed_by_the_code_that_was_mailed_to_it(
    client: PageClient, database: Database, mailbox: Mailbox, organization: Organization, administrator: Account
) -> None:
    """Issue 10, item 2."""
    page = add(client, organization)
    mail = mailbox.only
    assert (mail.recipient, mail.message) == (OFFICE, "organization_domain_code")
    assert "Hafenwerk GmbH" in mail.text
    assert database.one(select(OrganizationDomain.confirmed_at)) is None

    done = client.submit(page, {"code": mail.code}, form=number(page), follow_redirects=True)

    assert "The domain was confirmed." in done.text
    named = database.one(select(OrganizationDomain))
    assert (named.domain, named.joining, named.code_hash) == (DOMAIN, "approval", None)
    events = database.rows(select(AuditEvent.action).where(AuditEvent.organization_id == organization.id))
    assert {"organization.domain_named", "organization.domain_confirmed"} <= set(events)


@pytest.mark.threat(72)
def test_a_few_wrong_codes_end_it_and_a_new_one_begins_again(
    client: PageClient, database: Database, mailbox: Mailbox, organization: Organization, administrator: Account
) -> None:
    """Issue 10, item 2."""
    page = add(client, organization)
    right = mailbox.only.code
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(5):
        page = client.submit(page, {"code": wrong}, form=number(page))
        assert page.status_code == 422
    page = client.submit(page, {"code": right}, form=number(page))
    assert "Too many wrong codes" in page.text

    again = next(at for at, form in enumerate(forms_of(page)) if form.action.endswith("/resend"))
    page = client.submit(page, form=again, follow_redirects=True)
    client.submit(page, {"code": mailbox.mails[-1].code}, form=number(page))

    assert database.one(select(OrganizationDomain.confirmed_at)) is not None


@pytest.mark.threat(72)
def test_a_code_holds_for_a_day_and_for_its_own_domain(
    client: PageClient,
    database: Database,
    mailbox: Mailbox,
    clock,  # type: ignore[no-untyped-def]
    organization: Organization,
    administrator: Account,
) -> None:
    """Issue 10, item 2."""
    add(client, organization)
    page = add(client, organization, f"it@other-{DOMAIN}")
    first, second = (mail.code for mail in mailbox.mails)
    if first != second:
        assert client.submit(page, {"code": first}, form=number(page)).status_code == 422
    execute(database, update(OrganizationDomain).values(expires_at=current_time()))

    assert client.submit(page, {"code": second}, form=number(page)).status_code == 422
    assert database.count(OrganizationDomain) == 2


@pytest.mark.threat(72)
@pytest.mark.parametrize("address", ["ada@gmail.com", "ada@x.gmx.de", "ada@co.uk", "hafenwerk.example", ""])
def test_an_address_that_shows_no_domain_of_ones_own_is_refused_at_its_field(
    client: PageClient,
    database: Database,
    mailbox: Mailbox,
    organization: Organization,
    administrator: Account,
    address: str,
) -> None:
    """Issue 10, item 2."""
    page = add(client, organization, address)

    assert (page.status_code, 'id="address-error"' in page.text) == (422, True)
    assert (database.count(OrganizationDomain), list(mailbox.mails)) == (0, [])


def test_a_confirmed_domain_is_not_named_again_and_two_organizations_may_share_one(
    client: PageClient, database: Database, organization: Organization, administrator: Account
) -> None:
    """Issue 10, item 2."""
    name_domain(database, create_organization(database), DOMAIN)
    name_domain(database, organization, DOMAIN)

    page = add(client, organization)

    assert "has already been added" in page.text
    assert database.count(OrganizationDomain) == 2


def test_codes_are_limited(
    client: PageClient, mailbox: Mailbox, organization: Organization, administrator: Account
) -> None:
    """Issue 10, item 2."""
    answers = [add(client, organization, f"a{at}@{DOMAIN}").status_code for at in range(21)]

    assert (answers[0], answers[-1]) == (200, 429)
    assert len(mailbox.mails) == 20


# Joining


def test_a_person_with_such_an_address_joins_at_once_where_the_organization_says_so(
    own_browser: PageClient, database: Database, colleague: Account, organization: Organization
) -> None:
    """As a member without products, when they want to. Issue 10, item 2."""
    name_domain(database, organization, DOMAIN, joining="at_once")
    assert "/organizations/join" in own_browser.get("/organizations").text
    assert members(database, colleague) == []
    page = own_browser.get("/organizations/join")
    assert join_page(organization) in page.text

    page = own_browser.get(join_page(organization))
    done = own_browser.submit(page, {"at_once": "1"}, form=number(page), follow_redirects=True)

    assert "You now belong to the organization." in done.text
    own = database.one(select(Membership).where(Membership.account_id == colleague.id))
    assert (own.organization_id, own.role, own.billing, own.expires_at) == (organization.id, "member", False, None)
    admission = database.one(select(AdmissionRecord).where(AdmissionRecord.account_id == colleague.id))
    assert admission.evidence == {"way": "domain"}


def test_else_they_ask(
    own_browser: PageClient, database: Database, colleague: Account, organization: Organization
) -> None:
    """Issue 10, item 2."""
    name_domain(database, organization, DOMAIN, joining="approval")
    page = own_browser.get(join_page(organization))
    own_browser.submit(page, form=number(page))

    assert members(database, colleague) == []
    assert database.one(select(JoinRequest.state)) == "open"


def test_who_has_asked_already_joins_all_the_same(
    own_browser: PageClient, database: Database, colleague: Account, organization: Organization
) -> None:
    """The request waits for nobody then. Issue 10, item 2."""
    page = own_browser.get(join_page(organization))
    own_browser.submit(page, form=number(page))
    name_domain(database, organization, DOMAIN, joining="at_once")
    page = own_browser.get(join_page(organization))
    own_browser.submit(page, {"at_once": "1"}, form=number(page))

    assert members(database, colleague) == [organization.id]
    assert database.one(select(JoinRequest.state)) == "approved"


def execute(database: Database, statement: Update) -> None:
    with database.transaction() as session:
        session.execute(statement)


Change = Callable[[Database, Organization, Account], None]


def unconfirmed_address(database: Database, organization: Organization, account: Account) -> None:
    execute(database, update(Account).where(Account.id == account.id).values(email_verified_at=None))


def other_address(database: Database, organization: Organization, account: Account) -> None:
    execute(database, update(Account).where(Account.id == account.id).values(email=f"mira@x.{DOMAIN}"))


def unconfirmed_domain(database: Database, organization: Organization, account: Account) -> None:
    execute(database, update(OrganizationDomain).values(confirmed_at=None, code_hash="x"))


def removed_domain(database: Database, organization: Organization, account: Account) -> None:
    execute(database, update(OrganizationDomain).values(domain="anders.example"))


def by_approval(database: Database, organization: Organization, account: Account) -> None:
    execute(database, update(OrganizationDomain).values(joining="approval"))


def policy_for_other_addresses(database: Database, organization: Organization, account: Account) -> None:
    execute(database, update(Organization).values(email_domains=("anders.example",)))


def membership_that_ran_out(database: Database, organization: Organization, account: Account) -> None:
    join(database, organization, account, expires_at=current_time() - timedelta(days=1))


@pytest.mark.threat(72)
@pytest.mark.parametrize(
    "change",
    [
        unconfirmed_address,
        other_address,
        unconfirmed_domain,
        removed_domain,
        by_approval,
        policy_for_other_addresses,
        membership_that_ran_out,
    ],
)
def test_nobody_joins_at_once_by_anything_else(
    own_browser: PageClient, database: Database, colleague: Account, organization: Organization, change: Change
) -> None:
    """Also not with the page that was open before. Issue 10, item 2."""
    name_domain(database, organization, DOMAIN, joining="at_once")
    page = own_browser.get(join_page(organization))
    assert 'name="at_once"' in page.text
    before = database.count(Membership)
    change(database, organization, colleague)
    is_added = change is membership_that_ran_out

    answer = own_browser.submit(page, {"at_once": "1"}, form=number(page))

    assert answer.status_code == 409
    assert database.count(Membership) == before + is_added
    assert 'name="at_once"' not in own_browser.get(join_page(organization)).text


@pytest.mark.threat(72)
@pytest.mark.parametrize("way", ["remove", "leave"])
def test_who_belonged_to_it_before_does_not_come_back_alone(
    client: PageClient,
    own_browser: PageClient,
    database: Database,
    organization: Organization,
    administrator: Account,
    colleague: Account,
    way: str,
) -> None:
    """Or an administrator could remove no one. Issue 10, item 2."""
    name_domain(database, organization, DOMAIN, joining="at_once")
    membership = join(database, organization, colleague)
    if way == "remove":
        page = client.get(f"/organizations/{organization.id}/members/{membership.id}")
        at = next(at for at, form in enumerate(forms_of(page)) if form.action.endswith("/remove"))
        client.submit(page, form=at)
    else:
        page = own_browser.get(f"/organizations/{organization.id}")
        at = next(at for at, form in enumerate(forms_of(page)) if form.action.endswith("/leave"))
        own_browser.submit(page, form=at)
    assert members(database, colleague) == []

    page = own_browser.get(join_page(organization))
    own_browser.submit(page, form=number(page))

    assert members(database, colleague) == []
    assert database.one(select(JoinRequest.state)) == "open"


@pytest.mark.threat(72, 73)
def test_only_those_with_a_confirmed_address_in_it_learn_of_the_organization(
    app: Application, database: Database, organization: Organization
) -> None:
    """Issue 10, item 2."""
    name_domain(database, organization, DOMAIN, joining="at_once")
    told, now = {}, current_time()
    for email, confirmed_at in [(f"a@{DOMAIN}", now), (f"b@{DOMAIN}", None), ("c@x.example", now)]:
        browser = app.test_client()
        sign_in(browser, database, create_account(database, email=email, email_verified_at=confirmed_at))
        text = browser.get("/organizations/join").text + browser.get("/organizations").text
        told[email[0]] = "Hafenwerk" in text, bool(re.search('href="/organizations/join"', text))

    assert told == {"a": (True, True), "b": (False, False), "c": (False, False)}


def test_members_stay_when_the_domain_is_removed(
    client: PageClient, database: Database, organization: Organization, administrator: Account, colleague: Account
) -> None:
    """Issue 10, item 2."""
    named = name_domain(database, organization, DOMAIN, joining="at_once")
    join(database, organization, colleague)
    page = client.get(f"/organizations/{organization.id}/domains/{named.id}")
    at = next(at for at, form in enumerate(forms_of(page)) if form.action.endswith("/remove"))

    done = client.submit(page, form=at, follow_redirects=True)

    assert "The domain was removed." in done.text
    assert (database.count(OrganizationDomain), members(database, colleague)) == (0, [organization.id])


def test_an_administrator_says_how_people_join(
    client: PageClient, database: Database, organization: Organization, administrator: Account
) -> None:
    """Issue 10, item 2."""
    named = name_domain(database, organization, DOMAIN)
    page = client.get(f"/organizations/{organization.id}/domains/{named.id}")

    client.submit(page, {"joining": "at_once"}, form=number(page))

    assert database.one(select(OrganizationDomain.joining)) == "at_once"


@pytest.mark.threat(71)
def test_an_administrator_who_invites_no_one_opens_no_domain(
    client: PageClient, database: Database, organization: Organization, administrator: Account
) -> None:
    """Where the representative alone lets people in. Issue 10, item 9."""
    named = name_domain(database, organization, DOMAIN)
    database.change(organization, let_in_by="representative")
    page = client.get(f"/organizations/{organization.id}/domains/{named.id}")

    assert client.submit(page, {"joining": "at_once"}, form=number(page)).status_code == 403
    assert database.one(select(OrganizationDomain.joining)) == "approval"


@pytest.mark.threat(71)
@pytest.mark.parametrize("let_in_by", ["representative", "representative_first"])
def test_no_one_joins_at_once_where_the_representative_alone_lets_people_in(
    client: PageClient,
    own_browser: PageClient,
    database: Database,
    organization: Organization,
    administrator: Account,
    colleague: Account,
    let_in_by: str,
) -> None:
    """The policy holds, also where the domain was opened before. The page of the domain says so. Issue 10, item 9."""
    named = name_domain(database, organization, DOMAIN, joining="at_once")
    page = own_browser.get(join_page(organization))
    address = f"/organizations/{organization.id}/domains"
    said = "therefore have to ask"
    assert said not in client.get(f"{address}/{named.id}").text
    database.change(organization, let_in_by=let_in_by)

    refused = own_browser.submit(page, {"at_once": "1"}, form=number(page))

    assert (refused.status_code, members(database, colleague)) == (409, [])
    assert said in client.get(f"{address}/{named.id}").text
    assert "Ask to join" in client.get(address).text


# Whose it is


@pytest.mark.threat(73)
@pytest.mark.parametrize("path", ["", "/resend", "/remove"])
def test_no_page_reaches_the_domain_of_another_organization(
    client: PageClient,
    database: Database,
    mailbox: Mailbox,
    organization: Organization,
    administrator: Account,
    path: str,
) -> None:
    """Issue 10, item 8."""
    foreign = name_domain(database, create_organization(database), DOMAIN, confirmed_at=None, code_hash="x")
    page = client.get(f"/organizations/{organization.id}/domains")
    fields = {"csrf_token": forms_of(page)[number(page)].fields["csrf_token"], "code": "000000", "joining": "at_once"}
    headers = {"Origin": client.application.settings.issuer, "Sec-Fetch-Site": "same-origin"}
    for owner in (organization.id, foreign.organization_id):
        address = f"/organizations/{owner}/domains/{foreign.id}{path}"
        assert client.post(address, data=fields, headers=headers).status_code == 404

    kept = database.one(select(OrganizationDomain))
    assert (kept.id, kept.code_attempts, list(mailbox.mails)) == (foreign.id, 0, [])


@pytest.mark.threat(71)
def test_a_member_who_does_not_administer_it_has_no_such_pages(
    own_browser: PageClient, database: Database, colleague: Account, organization: Organization
) -> None:
    """Issue 10, item 3."""
    named = name_domain(database, organization, DOMAIN)
    join(database, organization, colleague)
    for path in ("", f"/{named.id}"):
        assert own_browser.get(f"/organizations/{organization.id}/domains{path}").status_code == 403
