"""Exactly one account represents an organization: offered, accepted by the successor alone, or named by operators."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.administration.errors import MissingReason
from idp.administration.representatives import name_representative
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import Application
from idp.organizations.errors import AdministratorNeeded, OrganizationNotFound
from idp.organizations.models import Membership, Organization
from idp.organizations.representative.answering import answer_offer
from idp.organizations.representative.errors import HandOverEnded, NoSuccessor, RepresentativeNeeded
from idp.organizations.representative.handing_over import offer_representation, withdraw_offer
from idp.organizations.representative.models import HandOver
from idp.organizations.signals import membership_changed
from tests.factories.accounts import create_account
from tests.factories.actors import operator, person_actor
from tests.factories.organizations import create_organization, join
from tests.provisioning.databases import Database
from tests.provisioning.mailbox import Mailbox
from tests.provisioning.shell import Shell

pytestmark = pytest.mark.usefixtures("in_app", "clock")


@pytest.fixture
def in_app(app: Application) -> Iterator[None]:
    """Mails are rendered with the application's templates."""
    with app.app_context():
        yield


@pytest.fixture
def former(database: Database) -> Account:
    return create_account(database, language="en", given_name="Grete", family_name="Hafen")


@pytest.fixture
def organization(database: Database, former: Account) -> Organization:
    organization = create_organization(database, "Hafenwerk GmbH", representative_id=former.id)
    join(database, organization, former, role="administrator")
    return organization


@pytest.fixture
def successor(database: Database, organization: Organization) -> Account:
    account = create_account(database, language="en", given_name="Jonas", family_name="Brandt")
    join(database, organization, account, expires_at=current_time() + timedelta(days=90))
    return account


@pytest.fixture
def act(database: Database) -> Callable[..., object]:
    """``act(service, …)``: call a service in a transaction of its own."""

    def run(service: Callable[..., object], *given: object, **named: object) -> object:
        with database.transaction() as session:
            return service(session, *given, **named)

    return run


def offer(database: Database, organization: Organization, successor: Account, former: Account) -> None:
    with database.transaction() as session:
        offer_representation(session, organization.id, successor, "Grete Hafen", person_actor(former.id))


def representative(database: Database) -> str | None:
    return database.one(select(Organization.representative_id))


def test_the_successor_takes_over_with_the_right_that_it_takes(
    database: Database, organization: Organization, successor: Account, former: Account, mailbox: Mailbox
) -> None:
    offer(database, organization, successor, former)
    assert representative(database) == former.id
    assert mailbox.only.recipient == successor.email
    assert "Jonas Brandt" in mailbox.only.text
    with database.transaction() as session:
        answer_offer(session, organization.id, successor, person_actor(successor.id), is_accepted=True)
    assert representative(database) == successor.id
    own = database.one(select(Membership).where(Membership.account_id == successor.id))
    assert (own.role, own.expires_at) == ("administrator", None)
    assert database.one(select(Membership.role).where(Membership.account_id == former.id)) == "administrator"
    told = mailbox.to(former.email)[-1]
    assert told.subject == "Jonas Brandt now represents Hafenwerk GmbH"
    assert "Grete Hafen" in told.text
    answered = database.one(select(HandOver))
    assert (answered.state, answered.answered_at) == ("accepted", current_time())


def test_who_declines_changes_nothing(
    database: Database, organization: Organization, successor: Account, former: Account, mailbox: Mailbox
) -> None:
    offer(database, organization, successor, former)
    with database.transaction() as session:
        answer_offer(session, organization.id, successor, person_actor(successor.id), is_accepted=False)
    assert representative(database) == former.id
    assert database.one(select(HandOver.state)) == "declined"
    assert "does not want to represent" in mailbox.to(former.email)[-1].subject


@pytest.mark.parametrize("what", ["withdrawn", "answered", "expired", "another's", "left", "replaced"])
def test_an_offer_that_is_over_is_not_accepted(
    database: Database, organization: Organization, successor: Account, former: Account, what: str
) -> None:
    offer(database, organization, successor, former)
    other = create_account(database)
    join(database, organization, other)
    by = successor
    with database.transaction() as session:
        match what:
            case "withdrawn":
                assert withdraw_offer(session, organization.id, person_actor(former.id))
                assert not withdraw_offer(session, organization.id, person_actor(former.id))
            case "answered":
                answer_offer(session, organization.id, successor, person_actor(successor.id), is_accepted=False)
            case "expired":
                session.query(HandOver).update({"expires_at": current_time()})
            case "another's":
                by = other
            case "left":
                session.query(Membership).filter_by(account_id=successor.id).delete()
            case "replaced":
                name_representative(session, organization.id, other, operator(reason="register of companies"))
    before = representative(database)
    with pytest.raises(HandOverEnded), database.transaction() as session:
        answer_offer(session, organization.id, by, person_actor(by.id), is_accepted=True)
    assert representative(database) == before


def test_a_second_offer_takes_the_place_of_the_first(
    database: Database, organization: Organization, successor: Account, former: Account
) -> None:
    offer(database, organization, successor, former)
    other = create_account(database)
    join(database, organization, other)
    offer(database, organization, other, former)
    with pytest.raises(HandOverEnded), database.transaction() as session:
        answer_offer(session, organization.id, successor, person_actor(successor.id), is_accepted=True)


@pytest.mark.threat(71)
def test_only_the_representative_offers_and_withdraws(
    database: Database, organization: Organization, successor: Account, former: Account, act: Callable[..., object]
) -> None:
    administrator, stranger = create_account(database), create_account(database)
    join(database, organization, administrator, role="administrator")
    refusals = [
        (administrator, RepresentativeNeeded),
        (successor, AdministratorNeeded),
        (stranger, OrganizationNotFound),
    ]
    for account, refusal in refusals:
        with pytest.raises(refusal):
            act(offer_representation, organization.id, successor, "", person_actor(account.id))
        with pytest.raises(refusal):
            act(withdraw_offer, organization.id, person_actor(account.id))
    assert database.count(HandOver) == 0


@pytest.mark.parametrize("who", ["a stranger", "who represents it", "a former member", "disabled"])
def test_only_a_live_member_succeeds(
    database: Database, organization: Organization, former: Account, who: str, act: Callable[..., object]
) -> None:
    account = create_account(database, disabled_at=current_time() if who == "disabled" else None)
    if who == "a former member":
        join(database, organization, account, expires_at=current_time())
    elif who == "disabled":
        join(database, organization, account)
    successor = former if who == "who represents it" else account
    with pytest.raises(NoSuccessor):
        act(offer_representation, organization.id, successor, "", person_actor(former.id))


def test_an_operator_names_one_with_evidence(
    database: Database, shell: Shell, organization: Organization, successor: Account, former: Account, mailbox: Mailbox
) -> None:
    command = ("orgs", "representative", organization.id, successor.email)
    assert "--evidence" in shell.run(*command).stderr
    assert shell.answer(*command, "--evidence", "Register of companies, HRB 4711")["changed"] is True
    assert shell.answer(*command, "--evidence", "Register of companies, HRB 4711")["changed"] is False
    assert representative(database) == successor.id
    assert {mail.recipient for mail in mailbox.mails} == {successor.email, former.email}
    event = database.one(select(AuditEvent).where(AuditEvent.action == "membership.representative_appointed"))
    assert event.details["reason"] == "Register of companies, HRB 4711"
    assert (event.subject, event.details["former"]) == (successor.id, former.id)


def test_an_operator_without_evidence_changes_nothing(
    database: Database, organization: Organization, successor: Account, former: Account, act: Callable[..., object]
) -> None:
    with pytest.raises(MissingReason):
        act(name_representative, organization.id, successor, operator(reason=" "))
    assert representative(database) == former.id


def test_who_was_no_member_becomes_one(
    database: Database, organization: Organization, act: Callable[..., object]
) -> None:
    account = create_account(database)
    act(name_representative, organization.id, account, operator(reason="register of companies"))
    assert database.one(select(Membership.role).where(Membership.account_id == account.id)) == "administrator"


def test_an_offer_of_another_organization_stays_open(
    database: Database, organization: Organization, successor: Account, former: Account
) -> None:
    elsewhere, other = create_organization(database, representative_id=former.id), create_account(database)
    join(database, elsewhere, former, role="administrator")
    join(database, elsewhere, other)
    offer(database, elsewhere, other, former)
    offer(database, organization, successor, former)
    with database.transaction() as session:
        with pytest.raises(HandOverEnded):
            answer_offer(session, elsewhere.id, successor, person_actor(successor.id), is_accepted=True)
        assert withdraw_offer(session, organization.id, person_actor(former.id))
    withdrawn, opened = database.rows(select(HandOver).order_by(HandOver.state.desc()))
    assert (withdrawn.organization_id, withdrawn.answered_at) == (organization.id, current_time())
    assert (opened.organization_id, opened.state, opened.answered_at) == (elsewhere.id, "offered", None)


def test_an_answer_stays_what_it_was_when_another_is_offered(
    database: Database, organization: Organization, successor: Account, former: Account
) -> None:
    offer(database, organization, successor, former)
    with database.transaction() as session:
        answer_offer(session, organization.id, successor, person_actor(successor.id), is_accepted=False)
    offer(database, organization, successor, former)
    assert set(database.rows(select(HandOver.state))) == {"declined", "offered"}


def test_an_organization_that_nobody_represents_gets_its_representative(
    database: Database, organization: Organization, successor: Account, former: Account, mailbox: Mailbox
) -> None:
    offer(database, organization, successor, former)
    database.change(organization, representative_id=None)
    told = len(mailbox.mails)
    with database.transaction() as session:
        answer_offer(session, organization.id, successor, person_actor(successor.id), is_accepted=True)
    assert representative(database) == successor.id
    assert len(mailbox.mails) == told


def test_who_gave_out_tokens_hears_of_the_new_right(
    database: Database, organization: Organization, successor: Account
) -> None:
    told: list[tuple[str, str, object]] = []

    def hear(sender: str, organization_id: str, session: object) -> None:
        told.append((sender, organization_id, session))

    with membership_changed.connected_to(hear), database.transaction() as session:
        name_representative(session, organization.id, successor, operator(reason="register of companies"))
        assert told == [(successor.id, organization.id, session)]
