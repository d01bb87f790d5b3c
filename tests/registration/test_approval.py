"""Registrations that an operator approves or refuses."""

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.administration.errors import RegistrationNotOpen
from idp.administration.registrations import approve_registration, confirm_address, refuse_registration
from idp.admissions.models import AdmissionRecord
from idp.infrastructure.database import transaction
from idp.registration.models import Registration
from tests.factories.actors import operator
from tests.factories.customers import create_device, create_record
from tests.factories.journeys import BY_SERIAL, IN_TWO_PAGES
from tests.factories.registration_pages import EMAIL, NEW_PASSWORD, open_link

ENTRY = {"email": EMAIL, "evidence_customer_number": "4711", "evidence_postcode": "20095"}
NAME = {"given_name": "Grace", "family_name": "Neu"}
APPROVE, REFUSE, CONFIRM = approve_registration, refuse_registration, confirm_address


@pytest.fixture
def app(make_app, database):
    create_record(database, "4711", postcodes=("20095",))
    return make_app(**IN_TWO_PAGES)


@pytest.fixture
def decide(app, database):
    """Have an operator decide upon the only registration."""

    def by_operator(service, *arguments):
        registration = database.one(select(Registration.id))
        with app.test_request_context(base_url=app.settings.issuer), transaction() as session:
            return service(session, registration, *arguments, operator())

    return by_operator


@pytest.fixture
def submitted(client):
    """The page after the form was sent."""
    second = client.submit(client.get("/register"), ENTRY, follow_redirects=True)
    return client.submit(second, NAME, follow_redirects=True)


@pytest.fixture
def waiting(client, submitted, mailbox):
    """The page of a registration whose address is confirmed."""
    return client.submit(submitted, {"code": mailbox.only.code}, follow_redirects=True)


@pytest.fixture
def approved(decide, waiting, mailbox):
    """The mail that asks to complete it."""
    decide(APPROVE)
    return mailbox.mails[-1]


def is_signed_in(client):
    return client.get("/account").status_code == 200


def state_of(database):
    return database.one(select(Registration.state))


def test_a_confirmed_address_waits(database, waiting):
    assert waiting.request.path.endswith("/status")
    assert "Wir prüfen jetzt Ihre Registrierung." in waiting.text
    assert state_of(database) == "awaiting_approval"
    assert database.count(Account) == 0


def test_an_approved_person_is_told_by_mail(approved):
    assert (approved.message, approved.recipient) == ("complete_registration", EMAIL)


def test_the_status_page_leads_on_once_it_was_approved(client, waiting, approved):
    assert client.get(waiting.request.path, follow_redirects=True).request.path.endswith("/page/3")


def test_the_own_browser_completes_it_and_is_signed_in(client, database, approved):
    welcome = open_link(client, approved.link)
    assert "Willkommen bei Beispiel-Shop." in welcome.text
    last = client.submit(welcome, follow_redirects=True)
    client.submit(last, {"password": NEW_PASSWORD}, follow_redirects=True)

    account = database.one(select(Account))
    assert (account.email, account.name) == (EMAIL, "Grace Neu")
    assert database.one(select(AdmissionRecord.portal)) == "shop"
    assert state_of(database) == "completed"
    assert is_signed_in(client)


def test_another_browser_types_the_code_of_the_mail(app, database, approved):
    """Issue 11, 9: completion elsewhere takes code and own password."""
    other = app.test_client()
    page = open_link(other, approved.link)
    assert (page.status_code, "Bestätigungscode" in page.text) == (200, True)
    wrong = other.submit(page, {"code": "000000" if approved.code != "000000" else "111111"})
    assert (wrong.status_code, "Dieser Code ist falsch." in wrong.text) == (422, True)

    welcome = other.submit(page, {"code": approved.code}, follow_redirects=True)
    assert welcome.history[0].status_code == 303
    last = other.submit(welcome, follow_redirects=True)
    other.submit(last, {"password": NEW_PASSWORD}, follow_redirects=True)

    assert state_of(database) == "completed"
    assert is_signed_in(other)


def test_a_robot_that_opens_the_links_and_presses_the_buttons_completes_nothing(app, database, approved):
    robot = app.test_client()
    page = open_link(robot, approved.link)
    robot.submit(page, follow_redirects=True)

    assert state_of(database) == "approved"
    assert database.count(Account) == 0


def test_the_link_of_the_confirmation_elsewhere_takes_the_code_where_no_password_was_chosen(
    app, database, submitted, mailbox
):
    other = app.test_client()
    page = open_link(other, mailbox.only.link)
    assert (page.status_code, other.submit(page).status_code) == (200, 422)
    assert state_of(database) == "submitted"

    status = other.submit(page, {"code": mailbox.only.code}, follow_redirects=True)
    assert status.history[0].status_code == 303
    assert "Wir prüfen jetzt Ihre Registrierung." in status.text
    assert state_of(database) == "awaiting_approval"


def test_a_completed_one_is_not_completed_again(client, database, approved):
    last = client.submit(open_link(client, approved.link), follow_redirects=True)
    client.submit(last, {"password": NEW_PASSWORD})
    again = client.submit(last, {"password": NEW_PASSWORD}, follow_redirects=True)

    assert again.status_code == 200
    assert database.count(Account) == 1
    assert open_link(client, approved.link).status_code == 410


def test_a_refused_person_is_told_why(client, database, decide, waiting, mailbox):
    decide(REFUSE, "Diesen Kunden kennen wir nicht.")

    mail = mailbox.mails[-1]
    assert (mail.message, mail.recipient) == ("registration_refused", EMAIL)
    assert "Diesen Kunden kennen wir nicht." in mail.text
    assert "Diesen Kunden kennen wir nicht." in client.get(waiting.request.path).text
    assert database.count(Account) == 0


def test_of_what_was_refused_the_evidence_is_forgotten(database, decide, waiting):
    decide(REFUSE, "no")
    row = database.one(select(Registration))
    assert (row.evidence, row.profile, row.password_hash) == ({}, {}, "")


@pytest.mark.parametrize("second", [(APPROVE,), (REFUSE, "no"), (CONFIRM, "telephone")])
@pytest.mark.parametrize("first", [(APPROVE,), (REFUSE, "no")])
def test_one_decision_holds(decide, waiting, mailbox, first, second):
    decide(*first)
    count = len(mailbox)
    with pytest.raises(RegistrationNotOpen):
        decide(*second)
    assert len(mailbox) == count


@pytest.mark.parametrize("decision", [(APPROVE,), (REFUSE, "no")])
def test_before_the_address_is_confirmed_nothing_is_decided(decide, submitted, decision):
    with pytest.raises(RegistrationNotOpen):
        decide(*decision)


@pytest.mark.parametrize("decision", [(APPROVE,), (REFUSE, "no")])
def test_an_expired_one_is_not_decided(clock, decide, database, waiting, mailbox, decision):
    clock.shift(31 * 24 * 60 * 60)
    with pytest.raises(RegistrationNotOpen):
        decide(*decision)
    assert (database.count(Account), len(mailbox)) == (0, 1)


def test_an_operator_confirms_the_address_by_hand(database, decide, submitted, mailbox):
    """Portal B: the mail never came."""
    decide(CONFIRM, "called from the number on file")
    assert state_of(database) == "awaiting_approval"


def test_an_address_that_got_an_account_meanwhile_is_left_alone(client, database, approved):
    last = client.submit(open_link(client, approved.link), follow_redirects=True)
    database.save(Account(email=EMAIL, password_hash="theirs"))

    done = client.submit(last, {"password": NEW_PASSWORD}, follow_redirects=True)

    assert done.status_code == 200
    assert database.one(select(Account.password_hash)) == "theirs"
    assert state_of(database) == "superseded"
    assert not is_signed_in(client)


def test_with_the_password_already_chosen_the_account_is_ready_at_once(make_app, database, mailbox):
    app = make_app(**BY_SERIAL)
    client = app.test_client()
    entry = NAME | {"email": EMAIL, "password": NEW_PASSWORD, "evidence_serial_number": "XY999X"}
    page = client.submit(client.get("/register"), entry, follow_redirects=True)
    client.submit(page, {"code": mailbox.only.code}, follow_redirects=True)
    assert database.count(Account) == 0

    with app.test_request_context(base_url=app.settings.issuer), transaction() as session:
        approve_registration(session, database.one(select(Registration.id)), operator())

    assert mailbox.mails[-1].message == "registration_approved"
    assert database.one(select(Account.email)) == EMAIL


def test_with_evidence_no_operator_is_asked(make_app, database, mailbox):
    create_device(database, "AB123Z")
    client = make_app(**BY_SERIAL).test_client()
    entry = NAME | {"email": EMAIL, "password": NEW_PASSWORD, "evidence_serial_number": "ab123z"}
    page = client.submit(client.get("/register"), entry, follow_redirects=True)
    client.submit(page, {"code": mailbox.only.code}, follow_redirects=True)

    assert database.one(select(Account.email)) == EMAIL
    assert is_signed_in(client)
