"""Inviting addresses: who is invited, what is told of each, and what an organization does about it afterwards."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from idp.actors import Forbidden
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.infrastructure.one_time_links import OneTimeLink
from idp.infrastructure.web.application import Application
from idp.invitations.changing import correct_address, get_invitation, send_again, withdraw
from idp.invitations.errors import AlreadyInvited, InvitationEnded, InvitationNotFound
from idp.invitations.inviting import Outcome, find_open, invite
from idp.invitations.limits import hit_invitation_limit
from idp.invitations.models import Invitation
from idp.invitations.pasted import parse_addresses
from idp.mail.models import OutboxMail
from idp.organizations.entitlements.errors import ProductNotFound
from idp.organizations.errors import AdministratorNeeded, AlreadyMember, OrganizationNotFound
from idp.organizations.models import MemberRole, Organization
from tests.factories.accounts import create_account
from tests.factories.actors import operator, person_actor
from tests.factories.invitations import OFFER, invitation_of, invite_addresses
from tests.factories.organizations import create_organization, give_product, join
from tests.provisioning.databases import Database

NEW = "neu@example.test"


@pytest.fixture
def organization(database: Database) -> Organization:
    return create_organization(database, "Hafenwerk GmbH")


def test_each_entry_of_the_list_is_answered(app: Application, database: Database, organization: Organization) -> None:
    member = create_account(database)
    join(database, organization, member)
    invite_addresses(app, organization, "alt@example.test")

    reported = invite_addresses(app, organization, f"{NEW}\n{member.email}\nalt@example.test\nnobody@")

    assert [each.outcome for each in reported] == [
        Outcome.INVITED,
        Outcome.ALREADY_MEMBER,
        Outcome.ALREADY_INVITED,
        Outcome.INVALID,
    ]
    assert reported[0].subject == "Invitation from Hafenwerk GmbH"
    assert database.count(OutboxMail) == 2


def test_what_the_limits_refuse_gets_no_mail(app: Application, database: Database, organization: Organization) -> None:
    entries = [(entry, False) for entry in parse_addresses(NEW)]
    with app.app_context(), transaction() as session:
        reported = invite(session, organization.id, entries, OFFER, operator())

    assert [each.outcome for each in reported] == [Outcome.LIMITED]
    assert database.count(Invitation) == database.count(OutboxMail) == 0


def test_an_expired_invitation_is_made_anew(app: Application, database: Database, organization: Organization) -> None:
    invite_addresses(app, organization, NEW)
    before = invitation_of(database, NEW)
    database.change(before, expires_at=current_time() - timedelta(seconds=1))

    (reported,) = invite_addresses(app, organization, NEW, role=MemberRole.ADMINISTRATOR)

    after = invitation_of(database, NEW)
    assert (reported.outcome, after.id, after.role) == (Outcome.INVITED, before.id, "administrator")
    assert after.expires_at > current_time()


def test_an_administrator_invites_and_a_member_does_not(
    app: Application, database: Database, organization: Organization
) -> None:
    """Threat 71: a member makes no administrator."""
    administrator, member, stranger = (create_account(database) for _ in range(3))
    join(database, organization, administrator, role="administrator")
    join(database, organization, member)
    entries = [(entry, True) for entry in parse_addresses(NEW)]
    with app.app_context(), transaction() as session:
        assert invite(session, organization.id, entries, OFFER, person_actor(administrator.id))
    for account, refusal in ((member, AdministratorNeeded), (stranger, OrganizationNotFound)):
        with app.app_context(), pytest.raises(refusal), transaction() as session:
            invite(session, organization.id, entries, OFFER, person_actor(account.id))


def test_a_product_that_the_organization_lacks_is_refused(app: Application, organization: Organization) -> None:
    with pytest.raises(ProductNotFound):
        invite_addresses(app, organization, NEW, products=("foreign",))


def test_the_mail_names_the_inviter(app: Application, database: Database, organization: Organization) -> None:
    administrator = create_account(database, given_name="Ada", family_name="Beispiel")
    join(database, organization, administrator, role="administrator")
    with app.app_context(), transaction() as session:
        invite(session, organization.id, [(parse_addresses(NEW)[0], True)], OFFER, person_actor(administrator.id))

    assert invitation_of(database, NEW).inviter_id == administrator.id
    assert database.one(select(AuditEvent.organization_id).where(AuditEvent.action == "invitation.sent"))


@pytest.mark.parametrize("name", ["Gewinn: www.evil.example", "http://evil.example", "evil.example"])
def test_a_name_that_is_a_link_stands_in_no_mail(app: Application, database: Database, name: str) -> None:
    (reported,) = invite_addresses(app, create_organization(database, name), NEW)

    assert reported.subject is not None
    assert "evil" not in reported.subject


def test_sending_again_voids_the_link_before(app: Application, database: Database, organization: Organization) -> None:
    invite_addresses(app, organization, NEW)
    invitation = invitation_of(database, NEW)
    database.change(invitation, expires_at=current_time() - timedelta(days=1))
    with app.app_context(), transaction() as session:
        send_again(session, organization.id, invitation.id, operator())

    assert sorted(database.rows(select(OneTimeLink.state))) == ["open", "superseded"]
    assert invitation_of(database, NEW).expires_at > current_time()


def test_a_corrected_address_voids_the_link_before(
    app: Application, database: Database, organization: Organization
) -> None:
    invite_addresses(app, organization, "falsch@example.test")
    invitation = invitation_of(database, "falsch@example.test")
    with app.app_context(), transaction() as session:
        correct_address(session, organization.id, invitation.id, NEW, operator())

    assert sorted(database.rows(select(OneTimeLink.state))) == ["open", "superseded"]
    assert invitation_of(database, NEW).id == invitation.id
    assert database.rows(select(OutboxMail.recipient).order_by(OutboxMail.created_at))[-1] == NEW


def test_an_address_is_not_corrected_to_one_that_is_taken(
    app: Application, database: Database, organization: Organization
) -> None:
    member = create_account(database)
    join(database, organization, member)
    invite_addresses(app, organization, f"{NEW}, falsch@example.test")
    invitation = invitation_of(database, "falsch@example.test")
    for email, refusal in ((NEW, AlreadyInvited), (member.email, AlreadyMember)):
        with app.app_context(), pytest.raises(refusal), transaction() as session:
            correct_address(session, organization.id, invitation.id, email, operator())


def test_what_has_ended_is_not_sent_again(app: Application, database: Database, organization: Organization) -> None:
    invite_addresses(app, organization, NEW)
    invitation = invitation_of(database, NEW)
    with app.app_context(), transaction() as session:
        withdraw(session, organization.id, invitation.id, operator())
    assert database.rows(select(OneTimeLink.state)) == ["superseded"]

    for change in (send_again, withdraw):
        with app.app_context(), pytest.raises(InvitationEnded), transaction() as session:
            change(session, organization.id, invitation.id, operator())


@pytest.mark.threat(73)
def test_an_invitation_of_another_organization_is_not_found(
    app: Application, database: Database, organization: Organization
) -> None:
    invite_addresses(app, organization, NEW)
    invitation, other = invitation_of(database, NEW), create_organization(database, "Andere GmbH")
    administrator = create_account(database)
    join(database, other, administrator, role="administrator")
    for change in (send_again, withdraw):
        with app.app_context(), pytest.raises(InvitationNotFound), transaction() as session:
            change(session, other.id, invitation.id, person_actor(administrator.id))


def test_what_another_organization_has_sent_does_not_count(
    app: Application, database: Database, organization: Organization
) -> None:
    other = create_organization(database, "Andere GmbH")
    invite_addresses(app, other, f"{NEW} richtig@example.test")
    with database.transaction() as session:
        assert find_open(session, organization.id, NEW) is None
        assert find_open(session, other.id, NEW) is not None

    [reported] = invite_addresses(app, organization, NEW)
    assert reported.outcome is Outcome.INVITED
    invitation = database.one(select(Invitation).where(Invitation.organization_id == organization.id))
    with app.app_context(), transaction() as session:
        correct_address(session, organization.id, invitation.id, "richtig@example.test", operator())


def test_a_member_of_another_organization_or_a_former_one_is_invited(
    app: Application, database: Database, organization: Organization
) -> None:
    former, elsewhere = create_account(database), create_account(database)
    join(database, organization, former, expires_at=current_time())
    join(database, create_organization(database), elsewhere)

    reported = invite_addresses(app, organization, f"{former.email} {elsewhere.email}")
    assert [each.outcome for each in reported] == [Outcome.INVITED, Outcome.INVITED]


@pytest.mark.usefixtures("clock")
def test_an_invitation_ends_with_its_last_second(
    app: Application, database: Database, organization: Organization
) -> None:
    invite_addresses(app, organization, NEW)
    for left, outcome in ((timedelta(microseconds=1), Outcome.ALREADY_INVITED), (timedelta(0), Outcome.INVITED)):
        database.change(invitation_of(database, NEW), expires_at=current_time() + left)
        [reported] = invite_addresses(app, organization, NEW)
        assert reported.outcome is outcome


def test_each_change_is_written_down_with_its_invitation(
    app: Application, database: Database, organization: Organization
) -> None:
    invite_addresses(app, organization, NEW)
    invitation = invitation_of(database, NEW)
    elsewhere = operator(portal="forum")
    with app.app_context(), transaction() as session:
        send_again(session, organization.id, invitation.id, elsewhere)
        correct_address(session, organization.id, invitation.id, "richtig@example.test", elsewhere)
        withdraw(session, organization.id, invitation.id, elsewhere)

    events = database.rows(select(AuditEvent).order_by(AuditEvent.id))
    assert {(event.action, event.portal) for event in events} == {
        ("invitation.sent", "shop"),
        ("invitation.sent_again", "shop"),
        ("invitation.address_corrected", "shop"),
        ("invitation.withdrawn", "shop"),
    }
    for event in events:
        assert (event.organization_id, event.details["invitation"]) == (organization.id, invitation.id)


def test_an_invitation_is_read_anew_whatever_was_read_before(
    app: Application, database: Database, organization: Organization
) -> None:
    invite_addresses(app, organization, NEW)
    with database.transaction() as session:
        before = session.get_one(Invitation, invitation_of(database, NEW).id)
        change = update(Invitation).values(state="withdrawn", ended_at=current_time())
        session.execute(change, execution_options={"synchronize_session": False})
        assert before.is_open
        assert not get_invitation(session, organization.id, before.id).is_open


def test_people_have_limits_and_operators_have_none(app: Application, organization: Organization) -> None:
    limits = app.settings.throttle.model_copy(update={"invitations_per_person": 1})
    person = person_actor("acc_1")
    with app.app_context():
        sent = [hit_invitation_limit(organization.id, f"{n}@example.test", person, limits) for n in range(2)]
        assert sent == [True, False]
        assert hit_invitation_limit(organization.id, NEW, operator(), limits)


def test_what_was_withdrawn_is_no_obstacle(app: Application, database: Database, organization: Organization) -> None:
    invite_addresses(app, organization, NEW)
    with app.app_context(), transaction() as session:
        withdraw(session, organization.id, invitation_of(database, NEW).id, operator())

    [reported] = invite_addresses(app, organization, NEW)
    assert reported.outcome is Outcome.INVITED
    assert sorted(database.rows(select(Invitation.state))) == ["sent", "withdrawn"]


@pytest.mark.parametrize(("role", "products"), [(MemberRole.MEMBER, ("wiki",)), (MemberRole.ADMINISTRATOR, ())])
def test_products_limit_those_who_are_no_administrators(
    app: Application, database: Database, organization: Organization, role: MemberRole, products: tuple[str, ...]
) -> None:
    give_product(database, organization, "Wiki")
    invite_addresses(app, organization, NEW, role=role, products=("wiki",))

    assert invitation_of(database, NEW).products == products
    assert database.one(select(AuditEvent)).details["role"] == role


def test_an_administrator_does_not_say_who_represents_the_organization(
    app: Application, database: Database, organization: Organization
) -> None:
    """Neither by an invitation of their own nor by another address for one of an operator."""
    chief = create_account(database)
    join(database, organization, chief, role="administrator")
    offered = replace(OFFER, role=MemberRole.ADMINISTRATOR, represents=True)
    entries = [(entry, True) for entry in parse_addresses(NEW)]
    with app.app_context(), transaction() as session, pytest.raises(Forbidden):
        invite(session, organization.id, entries, offered, person_actor(chief.id))

    invite_addresses(app, organization, NEW, role=MemberRole.ADMINISTRATOR, represents=True)
    invitation = invitation_of(database, NEW)
    for actor, is_kept in ((operator(), True), (person_actor(chief.id), False)):
        with app.app_context(), transaction() as session:
            correct_address(session, organization.id, invitation.id, f"{is_kept}@example.test".lower(), actor)
        assert database.one(select(Invitation.represents)) is is_kept
