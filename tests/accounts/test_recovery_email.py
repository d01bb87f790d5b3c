"""A second address for the day the first one is lost."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.accounts.email_change.request import request_change
from idp.accounts.models import Account, EmailChange
from idp.accounts.recovery_email.change import remove_recovery_email, request_recovery_email
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.actors import person_actor
from tests.factories.registration_pages import NEW_PASSWORD, open_link, request_reset
from tests.factories.sessions import create_session, sign_in
from tests.factories.sign_in_pages import try_password
from tests.provisioning.pages import forms_of

PAGE = "/account/recovery-email"
SECOND = "zweite@example.test"


@pytest.fixture
def person(database, clock):
    return create_account(database, language="en")


def ask(client, email=SECOND):
    page = client.get(PAGE)
    number = next(number for number, form in enumerate(forms_of(page)) if "email" in form.fields)
    return client.submit(page, {"email": email}, form=number)


def set_up(client, mailbox, email=SECOND):
    ask(client, email)
    return client.submit(open_link(client, mailbox.to(email)[-1].link))


def with_recovery(database, *, days=4, **values):
    return create_account(
        database, recovery_email=SECOND, recovery_email_verified_at=current_time() - timedelta(days), **values
    )


def stored(database, person):
    return database.one(select(Account.recovery_email).where(Account.id == person.id))


def test_it_holds_once_it_is_confirmed(client, database, person, mailbox):
    sign_in(client, database, person)

    assert SECOND.replace("@", "<wbr>@") in ask(client).text
    page = open_link(client, mailbox.only.link)
    assert stored(database, person) is None
    assert "not confirmed" in client.get("/account").text
    assert client.submit(page).status_code == 200

    assert stored(database, person) == SECOND
    assert database.one(select(Account.recovery_email_verified_at)) == current_time()
    assert "not confirmed" not in client.get("/account").text
    assert client.submit(page).status_code == 410
    actions = {event.action for event in database.rows(select(AuditEvent))}
    assert actions == {"recovery_email.requested", "recovery_email.confirmed"}


@pytest.mark.threat(55)
def test_both_addresses_so_far_are_told_of_a_change(client, database, mailbox, clock):
    person = with_recovery(database)
    sign_in(client, database, person)
    set_up(client, mailbox, "dritte@example.test")

    for address, message in ((person.email, "recovery_email_changed"), (SECOND, "former_recovery_email")):
        assert mailbox.to(address)[-1].message == message
        assert "dritte@example.test" in mailbox.to(address)[-1].text


@pytest.mark.threat(55)
def test_only_the_accounts_own_address_gets_a_link_that_secures_the_account(client, database, mailbox, clock):
    """Whoever reads the mails of a former recovery address may be the one whom it was taken from."""
    person = with_recovery(database)
    sign_in(client, database, person)
    set_up(client, mailbox, "dritte@example.test")

    assert "/secure-account/link/" in mailbox.to(person.email)[-1].text
    assert "/link/" not in mailbox.to(SECOND)[-1].text


@pytest.mark.threat(55)
def test_both_addresses_are_told_of_a_removal(client, database, mailbox, clock):
    person = with_recovery(database)
    sign_in(client, database, person)
    page = client.get(PAGE)
    number = next(number for number, form in enumerate(forms_of(page)) if form.action.endswith("/remove"))

    client.submit(page, form=number)

    assert stored(database, person) is None
    assert [mail.recipient for mail in mailbox.mails] == [person.email, SECOND]


def test_a_reset_link_goes_to_both_addresses(app, database, mailbox, clock):
    person = with_recovery(database)
    client = app.test_client()
    request_reset(client, person.email)

    assert {mail.recipient for mail in mailbox.mails} == {person.email, SECOND}
    client.submit(open_link(client, mailbox.to(SECOND)[-1].link), {"password": NEW_PASSWORD})

    assert try_password(app.test_client(), person.email, NEW_PASSWORD).status_code == 303
    assert try_password(app.test_client(), person.email, PASSWORD).status_code == 422


@pytest.mark.threat(55)
@pytest.mark.parametrize(
    "why",
    ["just changed", "not confirmed", "own address not confirmed", "somebody's address", "somebody's recovery address"],
)
def test_an_address_that_proves_nothing_gets_no_link(client, database, mailbox, clock, why):
    person = with_recovery(database, days=2 if why == "just changed" else 4)
    if why == "not confirmed":
        database.change(person, recovery_email_verified_at=None)
    if why == "own address not confirmed":
        # The link lets that one count as confirmed.
        database.change(person, email_verified_at=None)
    if why == "somebody's address":
        create_account(database, email=SECOND)
    if why == "somebody's recovery address":
        with_recovery(database)

    request_reset(client, person.email)

    assert mailbox.only.recipient == person.email


@pytest.mark.threat(55)
def test_a_reset_link_that_was_mailed_before_a_change_is_void(app, client, database, mailbox, clock):
    person = with_recovery(database)
    request_reset(app.test_client(), person.email)
    link = mailbox.to(SECOND)[-1].link
    sign_in(client, database, person)

    set_up(client, mailbox, "dritte@example.test")

    assert open_link(app.test_client(), link).status_code == 410


@pytest.mark.threat(63)
def test_a_reset_in_between_voids_the_wish(app, client, database, person, mailbox):
    sign_in(client, database, person)
    ask(client)
    page = open_link(client, mailbox.only.link)
    owner = app.test_client()
    request_reset(owner, person.email)
    owner.submit(open_link(owner, mailbox.to(person.email)[-1].link), {"password": NEW_PASSWORD})

    assert client.submit(page).status_code == 410
    assert stored(database, person) is None


@pytest.mark.threat(63)
def test_a_disabled_account_gets_none(client, database, person, mailbox):
    sign_in(client, database, person)
    ask(client)
    page = open_link(client, mailbox.only.link)
    database.change(person, disabled_at=current_time())

    assert client.submit(page).status_code == 410
    assert stored(database, person) is None


@pytest.mark.threat(65)
def test_it_must_be_another_address(client, database, mailbox, clock):
    person = with_recovery(database)
    sign_in(client, database, person)

    assert ask(client, person.email.upper()).status_code == 422
    assert ask(client, SECOND.upper()).status_code == 422
    assert ask(client, "zweite@").status_code == 422
    assert len(mailbox) == 0


def test_mails_have_an_end(client, database, person, mailbox):
    sign_in(client, database, person)
    statuses = [ask(client, f"neu{number}@example.test").status_code for number in range(6)]

    assert statuses == [200] * 5 + [422]


def test_so_have_those_to_one_address_whoever_asks(make_app, database, mailbox):
    app = make_app(throttle={"mails_per_address": 1})
    statuses = []
    for _ in range(2):
        sign_in(client := app.test_client(), database, create_account(database))
        statuses.append(ask(client).status_code)

    assert statuses == [200, 422]
    assert len(mailbox.to(SECOND)) == 1


@pytest.mark.threat(59)
@pytest.mark.parametrize("form", ["set", "remove"])
def test_it_asks_for_a_recent_sign_in(client, database, mailbox, clock, form):
    person = with_recovery(database)
    sign_in(client, database, person)
    page = client.get(PAGE)
    number = next(
        number
        for number, each in enumerate(forms_of(page))
        if (each.action.endswith("/remove") if form == "remove" else "email" in each.fields)
    )
    clock.shift(11 * 60)

    typed = {} if form == "remove" else {"email": "dritte@example.test"}
    assert client.submit(page, typed, form=number).location.endswith("/confirm")
    assert stored(database, person) == SECOND


@pytest.mark.threat(63)
def test_a_newer_wish_voids_the_older_one(client, database, person, mailbox, clock):
    sign_in(client, database, person)
    ask(client)
    clock.shift(60)
    ask(client, "dritte@example.test")

    assert database.rows(select(EmailChange.state).order_by(EmailChange.requested_at)) == ["void", "pending"]
    assert open_link(client, mailbox.to(SECOND)[-1].link).status_code == 410


@pytest.mark.threat(63)
def test_a_removal_voids_the_wish_that_waits(client, database, mailbox, clock):
    person = with_recovery(database)
    sign_in(client, database, person)
    ask(client, "dritte@example.test")
    link = mailbox.only.link
    page = client.get(PAGE)
    number = next(number for number, form in enumerate(forms_of(page)) if form.action.endswith("/remove"))

    client.submit(page, form=number)

    assert open_link(client, link).status_code == 410
    assert stored(database, person) is None


@pytest.mark.threat(63)
@pytest.mark.parametrize("has_one", [True, False])
def test_a_removal_voids_the_wish_whether_or_not_there_is_an_address_so_far(app, database, mailbox, clock, has_one):
    """Trial guard ``void_pending`` in ``remove_recovery_email``."""
    person = with_recovery(database) if has_one else create_account(database)
    actor = person_actor(person.id, create_session(database, person).id)
    with app.app_context(), database.transaction() as session:
        request_recovery_email(session, person.id, "dritte@example.test", actor)
    with app.app_context(), database.transaction() as session:
        remove_recovery_email(session, person.id, actor)

    assert database.one(select(EmailChange.state)) == "void"
    assert stored(database, person) is None


def test_a_removal_voids_no_wish_of_another_account_nor_one_for_another_address(app, database, mailbox, clock):
    person, other = create_account(database), create_account(database)
    actors = {each.id: person_actor(each.id, create_session(database, each).id) for each in (person, other)}
    with app.app_context(), database.transaction() as session:
        request_change(session, person.id, "neu@example.test", actors[person.id])
        request_recovery_email(session, other.id, SECOND, actors[other.id])
        remove_recovery_email(session, person.id, actors[person.id])

    assert set(database.rows(select(EmailChange.state))) == {"pending"}
