"""Notifications over LMTP: what is answered, and what they change."""

import smtplib
import socket
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text

from idp.infrastructure.clock import current_time
from idp.mail.bounces import lmtp
from tests.mail.bounces.conftest import Exchange
from tests.mail.bounces.notifications import notification, sample
from tests.provisioning.databases import Database


def test_a_notification_makes_its_mail_bounced_and_suppresses_the_address(exchange: Exchange) -> None:
    mail_id, address = exchange.send()

    assert exchange.deliver(address, notification()) == (250, "2.0.0 Noted")

    mail = exchange.mail(mail_id)
    assert (mail.state, mail.bounce_cause, mail.bounce_status) == ("bounced", "no_such_address", "5.1.1")
    assert mail.last_error == "smtp; 550 5.1.1 no such user here"
    assert not exchange.arrives()


def test_a_delay_is_noted_and_changes_nothing(exchange: Exchange) -> None:
    mail_id, address = exchange.send()
    raw = notification(action="delayed", status="4.4.1", diagnostic="smtp; 451 4.4.1 busy")

    assert exchange.deliver(address, raw)[0] == 250

    mail = exchange.mail(mail_id)
    assert mail.state == "sent"
    assert mail.delayed_at is not None
    assert mail.last_error == "smtp; 451 4.4.1 busy"


@pytest.mark.threat(97)
def test_a_notification_counts_for_its_own_mail_whatever_address_it_names(exchange: Exchange) -> None:
    """Who has had a mail knows its envelope sender, and may write anything there."""
    attackers = exchange.send(recipient="mallory@example.org")[1]
    mail_id, _ = exchange.send(recipient="anna@example.com")

    assert exchange.deliver(attackers, notification("anna@example.com"))[0] == 250

    assert exchange.mail(mail_id).state == "sent"
    assert exchange.arrives("anna@example.com")


@pytest.mark.threat(97)
def test_one_mail_bounces_once(exchange: Exchange, clock) -> None:
    mail_id, address = exchange.send()
    first_at = current_time()
    full = notification(status="5.2.2", diagnostic="smtp; 552 5.2.2 full")
    for _ in range(4):
        assert exchange.deliver(address, full)[0] == 250
        clock.shift(86400)

    assert exchange.mail(mail_id).bounced_at == first_at
    assert exchange.arrives()


@pytest.mark.parametrize("name", ["out-of-office", "read-receipt"])
def test_anything_else_is_refused_and_forgotten(
    exchange: Exchange, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    mail_id, address = exchange.send()

    code, text = exchange.deliver(address, sample(name), "anna@example.com")

    assert (code, text) == (550, "5.6.0 Only delivery status notifications are read here")
    assert exchange.mail(mail_id).state == "sent"
    logged = capfd.readouterr().err
    assert "no_notification" in logged
    assert "erreichbar" not in logged
    assert address not in logged


def test_an_address_without_a_token_is_refused_before_any_content(exchange: Exchange) -> None:
    assert exchange.deliver("bounces@bounces.example.com", notification()) == (550, "5.1.1 No such address")


def test_a_mail_that_is_being_sent_lets_the_server_come_again(exchange: Exchange) -> None:
    """A notification can be quicker than the answer to the mail itself."""
    mail_id, address = exchange.send()
    with exchange.database.transaction() as session:
        session.merge(exchange.mail(mail_id)).state = "sending"

    assert exchange.deliver(address, notification())[0] == 451
    assert exchange.mail(mail_id).state == "sending"


def test_a_database_that_is_away_lets_the_server_come_again(exchange: Exchange) -> None:
    _, address = exchange.send()
    with exchange.database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE outbox RENAME TO outbox_away"))
    try:
        assert exchange.deliver(address, notification())[0] == 451
    finally:
        with exchange.database.engine.begin() as connection:
            connection.execute(text("ALTER TABLE outbox_away RENAME TO outbox"))


def test_each_message_has_one_recipient(exchange: Exchange) -> None:
    first, second = exchange.send()[1], exchange.send(recipient="berta@example.com")[1]
    with smtplib.LMTP(str(exchange.socket)) as connection:
        connection.ehlo()
        connection.mail("")
        assert connection.rcpt(first)[0] == 250
        assert connection.rcpt(second)[0] == 452


def test_a_message_that_is_too_large_is_refused(exchange: Exchange) -> None:
    mail_id, address = exchange.send()

    assert exchange.deliver(address, notification() + b"x" * 70 + b"\r\nx" * (lmtp.LARGEST_MESSAGE // 3))[0] == 552
    assert exchange.mail(mail_id).state == "sent"


def test_a_line_may_be_longer_than_the_standard_has_it(exchange: Exchange) -> None:
    mail_id, address = exchange.send()

    assert exchange.deliver(address, notification(diagnostic=f"smtp; 550 5.1.1 {'x' * 5000}"))[0] == 250
    assert exchange.mail(mail_id).state == "bounced"


@pytest.mark.parametrize("line", [b"", b"\0", b"RCPT", b"MAIL FROM:<", b"DATA", b"BDAT 5", b"\xff\xfe", b"A" * 100_000])
def test_an_odd_command_is_answered_and_survived(exchange: Exchange, line: bytes) -> None:
    with smtplib.LMTP(str(exchange.socket)) as connection:
        connection.ehlo()
        assert connection.sock is not None
        connection.sock.sendall(line + b"\r\n")
        assert 400 <= connection.getreply()[0] < 600
        assert connection.noop()[0] == 250


def test_only_the_group_of_the_socket_may_connect(exchange: Exchange) -> None:
    assert stat.S_IMODE(exchange.socket.stat().st_mode) == 0o660


def test_an_address_that_is_taken_is_an_error(exchange: Exchange, make_app) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        bounces = {"sender": "bounces@bounces.example.com", "listen": f"127.0.0.1:{taken.getsockname()[1]}"}
        app = make_app(mail={"bounces": bounces})
        # As the background does, in a thread without an event loop of its own.
        with ThreadPoolExecutor(1) as background, pytest.raises(OSError, match="in use"):
            background.submit(lmtp.serve, app, threading.Event()).result()


@pytest.mark.threat(97)
@pytest.mark.parametrize("state", ["queued", "failed", "suppressed"])
def test_a_mail_that_was_not_sent_can_not_come_back(exchange: Exchange, state: str, database: Database) -> None:
    mail_id, address = exchange.send()
    with database.transaction() as session:
        mail = session.merge(exchange.mail(mail_id))
        mail.state, mail.attempts, mail.sent_at = state, 0, None

    assert exchange.deliver(address, notification())[0] == 550
    assert exchange.mail(mail_id).state == state


@pytest.mark.threat(97)
@pytest.mark.parametrize(("age", "code"), [(timedelta(days=14), 550), (timedelta(days=13), 250)])
def test_a_notification_about_an_old_mail_does_not_count(
    exchange: Exchange, database: Database, age: timedelta, code: int
) -> None:
    mail_id, address = exchange.send()
    with database.transaction() as session:
        session.merge(exchange.mail(mail_id)).sent_at = current_time() - age

    assert exchange.deliver(address, notification())[0] == code
    assert exchange.arrives() is (code == 550)
