"""Leaving for good, with a time to think again."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import String, cast, func, or_, select

from idp.accounts.deletion.execution import delete_due_accounts, delete_if_due
from idp.accounts.link_purposes import SECURE_ACCOUNT
from idp.accounts.models import Account, EmailChange, FormerPassword
from idp.audit.models import AuditEvent
from idp.infrastructure.background.periodic_tasks import periodic_tasks_of
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Base
from idp.infrastructure.one_time_links import issue_link
from idp.interactions.models import Interaction
from idp.mail.models import OutboxMail
from idp.registration.models import Registration
from idp.sessions.models import RememberedSignIn, SsoSession
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.organizations import create_membership
from tests.factories.registration_pages import request_reset
from tests.factories.relying_parties import create_relying_party
from tests.factories.sessions import create_session, sign_in
from tests.factories.sign_in_pages import try_password
from tests.provisioning.pages import forms_of

PAGE = "/account/deletion"
DAYS = 14
DAY = 24 * 60 * 60


@pytest.fixture
def person(database, clock):
    return create_account(database, language="en")


@pytest.fixture
def run_deletions(app):
    def do():
        with app.app_context():
            delete_due_accounts()

    return do


def form_fields(client):
    """What the form sends when nobody ticks its box."""
    return next(form.fields for form in forms_of(client.get(PAGE)) if form.action in {"", PAGE})


def send(client, fields):
    headers = {"Origin": client.application.settings.issuer, "Sec-Fetch-Site": "same-origin"}
    return client.post(PAGE, data=fields, headers=headers)


def ask(client):
    return send(client, form_fields(client) | {"confirm": "y"})


def keep(client):
    page = client.get(PAGE)
    number = next(number for number, form in enumerate(forms_of(page)) if form.action.endswith("/cancel"))
    return client.submit(page, form=number)


def delete_after(database, person):
    return database.one(select(Account.delete_after).where(Account.id == person.id))


def actions(database):
    return [event.action for event in database.rows(select(AuditEvent).order_by(AuditEvent.at))]


def due(database, **values):
    return create_account(database, delete_after=current_time(), **values)


def test_the_account_is_to_go_after_some_days(client, database, person, mailbox):
    sign_in(client, database, person)

    assert "after 14 days" in client.get(PAGE).text
    assert ask(client).location == PAGE

    assert delete_after(database, person) == current_time() + timedelta(days=DAYS)
    assert "Keep account" in client.get(PAGE).text
    assert actions(database) == ["deletion.requested"]
    mail = mailbox.only
    assert (mail.message, mail.recipient) == ("deletion_requested", person.email)
    assert "until Friday, 4 December 2026" in " ".join(mail.text.split())
    assert mail.link.endswith(PAGE)


@pytest.mark.parametrize(
    "page",
    [
        "/",
        "/account",
        "/account/email",
        "/account/recovery-email",
        "/account/password",
        "/account/security",
        "/account/security/passkeys",
        "/account/sessions",
        "/account/applications",
        "/account/history",
        "/account/export",
        "/account/export/readable",
    ],
)
def test_each_page_of_the_account_tells_of_it_and_can_take_it_back(client, database, person, page):
    """A page of an account that stays says nothing of a deletion.

    Trial, pages: fault 5."""
    sign_in(client, database, person)
    assert "will be deleted on" not in client.get(page).text
    ask(client)

    shown = client.get(page)
    assert re.search(r"Your account will be deleted on <time[^>]*>4\sDecember 2026<", shown.text)
    assert "Until then you can sign in as usual" in shown.text
    client.submit(shown, form=next(n for n, form in enumerate(forms_of(shown)) if form.action == f"{PAGE}/cancel"))
    assert delete_after(database, person) is None


def test_keeping_the_account_is_confirmed(client, database, person):
    """A reader of the same address whose account is to go is not told that it stays.

    Trial, pages: fault 5."""
    sign_in(client, database, person)
    ask(client)

    told = client.get(keep(client).location)
    assert "Your account will be kept." in told.text
    assert "will be deleted on" not in told.text
    ask(client)
    assert "Your account will be kept." not in client.get("/account?kept=1").text


def test_the_page_says_when_signing_in_ends(client, database, person):
    """While the account waits for its deletion, the password still opens it.

    Trial, pages: fault 5."""
    sign_in(client, database, person)
    page = client.get(PAGE).text
    assert "Until then you can sign in as usual and keep it." in page
    assert "After that: you can no longer sign in" in page
    assert "Now: all other devices are signed out" in page

    ask(client)
    assert "Until then you can sign in as usual" in client.get(PAGE).text
    assert try_password(client.application.test_client(), person.email, PASSWORD).status_code == 303


def test_where_it_was_asked_for_is_kept_as_long_as_the_request(client, database, person):
    portal = select(Account.deletion_portal).where(Account.id == person.id)
    sign_in(client, database, person)

    ask(client)
    assert database.one(portal) == "shop"
    keep(client)
    assert database.one(portal) is None


def test_the_operator_says_after_how_many_days(make_app, database, person):
    client = make_app(accounts={"deletion_days": 1}).test_client()
    sign_in(client, database, person)

    assert "after 1 day." in client.get(PAGE).text
    ask(client)
    assert delete_after(database, person) == current_time() + timedelta(days=1)


def test_the_box_has_to_be_ticked(client, database, person, mailbox):
    sign_in(client, database, person)
    answer = send(client, form_fields(client))

    assert answer.status_code == 422
    assert "Please tick this box" in answer.text
    assert delete_after(database, person) is None
    assert len(mailbox) == 0


@pytest.mark.threat(59)
def test_it_asks_for_a_recent_sign_in(client, database, person, clock):
    sign_in(client, database, person)
    fields = form_fields(client) | {"confirm": "y"}
    clock.shift(11 * 60)

    assert send(client, fields).location.endswith("/confirm")
    assert delete_after(database, person) is None


def test_all_others_are_signed_out(client, database, person):
    here = sign_in(client, database, person)
    there = create_session(database, person)
    row = RememberedSignIn(
        account_id=person.id,
        portal="shop",
        token_hash="x",
        authenticated_at=current_time(),
        amr=["pwd"],
        acr="1",
        expires_at=current_time() + timedelta(days=30),
    )
    database.save(row)
    ask(client)

    live = database.rows(select(SsoSession.id).where(SsoSession.ended_at.is_(None)))
    assert list(live) == [here.id] != [there.id]
    assert database.one(select(RememberedSignIn.revoked_at)) is not None


def test_what_the_others_gave_out_is_dead(app, client, database, person):
    elsewhere = app.test_client()
    sign_in(elsewhere, database, person)
    party = create_relying_party(database, elsewhere)
    token = party.obtain_tokens()["access_token"]
    assert party.userinfo(token).status_code == 200
    sign_in(client, database, person)
    ask(client)

    assert party.userinfo(token).status_code == 401


def test_asking_again_neither_puts_it_off_nor_mails(client, database, person, mailbox, clock):
    sign_in(client, database, person)
    fields = form_fields(client) | {"confirm": "y"}
    send(client, fields)
    first = delete_after(database, person)
    clock.shift(60)
    send(client, fields)

    assert delete_after(database, person) == first
    assert len(mailbox) == 1


def test_it_is_taken_back(client, database, person, mailbox, clock, run_deletions):
    sign_in(client, database, person)
    ask(client)
    clock.shift(30 * 60)

    assert keep(client).location == "/account?kept=1"
    assert delete_after(database, person) is None
    assert mailbox.mails[-1].message == "deletion_cancelled"
    assert actions(database) == ["deletion.requested", "deletion.cancelled"]
    clock.shift((DAYS + 1) * DAY)
    run_deletions()
    assert database.count(Account) == 1


def test_there_may_be_nothing_to_take_back(client, database, person, mailbox):
    sign_in(client, database, person)
    ask(client)
    page = client.get(PAGE)
    number = next(number for number, form in enumerate(forms_of(page)) if form.action.endswith("/cancel"))
    client.submit(page, form=number)
    client.submit(page, form=number)

    assert [mail.message for mail in mailbox.mails] == ["deletion_requested", "deletion_cancelled"]


def test_nobody_takes_back_what_is_somebody_elses(client, database, person):
    other = create_account(database, delete_after=current_time() + timedelta(days=1))
    sign_in(client, database, person)
    ask(client)
    keep(client)

    assert delete_after(database, other) is not None


def test_a_sign_in_meanwhile_shows_it_and_stops_nothing(client, database, clock):
    person = create_account(database, language="en", delete_after=current_time() + timedelta(days=DAYS))
    assert try_password(client, person.email, PASSWORD).status_code == 303

    sign_in(client, database, person)
    assert "Your account will be deleted" in client.get("/account").text
    assert delete_after(database, person) is not None


def test_the_profile_is_silent_otherwise(client, database, person):
    sign_in(client, database, person)
    assert "will be deleted" not in client.get("/account").text


def test_the_worker_does_it(app):
    assert delete_due_accounts in periodic_tasks_of(app)


def test_it_goes_when_its_time_has_come_and_not_before(client, database, person, clock, run_deletions, mailbox):
    sign_in(client, database, person)
    ask(client)
    clock.shift(DAYS * DAY - 1)
    run_deletions()
    assert database.count(Account) == 1
    clock.shift(1)
    run_deletions()

    assert database.count(Account) == 0
    mail = mailbox.only
    assert (mail.message, mail.recipient, mail.language) == ("account_deleted", person.email, "en")
    assert "/register" in mail.link
    run_deletions()
    assert len(mailbox) == 1


def test_others_stay(database, clock, run_deletions):
    gone, stays = due(database), create_account(database)
    waits = create_account(database, delete_after=current_time() + timedelta(seconds=1))
    create_session(database, stays)
    run_deletions()

    assert set(database.rows(select(Account.id))) == {stays.id, waits.id} != {gone.id}
    assert database.count(SsoSession) == 1


def test_tokens_and_sign_ins_are_dead(client, database, person, run_deletions):
    sign_in(client, database, person)
    party = create_relying_party(database, client, scope="openid offline_access")
    tokens = party.obtain_tokens()
    database.change(person, delete_after=current_time())
    run_deletions()

    assert party.userinfo(tokens["access_token"]).status_code == 401
    assert party.introspect(tokens["access_token"]) == {"active": False}
    assert client.get("/account").location.startswith("/signin")
    assert try_password(client, person.email, PASSWORD).status_code != 303


def test_nothing_names_the_person_any_more(app, client, database, clock, run_deletions):
    person = due(database)
    sign_in(client, database, person)
    create_relying_party(database, client).obtain_tokens()
    create_membership(database, person)
    request_reset(client, person.email)
    soon = current_time() + timedelta(hours=1)
    database.save(
        FormerPassword(account_id=person.id, password_hash="x"),
        EmailChange(account_id=person.id, kind="email", old_email=person.email, expires_at=soon),
        Interaction(browser_hash="x", portal="shop", expires_at=soon, pending_account_id=person.id),
        Registration(
            browser_hash="x",
            portal="shop",
            email=person.email,
            given_name="Ada",
            family_name="Beispiel",
            language="de",
            password_hash="x",
            expires_at=soon,
            account_id=person.id,
        ),
    )
    with app.app_context(), database.transaction() as session:
        issue_link(session, SECURE_ACCOUNT, person.id, timedelta(days=1))
    assert len(tables_naming(database, person.id)) > 8
    run_deletions()

    assert tables_naming(database, person.id) == {"audit_events"}
    assert tables_naming(database, person.email) == {"outbox"}


def tables_naming(database, text):
    """The tables that hold ``text`` in any column."""
    with database.transaction() as session:
        return {
            table.name
            for table in Base.metadata.sorted_tables
            if session.scalar(
                select(func.count())
                .select_from(table)
                .where(or_(*(cast(column, String).contains(text) for column in table.columns)))
            )
        }


def test_mails_of_before_are_wiped_even_unsent_ones(client, database, person, run_deletions):
    request_reset(client, person.email)
    anonymous = database.one(select(OutboxMail))
    database.change(anonymous, account_id=None)
    sign_in(client, database, person)
    ask(client)
    database.change(person, delete_after=current_time())
    run_deletions()

    last = database.one(select(OutboxMail))
    assert (last.message, last.account_id) == ("account_deleted", None)


def test_the_event_holds_no_personal_data(database, clock, run_deletions):
    person = due(database)
    run_deletions()

    event = database.one(select(AuditEvent))
    assert (event.action, event.subject) == ("account.deleted", person.id)
    assert (event.actor_kind, event.actor_id) == ("system", "account deletion")
    assert (event.ip, event.details) == (None, {})


def test_events_of_before_lead_to_nobody_any_more(database, clock, run_deletions):
    person, other = due(database, recovery_email="ada@elsewhere.test"), create_account(database)
    here = {"ip": "203.0.113.7", "details": {"name": "Adas Telefon"}}
    database.save(
        AuditEvent(action="factor.added", actor_id=person.id, subject=person.id, **here),
        AuditEvent(action="operator_invitation.issued", actor_id="command line", subject=person.email),
        AuditEvent(action="operator_invitation.issued", actor_id="command line", subject=person.recovery_email),
        AuditEvent(action="factor.added", actor_id=other.id, subject=other.id, **here),
    )
    run_deletions()

    events = database.rows(select(AuditEvent).where(AuditEvent.subject == person.id))
    assert sorted(event.action for event in events) == [
        "account.deleted",
        "factor.added",
        "operator_invitation.issued",
        "operator_invitation.issued",
    ]
    assert [(event.ip, event.details) for event in events] == [(None, {})] * 4
    left = database.one(select(AuditEvent).where(AuditEvent.subject == other.id))
    assert (left.ip, left.details) == (here["ip"], here["details"])


def test_the_last_word_comes_from_where_it_was_asked_for(database, clock, run_deletions):
    due(database, deletion_portal="forum")
    run_deletions()

    assert database.one(select(OutboxMail.portal)) == "forum"


def test_what_was_taken_back_in_the_last_moment_stays(app, database, person):
    with app.app_context(), database.transaction() as session:
        assert not delete_if_due(session, person.id, current_time())
    assert database.count(Account) == 1


def test_a_failure_leaves_everything_in_place(app, database, clock, run_deletions, mailbox):
    person = due(database)
    with app.app_context(), pytest.raises(RuntimeError), database.transaction() as session:
        assert delete_if_due(session, person.id, current_time())
        raise RuntimeError

    assert database.count(Account) == 1
    assert (len(mailbox), database.count(AuditEvent)) == (0, 0)
