"""A portal that asks for the customer number as well before it mails a link to a new password."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.audit.models import AuditEvent
from idp.customers.models import CustomerLink
from idp.infrastructure.clock import current_time
from tests.factories.accounts import create_account
from tests.factories.admissions import create_admission
from tests.factories.customers import create_record
from tests.factories.registration_pages import request_reset
from tests.factories.relying_parties import create_relying_party

NUMBER = "KD47110815"
ASKING = {"password_reset": {"ask_customer_number": True}}


@pytest.fixture
def client(make_app):
    return make_app(portals={"shop": ASKING, "forum": ASKING}).test_client()


@pytest.fixture
def person(database):
    return create_account(database, customer_number=NUMBER)


def ask(client, email, number, path="/password-reset"):
    return client.submit(client.get(path), {"email": email, "customer_number": number})


def reasons(database):
    return [event.details["reason"] for event in database.rows(select(AuditEvent).order_by(AuditEvent.at))]


@pytest.mark.parametrize("typed", [NUMBER, " kd-4711 0815"])
def test_address_and_number_together_bring_the_mail(client, person, mailbox, typed):
    answer = ask(client, person.email, typed)

    assert answer.status_code == 200
    assert "Falls Adresse und Kundennummer zu einem Konto gehören" in answer.text
    assert mailbox.only.recipient == person.email


def test_a_wrong_number_brings_none(client, database, person, mailbox):
    assert ask(client, person.email, "KD47110816").status_code == 200

    assert len(mailbox) == 0
    assert reasons(database) == ["wrong customer number"]


def test_another_accounts_number_brings_none(client, database, person, mailbox):
    create_account(database, customer_number="KD2")
    ask(client, person.email, "KD2")

    assert len(mailbox) == 0


def test_an_account_without_a_number_gets_none(client, database, mailbox):
    ask(client, create_account(database).email, NUMBER)

    assert len(mailbox) == 0
    assert reasons(database) == ["no customer number on file"]


@pytest.mark.parametrize("path", ["/password-reset", "/password-reset?portal=shop", "/password-reset?portal=nowhere"])
@pytest.mark.parametrize("number", ["", " - ", "\x00", "9" * 65])
def test_no_link_is_mailed_without_a_number(client, person, mailbox, path, number):
    answer = ask(client, person.email, number, path)

    assert answer.status_code == 422
    assert 'id="customer_number-error"' in answer.text
    assert len(mailbox) == 0


def test_no_address_typed_by_hand_takes_the_question_away(client):
    assert 'name="customer_number"' in client.get("/password-reset?portal=forum").text


def test_a_form_sent_without_the_field_is_refused(client, person, mailbox):
    page = client.get("/password-reset")
    token = page.text.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
    headers = {"Origin": "https://id.example.test"}
    answer = client.post("/password-reset", data={"csrf_token": token, "email": person.email}, headers=headers)

    assert answer.status_code == 422
    assert len(mailbox) == 0


def test_a_sign_in_that_waits_asks_as_well(client, database, person, mailbox):
    interaction = create_relying_party(database, client).authorize().location.removeprefix("/signin/")
    answer = ask(client, person.email, "KD1", f"/password-reset?interaction_id={interaction}")

    assert answer.status_code == 200
    assert len(mailbox) == 0


def test_the_recovery_address_gets_no_mail_without_the_number_either(client, database, mailbox, clock):
    person = create_account(
        database,
        customer_number=NUMBER,
        recovery_email="second@example.test",
        recovery_email_verified_at=current_time(),
    )
    clock.shift(timedelta(days=4))
    ask(client, person.email, "KD1")
    assert len(mailbox) == 0

    ask(client, person.email, NUMBER)
    assert {mail.recipient for mail in mailbox.mails} == {person.email, "second@example.test"}


def test_strangers_wrong_numbers_do_not_use_up_the_owners_mails(client, person, mailbox):
    for number in range(8):
        ask(client, person.email, f"KD{number}")
    ask(client, person.email, NUMBER)

    assert len(mailbox) == 1


def test_mails_to_one_address_still_have_an_end(client, database, person, mailbox):
    for _ in range(8):
        ask(client, person.email, NUMBER)

    assert len(mailbox) == 5
    assert reasons(database)[-1] == "too many requests"


@pytest.mark.parametrize(
    ("values", "reason"),
    [({}, None), ({"disabled_at": current_time()}, "account is disabled"), (None, "unknown address")],
)
def test_the_audit_says_what_became_of_a_request(app, database, mailbox, values, reason):
    email = "nobody@example.test" if values is None else create_account(database, **values).email
    request_reset(app.test_client(), email)

    assert reasons(database) == [reason]


def test_a_portal_does_not_ask_unless_it_is_told_to(app):
    assert 'name="customer_number"' not in app.test_client().get("/password-reset").text


def test_password_managers_keep_away_from_the_number(client):
    field = re.search(r'<input[^>]* id="customer_number"[^>]*>', client.get("/password-reset").text)[0]
    assert 'autocomplete="off"' in field
    assert 'aria-describedby="customer_number-hint"' in field


def test_trying_again_stays_with_the_portal_of_the_page(client, person):
    answer = ask(client, person.email, NUMBER, "/password-reset?portal=forum")

    assert 'href="/password-reset?portal=forum"' in answer.text
    assert 'href="/signin?portal=forum"' in answer.text


@pytest.fixture
def mixed(make_app):
    """One portal asks, the other does not."""
    return make_app(portals={"forum": ASKING}).test_client()


def test_a_page_that_no_application_asked_for_takes_a_number_where_some_portal_asks(mixed):
    """Trial row S1."""
    page = mixed.get("/password-reset?portal=shop")

    assert 'name="customer_number"' in page.text
    assert "(optional)" in page.text


@pytest.mark.parametrize(("number", "mails"), [("", 0), ("KD1", 0), (NUMBER, 1)])
def test_it_is_asked_of_an_account_that_the_asking_portal_admitted(mixed, database, person, mailbox, number, mails):
    """Trial row S1."""
    create_admission(database, person, "shop")
    create_admission(database, person, "forum")
    ask(mixed, person.email, number)

    assert len(mailbox) == mails


@pytest.mark.parametrize("number", ["", "KD1"])
def test_an_account_of_other_portals_can_do_without(mixed, database, person, mailbox, number):
    create_admission(database, person, "shop")
    ask(mixed, person.email, number)

    assert len(mailbox) == 1


def test_wrong_numbers_bring_no_more_mails_to_an_account_that_is_not_asked(mixed, database, person, mailbox):
    create_admission(database, person, "shop")
    for number in range(8):
        ask(mixed, person.email, f"KD{number}")

    assert len(mailbox) == 5


def test_the_answer_does_not_tell_who_is_asked(mixed, database, person):
    create_admission(database, person, "forum")
    asked = [person.email, "niemand@example.test"]
    texts = [ask(mixed, email, "KD1").text.replace(email.split("@")[0], "") for email in asked]
    # The form token tells the second in which it was made.
    without_token = [re.sub(r'name="csrf_token"[^>]*', "", text) for text in texts]

    assert without_token[0] == without_token[1]


def test_each_link_of_the_account_in_the_register_will_do(client, database, person, mailbox):
    record = create_record(database, "KD2", "KD1", register="customers")
    link(database, person, record)

    for number in ("kd-2", "KD1", NUMBER):
        ask(client, person.email, number)

    assert len(mailbox) == 3


def test_a_number_of_another_register_brings_none(make_app, database, person, mailbox):
    portal = {"password_reset": {"ask_customer_number": True}, "customer_register": "gas"}
    client = make_app(registers={"customers": {}, "gas": {}}, portals={"shop": portal, "forum": portal}).test_client()
    ask(client, person.email, NUMBER)
    assert len(mailbox) == 0

    link(database, person, create_record(database, NUMBER, register="gas"))
    ask(client, person.email, NUMBER)
    assert len(mailbox) == 1


@pytest.mark.parametrize(("ignored", "mails"), [(True, 1), (False, 0)])
def test_zeros_count_where_the_register_says_so(make_app, database, mailbox, ignored, mails):
    person = create_account(database, customer_number="4711")
    registers = {"customers": {"ignore_leading_zeros": ignored}}
    ask(make_app(registers=registers, portals={"shop": ASKING, "forum": ASKING}).test_client(), person.email, "004711")

    assert len(mailbox) == mails


def test_zeros_before_a_number_bring_no_further_mails(client, database, mailbox):
    person = create_account(database, customer_number="4711")
    for zeros in range(8):
        ask(client, person.email, "0" * zeros + "4711")

    assert len(mailbox) == 5


def test_an_account_without_a_portal_of_its_own_is_asked_of_each_register_of_its_portals(
    make_app, database, person, mailbox
):
    registers = {"shop": "gas", "forum": "power"}
    portals = {key: {**ASKING, "customer_register": register} for key, register in registers.items()}
    client = make_app(registers={"gas": {}, "power": {}}, portals=portals).test_client()
    for key in portals:
        create_admission(database, person, key)
    link(database, person, create_record(database, "7", register="power"))

    ask(client, person.email, "8")
    assert len(mailbox) == 0
    ask(client, person.email, "7")
    assert len(mailbox) == 1


def link(database, account, record):
    with database.transaction() as session:
        session.add(CustomerLink(customer_id=record.id, account_id=account.id))
