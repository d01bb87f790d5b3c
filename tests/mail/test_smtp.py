"""Conversations with a real SMTP server, and what becomes of the mail when they go wrong."""

import socket
import ssl
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import Application
from idp.mail.models import OutboxMail
from tests.mail.examples import CONFIRM_REGISTRATION, TOKEN
from tests.mail.smtp_server import (
    DIE_BEFORE_DATA_IS_ANSWERED,
    HANG,
    Inbox,
    SmtpServer,
    TricklingServer,
    accept_only,
    make_certificate,
)

MUCH_LATER = timedelta(days=1)
Write = Callable[..., str]
Send = Callable[..., int]
Find = Callable[..., OutboxMail]
MakeApp = Callable[..., Application]
Serve = Callable[..., SmtpServer]


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def server_tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine trusts the server's certificate, as one that an operator installed."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


def make_tls_app(make_app: MakeApp, server: SmtpServer, **mail: Any) -> Application:
    return make_app(
        mail={"host": "localhost", "port": server.port, "security": "starttls", "timeout_seconds": 3, **mail}
    )


def test_a_mail_arrives_with_both_parts(
    mailing_app: Application, inbox: Inbox, write_mail: Write, send: Send, find_mail: Find
) -> None:
    mail_id = write_mail(mailing_app)
    assert send(mailing_app, current_time()) == 1
    (mail,) = inbox.mails
    assert mail["From"] == "Beispiel-Shop <no-reply@einlass.example>"
    assert mail["To"] == "anna@example.com"
    assert mail["Message-ID"] == find_mail(mailing_app, mail_id).message_id
    assert mail["Content-Language"] == "de"
    assert mail["Auto-Submitted"] == "auto-generated"
    text, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert page is not None
    assert CONFIRM_REGISTRATION.link in text.get_content()
    assert "vielen Dank für Ihre Registrierung" in page.get_content()
    assert inbox.recipients == [["anna@example.com"]]


def test_the_content_is_wiped_once_sent(
    mailing_app: Application, write_mail: Write, send: Send, find_mail: Find
) -> None:
    mail_id = write_mail(mailing_app)
    send(mailing_app, current_time())
    mail = find_mail(mailing_app, mail_id)
    assert (mail.state, mail.wrapped_content, mail.last_error) == ("sent", None, None)
    assert mail.sent_at is not None


def test_one_connection_carries_a_run(mailing_app: Application, inbox: Inbox, write_mail: Write, send: Send) -> None:
    for _ in range(3):
        write_mail(mailing_app)
    assert send(mailing_app, current_time()) == 3
    assert inbox.connections == 1


@pytest.mark.usefixtures("trusted")
def test_starttls_and_authentication(
    make_app: MakeApp,
    serve_smtp: Serve,
    server_tls: ssl.SSLContext,
    inbox: Inbox,
    write_mail: Write,
    send: Send,
) -> None:
    server = serve_smtp(
        tls_context=server_tls,
        require_starttls=True,
        auth_required=True,
        authenticator=accept_only("einlass", "sesame"),
    )
    app = make_tls_app(make_app, server, username="einlass", password="sesame")
    write_mail(app)
    assert send(app, current_time()) == 1
    assert inbox.was_encrypted == [True]


@pytest.mark.usefixtures("trusted")
def test_tls_from_the_first_byte(
    make_app: MakeApp,
    serve_smtp: Serve,
    server_tls: ssl.SSLContext,
    write_mail: Write,
    send: Send,
) -> None:
    app = make_tls_app(make_app, serve_smtp(tls=server_tls), security="tls")
    write_mail(app)
    assert send(app, current_time()) == 1


def test_a_certificate_that_nobody_vouches_for_gets_no_mail(
    make_app: MakeApp,
    serve_smtp: Serve,
    server_tls: ssl.SSLContext,
    inbox: Inbox,
    write_mail: Write,
    send: Send,
    find_mail: Find,
) -> None:
    app = make_tls_app(make_app, serve_smtp(tls_context=server_tls))
    mail_id = write_mail(app)
    assert send(app, current_time()) == 0
    assert inbox.mails == []
    mail = find_mail(app, mail_id)
    assert mail.state == "queued"
    assert "CERTIFICATE_VERIFY_FAILED" in (mail.last_error or "")


def test_a_server_without_starttls_gets_no_mail(
    make_app: MakeApp, serve_smtp: Serve, inbox: Inbox, write_mail: Write, send: Send, find_mail: Find
) -> None:
    app = make_tls_app(make_app, serve_smtp())
    mail_id = write_mail(app)
    assert send(app, current_time()) == 0
    assert inbox.mails == []
    assert find_mail(app, mail_id).state == "queued"


@pytest.mark.usefixtures("trusted")
def test_a_wrong_password_keeps_the_mail_and_is_not_written_down(
    make_app: MakeApp,
    serve_smtp: Serve,
    server_tls: ssl.SSLContext,
    write_mail: Write,
    send: Send,
    find_mail: Find,
) -> None:
    server = serve_smtp(tls_context=server_tls, auth_required=True, authenticator=accept_only("einlass", "sesame"))
    app = make_tls_app(make_app, server, username="einlass", password="not sesame")
    mail_id = write_mail(app)
    assert send(app, current_time()) == 0
    mail = find_mail(app, mail_id)
    assert mail.state == "queued"
    assert (mail.last_error or "").startswith("535")
    assert "sesame" not in (mail.last_error or "")


def test_the_mail_of_a_refused_recipient_bounces_at_once(
    mailing_app: Application, inbox: Inbox, write_mail: Write, send: Send, find_mail: Find
) -> None:
    inbox.answers_to_rcpt.append("550 5.1.1 no such user here")
    refused, accepted = write_mail(mailing_app), write_mail(mailing_app, recipient="berta@example.com")
    assert send(mailing_app, current_time()) == 1
    mails = {mail.state: mail for mail in (find_mail(mailing_app, each) for each in (refused, accepted))}
    assert set(mails) == {"bounced", "sent"}
    assert mails["bounced"].last_error == "550 5.1.1 no such user here"
    assert mails["bounced"].wrapped_content is None
    assert send(mailing_app, current_time() + MUCH_LATER) == 0


def test_a_server_that_asks_for_patience_gets_the_mail_later(
    mailing_app: Application, inbox: Inbox, write_mail: Write, send: Send, find_mail: Find
) -> None:
    inbox.answers_to_rcpt.append("451 4.7.1 greylisted, come back later")
    mail_id = write_mail(mailing_app)
    assert send(mailing_app, current_time()) == 0
    waiting = find_mail(mailing_app, mail_id)
    assert (waiting.state, waiting.attempts) == ("queued", 1)
    assert current_time() < waiting.next_attempt_at < current_time() + timedelta(minutes=1)
    assert send(mailing_app, current_time()) == 0
    assert inbox.mails == []
    assert send(mailing_app, waiting.next_attempt_at) == 1
    assert find_mail(mailing_app, mail_id).attempts == 2


def test_a_quoted_link_is_not_written_down(
    mailing_app: Application, inbox: Inbox, write_mail: Write, send: Send, find_mail: Find
) -> None:
    inbox.answers_to_data.append(f"554 looks like spam: {CONFIRM_REGISTRATION.link}")
    mail_id = write_mail(mailing_app)
    send(mailing_app, current_time())
    reason = find_mail(mailing_app, mail_id).last_error or ""
    assert reason.startswith("554 looks like spam:")
    assert TOKEN not in reason


def test_a_server_that_is_not_there_keeps_the_mails(
    make_app: MakeApp, write_mail: Write, send: Send, find_mail: Find
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    app = make_app(mail={"port": port, "timeout_seconds": 2})
    first, second = write_mail(app), write_mail(app)
    assert send(app, current_time()) == 0
    assert {find_mail(app, each).state for each in (first, second)} == {"queued"}
    # The run ended with the first: nine hundred more mails would have met the same closed door.
    assert sorted(find_mail(app, each).attempts for each in (first, second)) == [0, 1]


@pytest.mark.threat(82)
def test_a_hanging_server_is_given_up_and_holds_up_no_request(
    make_app: MakeApp, serve_smtp: Serve, inbox: Inbox, write_mail: Write, send: Send, find_mail: Find
) -> None:
    inbox.answers_to_data.append(HANG)
    app = make_app(mail={"port": serve_smtp().port, "timeout_seconds": 1})
    started = time.monotonic()
    mail_id = write_mail(app)
    assert time.monotonic() - started < 1
    assert send(app, current_time()) == 0
    assert time.monotonic() - started < 5
    assert find_mail(app, mail_id).state == "queued"


@pytest.mark.threat(82)
def test_a_request_is_answered_while_the_sender_waits_for_a_hanging_server(
    make_app: MakeApp, serve_smtp: Serve, inbox: Inbox, write_mail: Write, send: Send
) -> None:
    """The sender holds no transaction while it talks: on SQLite it would lock out every writer."""
    inbox.answers_to_data.append(HANG)
    app = make_app(mail={"port": serve_smtp().port, "timeout_seconds": 3})
    write_mail(app)
    sender = threading.Thread(target=send, args=(app, current_time()))
    sender.start()
    while inbox.answers_to_data:
        time.sleep(0.01)
    started = time.monotonic()
    write_mail(app)
    took = time.monotonic() - started
    assert sender.is_alive()
    sender.join()
    assert took < 1


@pytest.mark.threat(82)
def test_a_mail_whose_answer_was_lost_is_repeated_under_the_same_message_id(
    mailing_app: Application, inbox: Inbox, write_mail: Write, send: Send, find_mail: Find
) -> None:
    inbox.answers_to_data.append(DIE_BEFORE_DATA_IS_ANSWERED)
    mail_id = write_mail(mailing_app)
    assert send(mailing_app, current_time()) == 0
    assert send(mailing_app, current_time() + MUCH_LATER) == 1
    first, second = inbox.mails
    assert first["Message-ID"] == second["Message-ID"] == find_mail(mailing_app, mail_id).message_id
    assert inbox.raw[0] == inbox.raw[1]


@pytest.mark.only_on("sqlite")
def test_a_server_that_trickles_is_cut_off_within_the_lease(
    make_app: MakeApp, write_mail: Write, send: Send, find_mail: Find
) -> None:
    """Every byte renews a socket's time-out; the lease is not renewed."""
    with TricklingServer() as server:
        app = make_app(mail={"port": server.port, "timeout_seconds": 1})
        mail_id = write_mail(app)
        started = time.monotonic()
        assert send(app, current_time()) == 0
        assert time.monotonic() - started < 10
    assert find_mail(app, mail_id).state == "queued"


def test_a_mail_is_given_up_after_the_last_attempt(
    make_app: MakeApp, serve_smtp: Serve, inbox: Inbox, write_mail: Write, send: Send, find_mail: Find
) -> None:
    app = make_app(mail={"port": serve_smtp().port, "attempts": 3})
    inbox.answers_to_rcpt += ["450 busy"] * 5
    mail_id = write_mail(app)
    for day in range(5):
        send(app, current_time() + day * MUCH_LATER)
    mail = find_mail(app, mail_id)
    assert (mail.state, mail.attempts, mail.last_error) == ("failed", 3, "450 busy")
    assert mail.wrapped_content is None
