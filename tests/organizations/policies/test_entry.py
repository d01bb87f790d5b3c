"""Whom an organization lets in, by the address and by who decides."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.actors import Actor
from idp.infrastructure.web.application import Application
from idp.invitations.changing import correct_address, send_again, withdraw
from idp.invitations.inviting import InvitationOffer, Outcome, invite
from idp.invitations.models import Invitation
from idp.invitations.pasted import parse_addresses
from idp.organizations.join_requests.asking import ask_to_join
from idp.organizations.join_requests.deciding import approve, refuse
from idp.organizations.members.adding import add_member
from idp.organizations.members.right import Right
from idp.organizations.models import MemberRole, Organization
from idp.organizations.policies.entry import is_allowed, parse_domain
from idp.organizations.policies.errors import AddressNotAllowed, OnlyRepresentativeLetsIn
from tests.factories.accounts import create_account
from tests.factories.actors import operator, person_actor
from tests.factories.organizations import create_organization, join
from tests.factories.sessions import create_session
from tests.provisioning.databases import Database

OFFER = InvitationOffer(portal="shop", role=MemberRole.MEMBER, billing=False, products=(), language="de")


@pytest.fixture(autouse=True)
def context(app: Application) -> Iterator[None]:
    with app.test_request_context():
        yield


@pytest.fixture
def chief(database: Database) -> Account:
    return create_account(database, email="chief@hafenwerk.example")


@pytest.fixture
def second(database: Database) -> Account:
    return create_account(database, email="second@hafenwerk.example")


@pytest.fixture
def organization(database: Database, chief: Account, second: Account) -> Organization:
    made = create_organization(database, "Hafenwerk GmbH", representative_id=chief.id)
    for account in (chief, second):
        join(database, made, account, role="administrator")
    return made


def invite_all(session: Session, organization: Organization, text: str, actor: Actor) -> list[Outcome]:
    entries = [(entry, True) for entry in parse_addresses(text)]
    return [each.outcome for each in invite(session, organization.id, entries, OFFER, actor)]


def ask(database: Database, organization: Organization, account: Account) -> str:
    """The id of a request of the account, which is signed in."""
    actor = person_actor(account.id, create_session(database, account).id)
    with database.transaction() as session:
        return ask_to_join(session, organization.id, account.id, "shop", actor).id


@pytest.mark.parametrize(
    ("domains", "email", "is_accepted"),
    [
        ((), "ada@anywhere.example", True),
        (("hafenwerk.example",), "ada@hafenwerk.example", True),
        (("a.example", "hafenwerk.example"), "ada@hafenwerk.example", True),
        (("hafenwerk.example",), "ada@it.hafenwerk.example", False),
        (("hafenwerk.example",), "ada@evilhafenwerk.example", False),
        (("hafenwerk.example",), "hafenwerk.example@evil.example", False),
    ],
)
def test_an_address_lies_in_the_domain_itself(domains: tuple[str, ...], email: str, is_accepted: bool) -> None:
    assert is_allowed(domains, email) is is_accepted


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        (" @Hafenwerk.Example ", "hafenwerk.example"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("hafenwerk", None),
        ("a b.example", None),
        ("ada@hafenwerk.example", None),
        ("", None),
    ],
)
def test_a_domain_has_one_form(text: str, domain: str | None) -> None:
    assert parse_domain(text) == domain


def test_only_allowed_addresses_are_invited(database: Database, chief: Account, organization: Organization) -> None:
    database.change(organization, email_domains=("hafenwerk.example",))
    with database.transaction() as session:
        outcomes = invite_all(session, organization, "neu@hafenwerk.example neu@anders.example", person_actor(chief.id))
    assert outcomes == [Outcome.INVITED, Outcome.NOT_ALLOWED]


def test_an_invitation_is_not_corrected_to_another_domain(
    database: Database, chief: Account, organization: Organization
) -> None:
    database.change(organization, email_domains=("hafenwerk.example",))
    with database.transaction() as session:
        invite_all(session, organization, "neu@hafenwerk.example", person_actor(chief.id))
    invitation = database.one(select(Invitation))
    with database.transaction() as session:
        correct_address(session, organization.id, invitation.id, "neuer@hafenwerk.example", person_actor(chief.id))
    with database.transaction() as session, pytest.raises(AddressNotAllowed):
        correct_address(session, organization.id, invitation.id, "neu@anders.example", person_actor(chief.id))


def test_no_way_in_leads_past_the_domains(database: Database, chief: Account, organization: Organization) -> None:
    stranger, known = create_account(database, email="ada@anders.example"), create_account(database)
    request_id = ask(database, organization, known)
    database.change(organization, email_domains=("hafenwerk.example",))

    with pytest.raises(AddressNotAllowed):
        ask(database, organization, stranger)
    with database.transaction() as session, pytest.raises(AddressNotAllowed):
        approve(session, organization.id, request_id, person_actor(chief.id))
    with database.transaction() as session, pytest.raises(AddressNotAllowed):
        add_member(session, organization.id, session.get_one(Account, stranger.id), Right(), operator())


def test_the_representative_alone_lets_people_in_where_the_organization_says_so(
    database: Database, chief: Account, second: Account, organization: Organization
) -> None:
    known = create_account(database)
    request_id = ask(database, organization, known)
    with database.transaction() as session:
        invite_all(session, organization, "neu@hafenwerk.example", person_actor(second.id))
    invitation = database.one(select(Invitation))
    database.change(organization, let_in_by="representative")

    for change in (
        lambda session: invite_all(session, organization, "x@hafenwerk.example", person_actor(second.id)),
        lambda session: send_again(session, organization.id, invitation.id, person_actor(second.id)),
        lambda session: correct_address(
            session, organization.id, invitation.id, "y@b.example", person_actor(second.id)
        ),
        lambda session: approve(session, organization.id, request_id, person_actor(second.id)),
    ):
        with database.transaction() as session, pytest.raises(OnlyRepresentativeLetsIn):
            change(session)
    with database.transaction() as session:
        invite_all(session, organization, "x@hafenwerk.example", person_actor(chief.id))
        withdraw(session, organization.id, invitation.id, person_actor(second.id))
        refuse(session, organization.id, request_id, "", person_actor(second.id))
