"""A person for whom an operator has created an account sets it up by a mailed link."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from idp.accounts.creation import NewPerson
from idp.accounts.models import Account
from idp.admissions.models import AdmissionRecord
from idp.agreements.models import Agreement
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.infrastructure.web.application import Application
from idp.invitations.errors import AlreadyActivated
from idp.invitations.models import Invitation
from idp.invitations.new_person import accept_as_new_person
from idp.mail.models import OutboxMail
from idp.organizations.models import Membership
from idp.sessions.models import SsoSession
from tests.factories.accounts import create_account, hash_password
from tests.factories.activations import create_activation
from tests.factories.actors import person_actor
from tests.factories.invitations import create_invitation, find_link_id
from tests.factories.organizations import create_organization
from tests.factories.registration_pages import NEW_PASSWORD, request_reset
from tests.factories.sign_in_pages import try_password
from tests.factories.texts import texts
from tests.provisioning.databases import Database
from tests.provisioning.mailbox import Mailbox
from tests.provisioning.pages import PageClient, forms_of
from tests.security.racing import race

PERSON = {"given_name": "Grace", "family_name": "Neu", "password": NEW_PASSWORD}


@pytest.fixture
def person(database: Database) -> Account:
    return create_account(database, password=None, email_verified_at=None)


@pytest.fixture
def link(app: Application, database: Database, person: Account) -> str:
    return create_activation(app, database, person)


def activation(database: Database) -> Invitation:
    return database.one(select(Invitation))


def test_the_mail_says_that_there_is_an_account(person: Account, link: str, mailbox: Mailbox) -> None:
    assert mailbox.only.message == "account_created"
    assert "für Sie wurde ein Konto bei Beispiel-Shop erstellt" in mailbox.only.text.replace("\n", " ")
    assert person.email in mailbox.only.text


def test_the_page_asks_for_a_name_that_is_filled_in_and_for_a_password(
    client: PageClient, person: Account, link: str
) -> None:
    page = client.get(link, follow_redirects=True)

    fields = forms_of(page)[0].fields
    assert (fields["given_name"], fields["family_name"]) == (person.given_name, person.family_name)
    assert "Zugang einrichten" in page.text


def test_the_account_gets_the_name_the_password_and_a_verified_address(
    client: PageClient, database: Database, person: Account, link: str
) -> None:
    client.submit(client.get(link, follow_redirects=True), PERSON)

    account = database.one(select(Account))
    assert (account.id, account.name, account.email) == (person.id, "Grace Neu", person.email)
    assert account.email_verified_at is not None
    assert database.count(Membership) == 0
    assert activation(database).state == "accepted"
    assert try_password(client, person.email, NEW_PASSWORD).status_code == 303


def test_the_person_is_signed_in_and_led_on(client: PageClient, database: Database, person: Account, link: str) -> None:
    page = client.submit(client.get(link, follow_redirects=True), PERSON, follow_redirects=True)

    assert database.one(select(SsoSession)).account_id == person.id
    assert "Ihr Zugang ist eingerichtet" in page.text


def test_the_portal_may_lead_to_its_sign_in_instead(make_app: Any, database: Database, person: Account) -> None:
    """Portal A: the link asks for data and a password, and leads to the sign-in with the address filled in."""
    app = make_app(portals={"shop": {"registration": {"after_invitation": "sign_in_page"}}})
    link, client = create_activation(app, database, person), app.test_client()

    page = client.submit(client.get(link, follow_redirects=True), PERSON, follow_redirects=True)

    assert database.count(SsoSession) == 0
    assert forms_of(page)[0].fields["email"] == person.email


def test_the_journey_of_the_portal_is_completed_on_the_page(make_app: Any, database: Database, person: Account) -> None:
    shop = {"texts": texts(terms="3")}
    app = make_app(portals={"shop": shop})
    client = app.test_client()
    page = client.get(create_activation(app, database, person), follow_redirects=True)
    assert client.submit(page, PERSON).status_code == 422

    assert client.submit(page, PERSON | {"text_terms": "y"}).status_code == 303
    admission = database.one(select(AdmissionRecord))
    assert admission.texts_agreed == ("terms=3",)
    assert database.one(select(Agreement.way)) == "invitation"


def test_the_language_of_an_account_stays(client: PageClient, app: Application, database: Database) -> None:
    link = create_activation(app, database, create_account(database, password=None, language="en"))

    client.submit(client.get(link, follow_redirects=True), PERSON)

    assert database.one(select(Account.language)) == "en"


def test_the_first_password_is_told_in_no_further_mail(client: PageClient, link: str, mailbox: Mailbox) -> None:
    client.submit(client.get(link, follow_redirects=True), PERSON)

    assert "password_changed" not in [mail.message for mail in mailbox.mails]


@pytest.mark.parametrize(("days", "status"), [(6, 200), (8, 410)])
def test_the_invitation_holds_for_a_week(
    clock: time_machine.Traveller, client: PageClient, link: str, days: int, status: int
) -> None:
    clock.shift(timedelta(days=days))

    assert client.get(link, follow_redirects=True).status_code == status


def test_a_link_that_is_sent_again_voids_the_one_before(
    app: Application, client: PageClient, database: Database, person: Account, link: str
) -> None:
    again = create_activation(app, database, person)

    assert client.get(link, follow_redirects=True).status_code == 410
    assert client.get(again, follow_redirects=True).status_code == 200
    assert database.count(Invitation) == 1


def test_an_account_with_a_password_needs_no_invitation(app: Application, database: Database) -> None:
    with pytest.raises(AlreadyActivated):
        create_activation(app, database, create_account(database))

    assert database.count(OutboxMail) == 0


@pytest.mark.parametrize(
    "values", [{"disabled_at": current_time()}, {"last_sign_in_at": current_time()}], ids=["disabled", "passkey alone"]
)
def test_neither_does_one_that_is_blocked_or_in_use(
    app: Application, database: Database, values: dict[str, Any]
) -> None:
    with pytest.raises(AlreadyActivated):
        create_activation(app, database, create_account(database, password=None, **values))


def test_a_password_that_was_set_in_another_way_answers_the_invitation(
    client: PageClient, database: Database, person: Account, link: str, mailbox: Mailbox
) -> None:
    request_reset(client, person.email)
    reset = mailbox.mails[-1].link
    client.submit(client.get(reset, follow_redirects=True), {"password": NEW_PASSWORD})

    page = client.get(link, follow_redirects=True)
    assert (page.status_code, activation(database).state) == (410, "accepted")
    assert "Bereits beantwortet" in page.text


@pytest.mark.parametrize(
    "change", [{"email": "moved@example.test"}, {"disabled_at": current_time()}], ids=["address", "disabled"]
)
def test_the_link_opens_nothing_once_the_account_has_another_address_or_is_disabled(
    client: PageClient, database: Database, person: Account, link: str, change: dict[str, Any]
) -> None:
    page = client.get(link, follow_redirects=True)
    database.change(person, **change)

    assert client.submit(page, PERSON).status_code == 404
    assert database.one(select(Account.password_hash)) is None


def test_an_account_that_has_got_a_password_meanwhile_keeps_it(
    app: Application, database: Database, person: Account, link: str
) -> None:
    """Asked again under the lock: the page had found that the account awaits activation."""
    database.change(person, password_hash=hash_password("the first one"))

    with app.app_context(), transaction() as session:
        assert accept_as_new_person(session, find_link_id(session, link), new_person(person), person_actor()) is None

    assert database.one(select(Account.password_hash)) == hash_password("the first one")


def test_of_two_answers_at_once_one_counts(app: Application, database: Database, person: Account, link: str) -> None:
    def answer(_: int) -> bool:
        with app.app_context(), transaction() as session:
            found = accept_as_new_person(session, find_link_id(session, link), new_person(person), person_actor())
            return isinstance(found, Invitation)

    assert sorted(race(2, answer)) == [False, True]
    assert database.count(Invitation) == 1


def test_the_language_is_that_of_the_portal_where_the_account_has_none(make_app: Any, database: Database) -> None:
    app = make_app(portals={"forum": {"default_language": "en"}})

    create_activation(app, database, create_account(database, password=None, language=None), portal="forum")

    assert database.one(select(OutboxMail.language)) == "en"


def test_an_activation_ends_no_other_invitation(
    app: Application, client: PageClient, database: Database, person: Account, link: str
) -> None:
    other = create_account(database, password=None)
    create_activation(app, database, other)
    create_invitation(app, database, create_organization(database), person.email)

    client.submit(client.get(link, follow_redirects=True), PERSON)

    ended = select(Invitation.account_id).where(Invitation.ended_at.is_not(None))
    assert database.rows(ended) == [person.id]
    assert database.count(Invitation) == 3


def test_an_organization_invites_an_account_that_was_never_set_up(
    app: Application, client: PageClient, database: Database, person: Account
) -> None:
    """It has no password to sign in with: name and first password answer."""
    organization = create_organization(database)

    page = client.get(create_invitation(app, database, organization, person.email), follow_redirects=True)
    client.submit(page, PERSON)

    membership = database.one(select(Membership))
    assert (membership.account_id, membership.organization_id) == (person.id, organization.id)
    assert database.one(select(Account.password_hash)) is not None


def test_no_organization_vouches_where_a_new_password_takes_more_than_the_address(
    make_app: Any, database: Database
) -> None:
    """Portal E: a new password takes the customer number as well."""
    app = make_app(portals={"shop": {"password_reset": {"ask_customer_number": True}}})
    person = create_account(database, password=None, customer_number="KD-1")
    link = create_invitation(app, database, create_organization(database), person.email)

    page = app.test_client().get(link, follow_redirects=True)

    assert "Anmelden und antworten" in page.text
    assert 'name="password"' not in page.text


def test_the_invitation_and_the_activation_are_recorded(
    client: PageClient, database: Database, person: Account, link: str
) -> None:
    client.submit(client.get(link, follow_redirects=True), PERSON)

    events = {event.action: event for event in database.rows(select(AuditEvent))}
    assert (events["account.invited"].actor_id, events["account.invited"].subject) == ("an operator", person.id)
    for action in ("account.activated", "admission.joined", "invitation.accepted"):
        event = events[action]
        assert (event.actor_id, event.subject, event.portal) == (person.id, person.id, "shop")
    assert database.one(select(AdmissionRecord.evidence)) == {"way": "invitation"}


def new_person(account: Account) -> NewPerson:
    return NewPerson(
        email=account.email, given_name="Grace", family_name="Neu", language="de", password_hash=hash_password("x")
    )
