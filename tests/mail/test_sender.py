"""Each mail goes out once, whoever sends and whoever dies."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import close_held_connection
from idp.infrastructure.secrets import SecretBox, UnwrapError
from idp.infrastructure.web.application import Application
from idp.mail.content import unwrap_content
from idp.mail.models import OutboxMail
from idp.mail.queue import OUTBOX
from idp.mail.sender import PAUSES, send_due
from tests.mail.smtp_server import Inbox
from tests.provisioning.databases import Database

Write = Callable[..., str]
Send = Callable[[Application, datetime], int]
Find = Callable[[Application, str], OutboxMail]


def test_parallel_senders_send_each_mail_once(
    mailing_app: Application, inbox: Inbox, write_mail: Write, database: Database
) -> None:
    inbox.seconds_per_mail = 0.01
    expected = {write_mail(mailing_app, recipient=f"person{number}@example.com") for number in range(30)}
    start = threading.Barrier(4)
    counts: list[int] = []

    def run() -> None:
        with mailing_app.app_context():
            start.wait()
            counts.append(send_due(current_time()))
        close_held_connection()

    senders = [threading.Thread(target=run) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert Counter(mail["Message-ID"] for mail in inbox.mails) == {
        f"<{mail_id}@id.example.test>": 1 for mail_id in expected
    }
    assert sum(counts) == 30
    assert set(database.rows(select(OutboxMail.state))) == {"sent"}


def test_a_sender_that_was_killed_leaves_its_mail_to_the_next(
    mailing_app: Application, inbox: Inbox, write_mail: Write, send: Send, find_mail: Find
) -> None:
    mail_id = write_mail(mailing_app)
    with mailing_app.app_context():
        killed = OUTBOX.lease(current_time(), timedelta(seconds=30))
    assert killed is not None
    assert find_mail(mailing_app, mail_id).state == "sending"
    assert send(mailing_app, current_time()) == 0
    lease_ends_at = find_mail(mailing_app, mail_id).next_attempt_at
    assert send(mailing_app, lease_ends_at + timedelta(seconds=1)) == 1
    assert inbox.mails[0]["Message-ID"] == killed.message_id


def test_a_mail_that_kills_its_senders_is_given_up(
    mailing_app: Application, inbox: Inbox, write_mail: Write, send: Send, find_mail: Find, database: Database
) -> None:
    mail_id = write_mail(mailing_app)
    with database.transaction() as session:
        mail = session.get_one(OutboxMail, mail_id)
        mail.state, mail.attempts = "sending", mailing_app.settings.mail.attempts
    assert send(mailing_app, current_time()) == 0
    given_up = find_mail(mailing_app, mail_id)
    assert (given_up.state, given_up.last_error) == ("failed", "the sender was stopped at every attempt")
    assert inbox.mails == []


def test_a_sender_that_wakes_up_after_its_lease_changes_nothing(
    mailing_app: Application, inbox: Inbox, write_mail: Write, send: Send, find_mail: Find, database: Database
) -> None:
    """It was paused in the middle of RCPT, and refused when it went on; another one holds the mail by now."""
    mail_id = write_mail(mailing_app)

    async def be_overtaken(*_: object) -> str:
        with database.transaction() as session:
            mail = session.get_one(OutboxMail, mail_id)
            mail.attempts += 1
        return "550 no"

    inbox.handle_RCPT = be_overtaken  # type: ignore[method-assign]  # the server at its most inconvenient
    assert send(mailing_app, current_time()) == 0
    mail = find_mail(mailing_app, mail_id)
    assert (mail.state, mail.attempts, mail.last_error) == ("sending", 2, None)


def test_the_mail_that_waits_longest_goes_first(
    mailing_app: Application, inbox: Inbox, write_mail: Write, send: Send
) -> None:
    for name in ("first", "second", "third"):
        write_mail(mailing_app, recipient=f"{name}@example.com")
    send(mailing_app, current_time())
    assert [mail["To"] for mail in inbox.mails] == [
        "first@example.com",
        "second@example.com",
        "third@example.com",
    ]


def test_a_mail_under_another_master_key_waits_for_the_right_one(
    mailing_app: Application, write_mail: Write, send: Send, find_mail: Find, database: Database
) -> None:
    mail_id = write_mail(mailing_app)
    with database.transaction() as session:
        mail = session.get_one(OutboxMail, mail_id)
        right, mail.wrapped_content = mail.wrapped_content, "0123456789ab:AAAA"
    assert send(mailing_app, current_time()) == 0
    waiting = find_mail(mailing_app, mail_id)
    assert waiting.state == "queued"
    with database.transaction() as session:
        session.get_one(OutboxMail, mail_id).wrapped_content = right
    assert send(mailing_app, waiting.next_attempt_at) == 1


def test_the_content_of_one_mail_can_not_be_put_into_another(
    mailing_app: Application, write_mail: Write, find_mail: Find
) -> None:
    one, other = (find_mail(mailing_app, write_mail(mailing_app)) for _ in range(2))
    box: SecretBox = mailing_app.secret_box
    with pytest.raises(UnwrapError):
        unwrap_content(box, other.id, one.wrapped_content or "")


def test_nothing_is_due_in_an_empty_outbox(mailing_app: Application, write_mail: Write, send: Send) -> None:
    with mailing_app.app_context():
        assert not OUTBOX.has_due(current_time())
        assert send_due(current_time()) == 0
    write_mail(mailing_app)
    with mailing_app.app_context():
        assert OUTBOX.has_due(current_time())
    send(mailing_app, current_time())
    with mailing_app.app_context():
        assert not OUTBOX.has_due(current_time() + timedelta(days=365))


@pytest.mark.parametrize(
    ("attempts", "seconds"),
    [(1, 30), (2, 60), (3, 120), (8, 3840), (11, 21600), (12, 21600), (5000, 21600)],
)
def test_pauses_double_up_to_hours(attempts: int, seconds: float) -> None:
    assert PAUSES.decide(attempts, 0.5).total_seconds() == pytest.approx(seconds)


def test_pauses_are_spread() -> None:
    assert PAUSES.decide(1, 0.0) == timedelta(seconds=24)
    assert PAUSES.decide(1, 1.0) == timedelta(seconds=36)
    assert PAUSES.decide(99, 1.0) <= PAUSES.longest * 1.2
