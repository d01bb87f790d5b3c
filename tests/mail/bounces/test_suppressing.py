"""Which refusals of a real mail server keep later mails back, for how long, and what is recorded of it."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from idp.accounts.password.messages import PasswordChanged
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import Application
from idp.mail.bounces.models import Suppression
from idp.mail.bounces.receiving import Reply, receive
from idp.mail.models import OutboxMail
from tests.mail.bounces.notifications import notification
from tests.mail.examples import example_of
from tests.mail.smtp_server import Inbox
from tests.provisioning.databases import Database

Write = Callable[..., str]
Send = Callable[[Application, datetime], int]
Find = Callable[[Application, str], OutboxMail]
GONE = "550 5.1.1 no such user here"
FULL = "552 5.2.2 mailbox full"


@pytest.fixture
def bounce(mailing_app: Application, inbox: Inbox, write_mail: Write, send: Send) -> Callable[..., str]:
    """``bounce(answer, recipient=…)``: have the server refuse the recipient of a new mail; returns the mail's id."""

    def run(answer: str, **values: str) -> str:
        inbox.answers_to_rcpt.append(answer)
        mail_id = write_mail(mailing_app, **values)
        assert send(mailing_app, current_time()) == 0
        return mail_id

    return run


@pytest.fixture
def arrives(mailing_app: Application, write_mail: Write, send: Send) -> Callable[..., bool]:
    """``arrives(recipient=…)``: whether a new mail is sent."""

    def run(**values: object) -> bool:
        write_mail(mailing_app, **values)
        return send(mailing_app, current_time()) == 1

    return run


def test_a_bounce_is_recorded_with_its_mail(
    mailing_app: Application, bounce: Callable[..., str], find_mail: Find, clock: object
) -> None:
    mail = find_mail(mailing_app, bounce(GONE))

    assert (mail.state, mail.bounce_cause, mail.bounce_status) == ("bounced", "no_such_address", "5.1.1")
    assert (mail.bounced_at, mail.last_error) == (current_time(), GONE)


def test_an_address_that_does_not_exist_gets_no_more_mail(
    mailing_app: Application, bounce: Callable[..., str], write_mail: Write, send: Send, find_mail: Find, inbox: Inbox
) -> None:
    bounce(GONE)
    mail_id = write_mail(mailing_app)

    assert send(mailing_app, current_time()) == 0
    mail = find_mail(mailing_app, mail_id)
    assert (mail.state, mail.wrapped_content, mail.sent_at) == ("suppressed", None, None)
    assert inbox.mails == []


def test_another_address_gets_its_mail(bounce: Callable[..., str], arrives: Callable[..., bool]) -> None:
    bounce(GONE)

    assert arrives(recipient="berta@example.com")


def test_case_does_not_lead_around_a_suppression(bounce: Callable[..., str], arrives: Callable[..., bool]) -> None:
    bounce(GONE)

    assert not arrives(recipient="Anna@Example.com")


def test_it_ends_by_itself(bounce: Callable[..., str], arrives: Callable[..., bool], clock) -> None:
    bounce(GONE)
    clock.shift(30 * 86400 - 1)
    assert not arrives()
    clock.shift(1)
    assert arrives()


def test_an_address_is_suppressed_anew_once_it_has_ended(
    bounce: Callable[..., str], arrives: Callable[..., bool], database: Database, clock
) -> None:
    bounce(GONE)
    clock.shift(31 * 86400)
    bounce(GONE)

    assert not arrives()
    assert database.count(Suppression) == 2


def test_a_full_mailbox_is_suppressed_on_the_third_day(
    bounce: Callable[..., str], arrives: Callable[..., bool], clock
) -> None:
    for _ in range(2):
        bounce(FULL)
        clock.shift(86400)
    assert arrives()
    bounce(FULL)

    assert not arrives()


@pytest.mark.threat(97)
def test_many_bounces_of_one_day_count_once(bounce: Callable[..., str], arrives: Callable[..., bool], clock) -> None:
    """Who floods a mailbox and then asks for mails to it silences nobody by that."""
    for _ in range(10):
        bounce(FULL)

    assert arrives()


def test_bounces_from_before_a_suppression_ended_do_not_count(
    bounce: Callable[..., str], arrives: Callable[..., bool], database: Database, clock
) -> None:
    for _ in range(3):
        clock.shift(86400)
        bounce(FULL)
    with database.transaction() as session:
        session.execute(update(Suppression).values(ended_at=current_time()))
    bounce(FULL)

    assert arrives()


def test_bounces_of_long_ago_do_not_count(bounce: Callable[..., str], arrives: Callable[..., bool], clock) -> None:
    for _ in range(2):
        bounce(FULL)
        clock.shift(86400)
    clock.shift(14 * 86400)
    bounce(FULL)

    assert arrives()


def test_a_refused_content_says_nothing_about_the_address(
    mailing_app: Application, inbox: Inbox, write_mail: Write, send: Send, arrives: Callable[..., bool], clock
) -> None:
    for _ in range(4):
        inbox.answers_to_data.append("554 5.6.0 malformed")
        write_mail(mailing_app)
        assert send(mailing_app, current_time()) == 0
        clock.shift(86400)

    assert arrives()


@pytest.mark.threat(97)
def test_alerts_are_tried_all_the_same(bounce: Callable[..., str], arrives: Callable[..., bool]) -> None:
    bounce(GONE)

    assert arrives(message=example_of(PasswordChanged))


def test_it_is_an_event_without_the_address(bounce: Callable[..., str], database: Database) -> None:
    bounce(GONE)

    event = database.one(select(AuditEvent).where(AuditEvent.action == "mail.suppressed"))
    assert event.subject == database.one(select(Suppression.id))
    assert (event.actor_id, event.details) == ("mail", {"cause": "no_such_address"})


def test_the_settings_say_when_and_for_how_long(
    make_app: Callable[..., Application], serve_smtp, inbox: Inbox, write_mail: Write, send: Send, database, clock
) -> None:
    bounces = {"days": 2, "suppression_days": 7}
    app = make_app(mail={"port": serve_smtp().port, "timeout_seconds": 2, "bounces": bounces})
    for _ in range(2):
        clock.shift(86400)
        inbox.answers_to_rcpt.append(FULL)
        write_mail(app)
        send(app, current_time())

    assert database.one(select(Suppression.expires_at)) == current_time() + timedelta(days=7)


def test_bounces_at_once_suppress_once(
    mailing_app: Application, write_mail: Write, send: Send, database: Database
) -> None:
    """Two servers tell of two mails to one address in the same moment."""
    mails = [write_mail(mailing_app) for _ in range(4)]
    assert send(mailing_app, current_time()) == 4
    start = threading.Barrier(4)
    replies: list[Reply] = []

    def tell(mail_id: str) -> None:
        with mailing_app.app_context():
            start.wait()
            replies.append(receive(mail_id, notification()))

    tellers = [threading.Thread(target=tell, args=(mail_id,)) for mail_id in mails]
    for teller in tellers:
        teller.start()
    for teller in tellers:
        teller.join()

    assert replies == [Reply.NOTED] * 4
    assert set(database.rows(select(OutboxMail.state))) == {"bounced"}
    assert database.count(Suppression) == 1
    assert len(database.rows(select(AuditEvent.id).where(AuditEvent.action == "mail.suppressed"))) == 1
