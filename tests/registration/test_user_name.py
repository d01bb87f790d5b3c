"""A user name that is chosen while registering, or assigned: free, unique, told by mail, and never a dead end."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from idp.accounts.models import Account
from idp.audit.models import AuditEvent
from idp.infrastructure.database import transaction
from idp.mail.models import OutboxMail
from idp.registration.completion import complete
from idp.registration.journey import outlook_of
from idp.registration.models import Registration
from idp.registration.start import Origin, begin, enter
from idp.registration.user_name import is_user_name_free
from tests.conftest import FROZEN_AT
from tests.factories.accounts import create_account
from tests.factories.activations import create_activation
from tests.factories.actors import person_actor
from tests.factories.customers import create_record
from tests.factories.journeys import REGISTER, REGISTERS
from tests.factories.registration_pages import EMAIL, NEW_PASSWORD, open_link, register
from tests.provisioning.pages import forms_of
from tests.security.racing import race

CHOSEN = {
    "pages": [["name", "email", "user_name", "password"]],
    "invitation": [["name", "user_name", "password"]],
    "user_name": "chosen",
}
AFTER = CHOSEN | {"pages": [["name", "email"]], "completion": [["user_name", "password"]]}
ASSIGNED = {"user_name": "assigned", "pages": [["name", "email", "password"]]}
BY_NUMBER = {
    "user_name": "assigned",
    "user_name_from": "K-{customer_number}",
    "pages": [["name", "email", "evidence", "password"]],
    "evidence": {"customer_number": {}},
}
PERSON = {"given_name": "Grace", "family_name": "Neu", "password": NEW_PASSWORD}
TAKEN = "Dieser Benutzername ist bereits vergeben."


@pytest.fixture
def portal(make_app):
    def make(registration):
        shop = {"registration": registration, "customer_register": REGISTER}
        return make_app(registers=REGISTERS, portals={"shop": shop}).test_client()

    return make


def confirm(client, mailbox):
    return client.submit(open_link(client, mailbox.only.link), follow_redirects=True)


def name_of(database, email=EMAIL):
    return database.one(select(Account.username).where(Account.email == email))


def test_a_chosen_name_is_kept_in_one_form_told_by_mail_and_opens_the_account(portal, mailbox, database):
    client = portal(CHOSEN)
    register(client, user_name=" Ada.Neu ")
    confirm(client, mailbox)

    assert name_of(database) == "ada.neu"
    told = mailbox.to(EMAIL)[-1]
    assert told.subject == "Ihr Benutzername"
    assert "Ihr Benutzername bei Beispiel-Shop lautet: ada.neu" in told.text
    other = client.application.test_client()
    page = other.submit(other.get("/signin?portal=shop", follow_redirects=True), {"email": "ADA.neu"})
    page = other.get(page.location)
    assert "password" in {name for form in forms_of(page) for name in form.fields}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "Bitte wählen Sie einen Benutzernamen."),
        ("ada@neu", "Bitte verwenden Sie nur Buchstaben von A bis Z"),
        ("-ada", "Bitte verwenden Sie nur Buchstaben von A bis Z"),
        ("GRACE.H", TAKEN),
        ("Postmaster", TAKEN),
    ],
)
def test_what_can_not_be_chosen_is_said_at_the_field(portal, database, name, said):
    create_account(database, email="grace@example.test", username="grace.h")
    page = register(portal(CHOSEN), user_name=name)
    assert page.status_code == 422
    assert said in page.text


@pytest.mark.parametrize(("state", "is_held"), [("started", False), ("submitted", False), ("approved", True)])
def test_a_registration_holds_its_name_once_its_address_is_proved(portal, database, clock, state, is_held):
    client = portal(CHOSEN)
    register(client, user_name="ada")
    with database.transaction() as session:
        session.execute(update(Registration).values(state=state))
    other = client.application.test_client()
    assert (TAKEN in register(other, email="eva@example.test", user_name="ada").text) == is_held
    clock.shift(timedelta(days=15))
    assert TAKEN not in register(other, email="eva@example.test", user_name="ada").text


@pytest.mark.threat(43)
def test_one_address_asks_for_a_few_names_only(portal, database, clock):
    client = portal(CHOSEN)
    create_account(database, email="grace@example.test", username="grace.h")
    said = [register(client, user_name="grace.h").text for _ in range(21)]
    assert TAKEN in said[19]
    assert TAKEN not in said[20]
    assert "Zu viele Versuche." in said[20]
    # The count tells nothing: a free name is not answered either.
    assert "Zu viele Versuche." in register(client, user_name="free.h").text


def test_a_name_that_was_taken_meanwhile_is_asked_for_again(portal, mailbox, database):
    client = portal(CHOSEN)
    register(client, user_name="ada")
    create_account(database, email="grace@example.test", username="ada")
    page = confirm(client, mailbox)
    assert "Der Benutzername ada wurde inzwischen vergeben." in page.text

    assert TAKEN in client.submit(page, {"user_name": "ada"}).text
    client.submit(page, {"user_name": "ada2"}, follow_redirects=True)
    assert name_of(database) == "ada2"
    assert database.one(select(Account.password_hash).where(Account.email == EMAIL))


def test_it_may_be_asked_for_once_the_address_is_confirmed(portal, mailbox, database):
    client = portal(AFTER)
    client.submit(client.get("/register"), {"given_name": "Grace", "family_name": "Neu", "email": EMAIL})
    page = confirm(client, mailbox)
    page = client.submit(page, {"user_name": "neu", "password": NEW_PASSWORD}, follow_redirects=True)
    assert name_of(database) == "neu"


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(
    ("change", "is_free"),
    [
        ({}, False),
        ({"id": "own"}, True),
        ({"user_name": "eva"}, True),
        ({"state": "submitted"}, True),
        ({"state": "awaiting_approval"}, False),
        ({"expires_at": FROZEN_AT}, True),
    ],
)
def test_a_name_is_free_that_no_other_registration_holds(app, database, change, is_free):
    given = {"browser_hash": "x", "portal": "shop", "email": EMAIL, "language": "de", "user_name": "ada"}
    given |= {"state": "approved", "expires_at": FROZEN_AT + timedelta(seconds=1)}
    database.save(Registration(**given | change))
    with app.app_context():
        assert is_user_name_free("ada", "own") is is_free


def test_of_two_registrations_that_end_at_once_one_gets_the_name(portal, app, database):
    app = portal(CHOSEN).application
    ids = []
    with app.test_request_context(base_url=app.settings.issuer), transaction() as session:
        for number in range(2):
            row = begin(session, Origin("browser", "shop", "de", timedelta(days=1)))
            enter(row, 1, {"email": f"{number}@example.test", "user_name": "ada", "password_hash": "x"})
            row.state = "approved"
            ids.append(row.id)

    def act(number):
        with app.test_request_context(base_url=app.settings.issuer), transaction() as session:
            row = session.get_one(Registration, ids[number], with_for_update=True)
            complete(session, row, person_actor(), outlook_of(row))
            return row.state, row.lost_user_name

    assert set(race(2, act)) == {("approved", "ada"), ("completed", None)}
    assert database.count(Account) == 1


def test_the_end_counts_the_page_of_the_name_that_was_chosen(portal, mailbox):
    client = portal(CHOSEN | {"pages": [["name", "email", "password"], ["user_name"]]})
    second = client.submit(client.get("/register"), PERSON | {"email": EMAIL}, follow_redirects=True)
    sent = client.submit(second, {"user_name": "ada"}, follow_redirects=True)
    assert "Schritt 3 von 4" in sent.text
    confirm(client, mailbox)
    assert "Schritt 4 von 4" in client.get(sent.request.path, follow_redirects=True).text


def test_an_assigned_name_tells_people_of_one_name_apart(portal, mailbox, database):
    client = portal(ASSIGNED)
    create_account(database, email="grace@example.test", username="grace.neu")
    register(client)
    confirm(client, mailbox)
    assert name_of(database) == "grace.neu2"


@pytest.mark.parametrize(("registration", "is_assigned"), [(CHOSEN, False), (ASSIGNED, True)])
def test_the_account_is_told_at_its_portal_and_in_the_language_of_the_form(
    make_app, mailbox, database, registration, is_assigned
):
    app = make_app(portals={"forum": {"registration": registration}})
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "de"
    register(client, path="/register?portal=forum", **({} if is_assigned else {"user_name": "grace.neu"}))
    confirm(client, mailbox)

    account = database.one(select(Account))
    event = database.one(select(AuditEvent).where(AuditEvent.action == "account.user_name_given"))
    assert (event.actor_id, event.subject, event.portal) == (account.id, account.id, "forum")
    assert event.details["assigned"] is is_assigned
    mail = database.one(select(OutboxMail).where(OutboxMail.message == "user_name_given"))
    assert (mail.portal, mail.language, mail.account_id) == ("forum", "de", account.id)
    told = mailbox.to(EMAIL)[-1]
    assert "/signin?portal=forum" in told.text
    assert "Grace Neu" in told.text


def test_an_assigned_name_takes_of_the_address_what_is_before_its_at_sign(portal, mailbox, database):
    """Of a person without a customer there is no number."""
    client = portal(ASSIGNED | {"user_name_from": "k{email}{customer_number}"})
    register(client)
    confirm(client, mailbox)
    assert name_of(database) == "kneu"


def test_an_assigned_name_is_made_of_the_customer_number(portal, mailbox, database):
    client = portal(BY_NUMBER)
    create_record(database, "4711A")
    register(client, evidence_customer_number="4711-a")
    confirm(client, mailbox)
    assert name_of(database) == "k-4711a"


@pytest.mark.parametrize("registration", [CHOSEN, ASSIGNED], ids=["chosen", "assigned"])
def test_an_account_that_has_a_name_keeps_it(portal, database, registration):
    client = portal(registration)
    account = create_account(database, email=EMAIL, username="old.name", password=None)
    page = client.get(create_activation(client.application, database, account), follow_redirects=True)
    client.submit(page, PERSON, follow_redirects=True)
    assert database.one(select(Account.username).where(Account.password_hash.is_not(None))) == "old.name"


def test_who_is_invited_chooses_one(portal, database):
    client = portal(CHOSEN)
    account = create_account(database, email=EMAIL, password=None)
    page = client.get(create_activation(client.application, database, account), follow_redirects=True)
    create_account(database, email="grace@example.test", username="ada")
    page = client.submit(page, PERSON | {"user_name": "ada"})
    assert TAKEN in page.text
    client.submit(page, PERSON | {"user_name": "ada.neu"}, follow_redirects=True)
    assert name_of(database) == "ada.neu"
