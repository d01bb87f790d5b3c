"""Asking to join an organization, and what its administrators decide."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from idp.accounts.models import Account
from idp.admissions.models import AdmissionRecord
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.infrastructure.database.keyset import Cursor
from idp.infrastructure.errors import DomainError
from idp.infrastructure.web.application import Application
from idp.mail.models import OutboxMail
from idp.organizations.join_requests.asking import ask_to_join, find_request
from idp.organizations.join_requests.deciding import approve, get_request, refuse
from idp.organizations.join_requests.errors import JoinRequestEnded
from idp.organizations.join_requests.listing import read_waiting
from idp.organizations.join_requests.models import LONGEST_REASON, JoinRequest
from idp.organizations.models import Membership, Organization
from tests.factories.accounts import create_account
from tests.factories.actors import person_actor
from tests.factories.organizations import create_organization, join
from tests.factories.sessions import create_session, sign_in
from tests.provisioning.databases import Database
from tests.provisioning.mailbox import Mailbox
from tests.provisioning.pages import PageClient, forms_of
from tests.security.racing import race


@pytest.fixture
def organization(database: Database) -> Organization:
    return create_organization(database, "Hafenwerk GmbH")


@pytest.fixture
def administrator(database: Database, organization: Organization) -> Account:
    account = create_account(database, language="en")
    join(database, organization, account, role="administrator")
    return account


@pytest.fixture
def person(database: Database) -> Account:
    return create_account(database, language="en", given_name="Ben")


@pytest.fixture
def request_id(
    app: Application, database: Database, organization: Organization, administrator: Account, person: Account
) -> str:
    """The id of a request that waits."""
    session_id = create_session(database, person).id
    with app.app_context(), transaction() as session:
        return ask_to_join(session, organization.id, person.id, "shop", person_actor(person.id, session_id)).id


def main_form(page) -> int:  # type: ignore[no-untyped-def]
    """The number of the page's form with entries."""
    return next(number for number, part in enumerate(page.text.split("<form")[1:]) if 'id="entry"' in part[:200])


def test_a_person_asks_and_the_administrators_are_told(
    client: PageClient, database: Database, organization: Organization, administrator: Account, person: Account
) -> None:
    sign_in(client, database, person)
    address = f"/organizations/join?organization={organization.id}"
    page = client.get(address)
    for _ in range(2):
        answer = client.submit(page, form=main_form(page), follow_redirects=True)

    assert "Request sent" in answer.text
    assert database.one(select(JoinRequest.state)) == "open"
    assert database.rows(select(OutboxMail.recipient)) == [administrator.email]


def test_an_administrator_approves_on_the_card(
    client: PageClient,
    database: Database,
    organization: Organization,
    administrator: Account,
    person: Account,
    request_id: str,
) -> None:
    sign_in(client, database, administrator)
    page = client.get(f"/organizations/{organization.id}/requests")
    number = next(number for number, form in enumerate(forms_of(page)) if "request" in form.fields)
    assert "Ben" in page.text

    page = client.submit(page, {"decision": "approve"}, form=number, follow_redirects=True)

    assert "now belongs" in page.text
    membership = database.one(select(Membership).where(Membership.account_id == person.id))
    assert (membership.organization_id, membership.role, membership.billing) == (organization.id, "member", False)
    assert database.rows(select(OutboxMail.message).where(OutboxMail.recipient == person.email)) == [
        "join_request_decided"
    ]


def test_a_refusal_has_a_reason_that_the_person_reads(
    client: PageClient,
    app: Application,
    database: Database,
    organization: Organization,
    administrator: Account,
    person: Account,
    request_id: str,
) -> None:
    sign_in(client, database, administrator)
    page = client.get(f"/organizations/{organization.id}/requests")
    number = next(number for number, form in enumerate(forms_of(page)) if "request" in form.fields)
    page = client.submit(page, {"decision": "decline"}, form=number, follow_redirects=True)
    empty = client.submit(page, {"reason": ""}, form=main_form(page))
    assert empty.status_code == 422
    client.submit(empty, {"reason": "Wir kennen Sie nicht."}, form=main_form(empty))

    own = app.test_client()
    sign_in(own, database, person)
    assert "Wir kennen Sie nicht." in own.get(f"/organizations/join?organization={organization.id}").text
    assert database.count(Membership) == 1


@pytest.mark.parametrize("decision", ["approve", "decline"])
def test_an_administrator_who_comes_too_late_is_told_on_the_list(
    client: PageClient,
    app: Application,
    database: Database,
    organization: Organization,
    administrator: Account,
    person: Account,
    request_id: str,
    decision: str,
) -> None:
    """Issue 10, item 2."""
    sign_in(client, database, administrator)
    page = client.get(f"/organizations/{organization.id}/requests")
    number = next(number for number, form in enumerate(forms_of(page)) if "request" in form.fields)
    with app.app_context(), transaction() as session:
        approve(session, organization.id, request_id, person_actor(administrator.id))

    page = client.submit(page, {"decision": decision}, form=number, follow_redirects=True)

    assert page.status_code == 200
    assert "already been decided" in page.text
    assert database.count(Membership) == 2


def test_a_request_is_withdrawn(
    client: PageClient, database: Database, organization: Organization, person: Account, request_id: str
) -> None:
    sign_in(client, database, person)
    page = client.get(f"/organizations/join?organization={organization.id}")
    number = next(number for number, form in enumerate(forms_of(page)) if "withdraw" in form.action)
    client.submit(page, form=number)

    assert database.one(select(JoinRequest.state)) == "withdrawn"


def test_an_organization_that_is_unknown_is_not_found(client: PageClient, database: Database, person: Account) -> None:
    sign_in(client, database, person)

    assert client.get("/organizations/join?organization=org_unknown").status_code == 404


@pytest.mark.threat(69)
def test_who_may_not_decide_decides_nothing(
    app: Application, database: Database, organization: Organization, person: Account, request_id: str
) -> None:
    """The person, a member, an administrator of another organization with either id; and none twice."""
    member, chief = create_account(database), create_account(database)
    other = create_organization(database, "Andere GmbH")
    join(database, organization, member)
    join(database, other, chief, role="administrator")
    attempts = [(person, organization), (member, organization), (chief, organization), (chief, other)]
    for account, where in attempts:
        with app.app_context(), pytest.raises(DomainError) as refused, transaction() as session:
            approve(session, where.id, request_id, person_actor(account.id))
        assert refused.value.status in {403, 404}

    assert database.one(select(JoinRequest.state)) == "open"
    assert database.rows(select(Membership.account_id).where(Membership.account_id == person.id)) == []


@pytest.mark.threat(69)
def test_an_administrator_does_not_decide_on_an_own_request(
    app: Application, database: Database, organization: Organization, person: Account, request_id: str
) -> None:
    """Who became administrator while the request waited."""
    join(database, organization, person, role="administrator")
    with app.app_context(), pytest.raises(DomainError) as refused, transaction() as session:
        approve(session, organization.id, request_id, person_actor(person.id))

    assert refused.value.status == 403


@pytest.mark.threat(69)
def test_of_two_administrators_at_once_one_decides(
    app: Application,
    database: Database,
    organization: Organization,
    administrator: Account,
    person: Account,
    request_id: str,
) -> None:
    second = create_account(database)
    join(database, organization, second, role="administrator")
    actors = [person_actor(administrator.id), person_actor(second.id)]

    def decide(number: int) -> str:
        with app.app_context():
            try:
                with transaction() as session:
                    approve(session, organization.id, request_id, actors[number])
            except JoinRequestEnded:
                return "ended"
        return "approved"

    assert sorted(race(2, decide)) == ["approved", "ended"]
    assert len(database.rows(select(Membership.id).where(Membership.account_id == person.id))) == 1
    assert len(database.rows(select(AuditEvent.id).where(AuditEvent.action == "join_request.approved"))) == 1


@pytest.mark.threat(69)
def test_what_was_refused_or_withdrawn_is_not_approved(
    app: Application, database: Database, organization: Organization, administrator: Account, request_id: str
) -> None:
    actor = person_actor(administrator.id)
    with app.app_context(), transaction() as session:
        refuse(session, organization.id, request_id, "Nein", actor)
    with app.app_context(), pytest.raises(JoinRequestEnded), transaction() as session:
        approve(session, organization.id, request_id, actor)


def test_an_account_asks_a_few_times_a_day(client: PageClient, database: Database, person: Account) -> None:
    sign_in(client, database, person)
    for number in range(6):
        organization = create_organization(database, f"Firma {number}")
        page = client.get(f"/organizations/join?organization={organization.id}")
        answer = client.submit(page, form=main_form(page))

    assert answer.status_code == 429
    assert database.count(JoinRequest) == 5


def save_request(database: Database, organization: Organization, account: Account, **values: object) -> JoinRequest:
    request = JoinRequest(organization_id=organization.id, account_id=account.id, portal="shop", **values)
    database.save(request)
    return request


@pytest.mark.threat(69)
def test_only_what_waits_for_this_organization_is_shown_to_it(
    database: Database, organization: Organization, person: Account
) -> None:
    waiting = save_request(database, organization, person, state="open")
    save_request(database, organization, create_account(database), state="refused", ended_at=current_time())
    save_request(database, create_organization(database), person, state="open")

    with database.transaction() as session:
        page = read_waiting(session, organization.id, Cursor())
    assert [(each.id, each.email) for each in page.entries] == [(waiting.id, person.email)]


def test_the_newest_request_of_this_account_to_this_organization_is_found(
    database: Database, organization: Organization, person: Account
) -> None:
    now = current_time()
    ended = {"state": "refused", "ended_at": now}
    save_request(database, organization, person, created_at=now - timedelta(days=2), **ended)
    newest = save_request(database, organization, person, created_at=now - timedelta(days=1), state="open")
    save_request(database, organization, person, created_at=now - timedelta(days=3), **ended)
    save_request(database, organization, create_account(database), created_at=now, **ended)
    save_request(database, create_organization(database), person, created_at=now, **ended)

    with database.transaction() as session:
        before = session.get_one(JoinRequest, newest.id)
        change = update(JoinRequest).where(JoinRequest.id == newest.id).values(reason="now")
        session.execute(change, execution_options={"synchronize_session": False})
        assert before.reason == ""
        found = find_request(session, organization.id, person.id)
        assert found is not None
        assert (found.id, found.reason) == (newest.id, "now")
        session.execute(change.values(reason="later"), execution_options={"synchronize_session": False})
        assert get_request(session, organization.id, newest.id).reason == "later"


@pytest.mark.parametrize("is_approved", [True, False])
def test_the_person_is_told_what_was_decided_in_the_look_of_the_portal_where_they_asked(
    app: Application,
    database: Database,
    organization: Organization,
    administrator: Account,
    person: Account,
    request_id: str,
    mailbox: Mailbox,
    *,
    is_approved: bool,
) -> None:
    database.change(database.one(select(JoinRequest)), portal="forum")
    elsewhere = person_actor(administrator.id)
    with app.app_context(), transaction() as session:
        if is_approved:
            approve(session, organization.id, request_id, elsewhere)
        else:
            refuse(session, organization.id, request_id, "x" * 301, elsewhere)

    [mail] = mailbox.to(person.email)
    assert "Ben" in mail.text
    assert mail.subject == f"Your request to join was {'approved' if is_approved else 'declined'}"
    assert f"/organizations/join?organization={organization.id}" in mail.text
    assert database.rows(select(OutboxMail.portal).where(OutboxMail.recipient == person.email)) == ["forum"]
    assert database.rows(select(AdmissionRecord.evidence)) == ([{"way": "join_request"}] if is_approved else [])
    assert len(database.one(select(JoinRequest.reason))) == (0 if is_approved else LONGEST_REASON)


def test_the_administrators_are_asked_in_the_look_of_that_portal_with_their_names(
    app: Application,
    database: Database,
    organization: Organization,
    person: Account,
    mailbox: Mailbox,
) -> None:
    chief = create_account(database, language="en", given_name="Grete", family_name="Hafen")
    join(database, organization, chief, role="administrator")
    actor = person_actor(person.id, create_session(database, person).id)
    with app.app_context(), transaction() as session:
        ask_to_join(session, organization.id, person.id, "forum", actor)

    assert "Grete Hafen" in mailbox.only.text
    assert f"/organizations/{organization.id}/requests" in mailbox.only.text
    assert database.one(select(OutboxMail.portal)) == "forum"
