"""Inviting addresses: who is invited, what is told of each, and what an organization does about it afterwards."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.infrastructure.one_time_links import OneTimeLink
from idp.infrastructure.web.application import Application
from idp.mail.models import OutboxMail
from idp.organizations.entitlements.errors import ProductNotFound
from idp.organizations.errors import AdministratorNeeded, AlreadyMember, OrganizationNotFound
from idp.organizations.invitations.changing import correct_address, send_again, withdraw
from idp.organizations.invitations.errors import AlreadyInvited, InvitationEnded, InvitationNotFound
from idp.organizations.invitations.inviting import Outcome, invite
from idp.organizations.invitations.models import OrganizationInvitation
from idp.organizations.invitations.pasted import parse_addresses
from idp.organizations.models import MemberRole, Organization
from tests.factories.accounts import create_account
from tests.factories.actors import operator, person_actor
from tests.factories.invitations import OFFER, invitation_of, invite_addresses
from tests.factories.organizations import create_organization, join
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
    assert database.count(OrganizationInvitation) == database.count(OutboxMail) == 0


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
    assert database.one(select(AuditEvent.details).where(AuditEvent.action == "invitation.sent"))["organization"]


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
