"""The worker sends soon, runs the periodic tasks, receives notifications, and survives what fails around it."""

import smtplib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import select, text

from idp.infrastructure.background import worker
from idp.infrastructure.background.periodic_tasks import add_periodic_task
from idp.infrastructure.background.servers import servers_of
from idp.infrastructure.background.worker import run_worker
from idp.infrastructure.outbound_http import OutboundLimits
from idp.infrastructure.web.application import Application
from idp.mail.models import OutboxMail
from idp.oauth.backchannel_logout import sending
from idp.oauth.backchannel_logout.models import LogoutDelivery
from tests.cli.installation import free_port
from tests.factories.clients import create_client
from tests.factories.logout_receivers import LogoutReceiver
from tests.mail.smtp_server import Inbox, SmtpServer
from tests.provisioning.databases import Database

Write = Callable[..., str]


@contextmanager
def working(app: Application) -> Iterator[threading.Thread]:
    stop = threading.Event()
    thread = threading.Thread(target=run_worker, args=(app, stop))
    thread.start()
    try:
        yield thread
    finally:
        stop.set()
        thread.join(10)
    assert not thread.is_alive()


def wait_for(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Long enough for a busy machine, on which the periodic tasks of the first round alone may take seconds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


@pytest.fixture
def slow_app(make_app: Callable[..., Application], serve_smtp: Callable[..., SmtpServer]) -> Application:
    """An application that looks into the outbox once a minute unless it is woken."""
    return make_app(own=True, mail={"port": serve_smtp().port, "timeout_seconds": 2, "poll_seconds": 60})


def test_a_mail_written_in_this_process_goes_out_at_once(
    slow_app: Application, inbox: Inbox, write_mail: Write
) -> None:
    with working(slow_app):
        time.sleep(0.3)
        write_mail(slow_app)
        wait_for(lambda: len(inbox.mails) == 1, seconds=5)


def test_a_mail_of_another_process_is_found_by_looking(
    make_app: Callable[..., Application],
    serve_smtp: Callable[..., SmtpServer],
    inbox: Inbox,
    write_mail: Write,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A look that fails, as one that finds SQLite locked, is followed by another one within this test's time."""
    monkeypatch.setattr(worker, "PAUSE_AFTER_FAILURE_SECONDS", 0.1)
    app = make_app(mail={"port": serve_smtp().port, "poll_seconds": 0.1})
    mail_id = write_mail(app)
    with database.transaction() as session:
        session.get_one(OutboxMail, mail_id).state = "failed"
    with working(app):
        time.sleep(0.3)
        assert inbox.mails == []
        with database.transaction() as session:
            session.get_one(OutboxMail, mail_id).state = "queued"
        wait_for(lambda: len(inbox.mails) == 1)


def test_it_stops_when_told(slow_app: Application) -> None:
    with working(slow_app):
        time.sleep(0.1)
        started = time.monotonic()
    assert time.monotonic() - started < 2


def test_each_periodic_task_runs_on_its_own(slow_app: Application) -> None:
    done: list[str] = []

    def fail() -> None:
        raise RuntimeError("a task that fails")

    add_periodic_task(slow_app, fail)
    add_periodic_task(slow_app, lambda: done.append("second"))
    with working(slow_app):
        wait_for(lambda: done == ["second"])


def test_a_queue_that_is_slow_keeps_no_mail_waiting(
    make_app: Callable[..., Application],
    serve_smtp: Callable[..., SmtpServer],
    inbox: Inbox,
    write_mail: Write,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An application that is told of a sign-out answers late."""
    monkeypatch.setattr(sending, "LIMITS", OutboundLimits(seconds=60))
    receiver = LogoutReceiver()
    receiver.answer(until=lambda: len(inbox.mails) == 1)
    client = create_client(database, backchannel_logout_uri=receiver.url)
    database.save(LogoutDelivery(client_id=client.client_id, subject="acc_1", session_id="ses_1"))
    app = make_app(
        own=True,
        server={"issuer": "http://localhost:8000"},
        outbound={"development_loopback": [receiver.authority]},
        mail={"port": serve_smtp().port, "poll_seconds": 0.1},
    )
    with working(app):
        wait_for(lambda: len(receiver.tokens) == 1)
        write_mail(app)
        wait_for(lambda: database.rows(select(LogoutDelivery.state)) == ["delivered"])
    receiver.stop()


def test_it_outlives_a_database_that_goes_away(
    make_app: Callable[..., Application],
    serve_smtp: Callable[..., SmtpServer],
    inbox: Inbox,
    write_mail: Write,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker, "PAUSE_AFTER_FAILURE_SECONDS", 0.1)
    app = make_app(mail={"port": serve_smtp().port, "poll_seconds": 0.1})
    with database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE outbox RENAME TO outbox_away"))
    try:
        with working(app) as thread:
            time.sleep(0.5)
            assert thread.is_alive()
            with database.engine.begin() as connection:
                connection.execute(text("ALTER TABLE outbox_away RENAME TO outbox"))
            write_mail(app)
            wait_for(lambda: len(inbox.mails) == 1)
    finally:
        with database.engine.begin() as connection:
            names = connection.dialect.get_table_names(connection)
            if "outbox_away" in names:
                connection.execute(text("ALTER TABLE outbox_away RENAME TO outbox"))


def test_a_mail_server_that_comes_back_gets_what_waited(
    make_app: Callable[..., Application],
    serve_smtp: Callable[..., SmtpServer],
    inbox: Inbox,
    write_mail: Write,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker, "PAUSE_AFTER_FAILURE_SECONDS", 0.1)
    inbox.answers_to_data.append("421 going down")
    app = make_app(mail={"port": serve_smtp().port, "poll_seconds": 0.1})
    first, second = write_mail(app), write_mail(app)
    with working(app):
        wait_for(lambda: len(inbox.mails) == 1)
    assert inbox.mails[0]["Message-ID"] in {f"<{each}@id.example.test>" for each in (first, second)}


@pytest.mark.only_on("postgresql")
def test_it_does_not_notice_that_all_connections_were_cut(
    slow_app: Application,
    inbox: Inbox,
    write_mail: Write,
    database: Database,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """It holds one between two looks, and is cut off there. Trial row F21."""
    is_idle = threading.Event()
    add_periodic_task(slow_app, is_idle.set)
    with working(slow_app):
        assert is_idle.wait(20)
        time.sleep(0.3)
        database.cut_connections()
        write_mail(slow_app)
        wait_for(lambda: len(inbox.mails) == 1)
    assert "worker_failed" not in capfd.readouterr().err


def answers(port: int) -> bool:
    """Whether something greets at the port as LMTP does."""
    try:
        with smtplib.LMTP("127.0.0.1", port, timeout=2) as connection:
            return connection.ehlo()[0] == 250
    except OSError:
        return False


def test_it_receives_notifications_and_another_worker_takes_over(
    make_app: Callable[..., Application], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "PAUSE_AFTER_FAILURE_SECONDS", 0.1)
    port = free_port()
    bounces = {"sender": "bounces@bounces.example.com", "listen": f"127.0.0.1:{port}"}
    first, second = (make_app(own=True, mail={"bounces": bounces}) for _ in range(2))
    with working(second):
        with working(first):
            wait_for(lambda: answers(port))
        wait_for(lambda: answers(port))
    assert not answers(port)


def test_it_leaves_notifications_to_a_command_of_their_own(make_app: Callable[..., Application]) -> None:
    bounces = {"sender": "bounces@bounces.example.com", "listen": "127.0.0.1:8024", "background": False}

    assert servers_of(make_app(own=True, mail={"bounces": bounces})) == ()
