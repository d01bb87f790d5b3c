"""Which answer of a mail server, to which command, means what; each in a real conversation. Trial row F11."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient

from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import Application
from idp.mail.models import OutboxMail
from idp.mail.sender import GIVE_UP_AFTER, LONGEST_HOLD, decide_hold
from idp.mail.smtp_replies import Disposition, Stage, decide_disposition
from tests.cli.test_doctor import says
from tests.mail.scripted_server import DROP, ScriptedServer
from tests.provisioning.databases import Database
from tests.provisioning.shell import Shell

Write = Callable[..., str]
Send = Callable[[Application, datetime], int]
Find = Callable[[Application, str], OutboxMail]
MakeApp = Callable[..., Application]

# What the server says, to what; and what becomes of the mail.
CONVERSATIONS = [
    # Refusals of us: every mail would meet them.
    ("greeting", "554 5.7.1 no service here", "held"),
    ("greeting", "421 4.3.2 too busy", "held"),
    ("greeting", DROP, "held"),
    ("EHLO HELO", "550 5.7.1 go away", "held"),
    ("EHLO", "421 later", "held"),
    ("AUTH", "535 5.7.8 wrong password", "held"),
    ("AUTH", "454 4.7.0 not now", "held"),
    ("AUTH", "530 5.7.0 TLS first", "held"),
    ("MAIL", "553 5.7.1 sender address rejected: not owned by user", "held"),
    ("MAIL", "550 5.1.8 sender's domain does not exist", "held"),
    ("MAIL", "530 5.7.0 authentication required", "held"),
    ("MAIL", "501 5.1.7 bad sender address", "held"),
    ("MAIL", "451 4.3.0 queue is full", "held"),
    ("MAIL", "421 too many mails", "held"),
    ("RCPT", "530 5.7.0 authentication required", "held"),
    ("RCPT", "421 closing", "held"),
    ("DATA", "421 closing", "held"),
    ("content", "535 5.7.8 not logged in any more", "held"),
    ("content", "421 closing", "held"),
    # Perhaps of us, perhaps of this mail: it is tried again, and holds up no other.
    ("RCPT", "550 5.7.1 relaying denied", "later"),
    ("RCPT", "554 5.7.1 client host blocked", "later"),
    ("RCPT", "450 4.2.1 greylisted", "later"),
    ("RCPT", "452 too many recipients", "later"),
    ("DATA", "451 4.3.0 try again", "later"),
    ("content", "451 4.7.1 try again", "later"),
    ("content", "550 5.7.26 unauthenticated mail is not accepted", "later"),
    ("content", "550 administrative prohibition", "later"),
    # Nobody knows whether it arrived.
    ("RCPT", DROP, "broken off"),
    ("DATA", DROP, "broken off"),
    ("content", DROP, "broken off"),
    # Of this recipient, or of this content.
    ("RCPT", "550 5.1.1 no such user", "bounce"),
    ("RCPT", "550 no such user", "bounce"),
    ("RCPT", "553 5.1.3 bad address", "bounce"),
    ("RCPT", "552 5.2.2 mailbox full", "bounce"),
    ("MAIL", "552 5.3.4 message too large", "final"),
    ("DATA", "554 no valid recipients", "bounce"),
    ("content", "554 5.6.0 malformed", "bounce"),
    ("content", "552 5.3.4 too large", "bounce"),
    ("content", "554 looks like spam", "bounce"),
]


@pytest.fixture
def make_mailing_app(make_app: MakeApp) -> Iterator[Callable[[dict[str, str]], tuple[Application, ScriptedServer]]]:
    servers: list[ScriptedServer] = []

    def make(changes: dict[str, str]) -> tuple[Application, ScriptedServer]:
        server = ScriptedServer(changes)
        server.__enter__()
        servers.append(server)
        given = {"port": server.port, "timeout_seconds": 2, "attempts": 3}
        login = {"username": "einlass", "password": "sesame"} if "AUTH" in changes else {}
        return make_app(mail=given | login), server

    yield make
    for server in servers:
        server.__exit__()


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(("command", "answer", "becomes"), CONVERSATIONS)
def test_what_an_answer_means(
    make_mailing_app: Callable[..., tuple[Application, ScriptedServer]],
    write_mail: Write,
    send: Send,
    find_mail: Find,
    command: str,
    answer: str,
    becomes: str,
) -> None:
    app, server = make_mailing_app(dict.fromkeys(command.split(), answer))
    mail_id = write_mail(app)

    assert send(app, current_time()) == 0

    mail = find_mail(app, mail_id)
    assert mail.state == {"final": "failed", "bounce": "bounced"}.get(becomes, "queued")
    assert (mail.held_at is not None) == (becomes == "held")
    assert (mail.wrapped_content is None) == (becomes in {"final", "bounce"})
    assert answer == DROP or command == "EHLO" or (mail.last_error or "").startswith(answer[:3])
    server.changes.clear()
    assert send(app, current_time() + timedelta(hours=1)) == server.taken == (becomes not in {"final", "bounce"})


@pytest.mark.parametrize("command", ["MAIL", "AUTH"])
def test_a_mail_that_is_held_outlives_any_number_of_attempts(
    make_mailing_app: Callable[..., tuple[Application, ScriptedServer]],
    write_mail: Write,
    send: Send,
    find_mail: Find,
    command: str,
) -> None:
    app, server = make_mailing_app({command: "535 5.7.8 no"})
    mail_id, now = write_mail(app), current_time()
    for _ in range(20):
        send(app, now)
        now = find_mail(app, mail_id).next_attempt_at

    assert find_mail(app, mail_id).state == "queued"
    server.changes.clear()
    assert send(app, now) == 1
    assert find_mail(app, mail_id).held_at is None


def test_a_refusal_of_one_recipient_holds_up_no_other_mail(
    make_mailing_app: Callable[..., tuple[Application, ScriptedServer]], write_mail: Write, send: Send
) -> None:
    app, server = make_mailing_app({"RCPT": "550 5.7.1 relaying denied"})
    for _ in range(3):
        write_mail(app)
    send(app, current_time())

    assert server.connections == 1


def test_a_server_without_smtputf8_gets_the_ascii_form_of_a_domain(
    make_mailing_app: Callable[..., tuple[Application, ScriptedServer]], write_mail: Write, send: Send
) -> None:
    app, server = make_mailing_app({})
    write_mail(app, recipient="anna@b\u00fccher.example")

    assert send(app, current_time()) == server.taken == 1


def test_an_address_that_no_header_can_hold_holds_up_no_other_mail(
    make_mailing_app: Callable[..., tuple[Application, ScriptedServer]], write_mail: Write, send: Send, find_mail: Find
) -> None:
    app, _ = make_mailing_app({})
    broken, taken = write_mail(app, recipient="j\u00fcrgen@example.com"), write_mail(app)

    assert send(app, current_time()) == 1
    assert find_mail(app, taken).state == "sent"
    mail = find_mail(app, broken)
    assert (mail.state, mail.attempts) == ("queued", 1)
    assert "non-ASCII" in (mail.last_error or "")


def test_a_held_mail_is_seen_by_doctor_readiness_and_metrics(
    make_mailing_app: Callable[..., tuple[Application, ScriptedServer]],
    make_shell: Callable[..., Shell],
    database: Database,
    write_mail: Write,
    send: Send,
) -> None:
    app, server = make_mailing_app({"MAIL": "553 5.7.1 sender address rejected"})
    browser: FlaskClient = app.test_client()
    assert browser.get("/health/ready").json == {"status": "ok", "database": "ok", "migrations": "ok", "mail": "ok"}
    write_mail(app)
    send(app, current_time())

    answer = browser.get("/health/ready")
    assert (answer.status_code, answer.get_json()["mail"]) == (200, "refused")
    numbers = browser.get("/metrics", environ_base={"REMOTE_ADDR": "127.0.0.1"}).text
    assert 'idp_outbox_mails{state="held"} 1.0' in numbers
    assert 'idp_outbox_mails{state="queued"} 0.0' in numbers
    shell = make_shell(database={"url": database.url}, mail={"port": server.port})
    says(shell, "mail", "problem", "can't be used (none): 553 5.7.1 sender address rejected")
    says(shell, "mail", "problem", "1 mails are held, since the mail server takes none from us: 553 5.7.1")
    server.changes.clear()
    send(app, current_time() + timedelta(hours=1))
    says(shell, "mail", "ok", "lets us in")
    assert server.taken == 1
    assert browser.get("/health/ready").get_json()["mail"] == "ok"


@pytest.mark.parametrize(
    ("waiting", "pause"),
    [
        (timedelta(0), timedelta(seconds=30)),
        (timedelta(minutes=4), timedelta(minutes=4)),
        (timedelta(hours=5), LONGEST_HOLD),
        (GIVE_UP_AFTER, None),
    ],
)
def test_a_held_mail_waits_as_long_again_up_to_a_quarter_of_an_hour(
    waiting: timedelta, pause: timedelta | None
) -> None:
    assert decide_hold(waiting) == pause


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("code", [0, 200, 299, 354, 600, 999, -1])
def test_an_answer_that_is_none_is_not_the_mails_fault(stage: Stage, code: int) -> None:
    assert decide_disposition(stage, code, "") is Disposition.HELD
