"""What the mail server is asked about notifications (RFC 3461)."""

from collections.abc import Callable
from datetime import datetime

import pytest

from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import Application
from tests.mail.scripted_server import ScriptedServer

Write = Callable[..., str]
Send = Callable[[Application, datetime], int]
WITH_DSN = "250-scripted\r\n250 DSN"


@pytest.fixture
def hear(make_app: Callable[..., Application], write_mail: Write, send: Send) -> Callable[..., tuple[str, list[str]]]:
    """``hear(bounces, extensions, recipient=…)``: the id of a mail, and the commands MAIL and RCPT that it took."""

    def run(bounces: dict[str, str], extensions: str, **values: str) -> tuple[str, list[str]]:
        with ScriptedServer({"EHLO": extensions}) as server:
            app = make_app(mail={"port": server.port, "timeout_seconds": 2, "bounces": bounces})
            mail_id = write_mail(app, **values)
            assert send(app, current_time()) == 1
            return mail_id, [line for line in server.heard if line.upper().startswith(("MAIL", "RCPT"))]

    return run


OWN_ADDRESS = {"sender": "bounces@bounces.example.com"}


@pytest.mark.threat(97)
def test_notifications_are_asked_for_without_the_text_of_the_mail(hear: Callable[..., tuple[str, list[str]]]) -> None:
    mail_id, (of_mail, of_recipient) = hear(OWN_ADDRESS, WITH_DSN, recipient="anna+shop=1@example.com")

    assert of_mail.startswith("mail FROM:<bounces+")
    assert of_mail.endswith(f"RET=HDRS ENVID={mail_id}")
    assert of_recipient.endswith("NOTIFY=FAILURE,DELAY ORCPT=rfc822;anna+2Bshop+3D1@example.com")


def test_a_server_that_does_not_know_them_is_not_asked(hear: Callable[..., tuple[str, list[str]]]) -> None:
    _, (of_mail, of_recipient) = hear(OWN_ADDRESS, "250 scripted")

    assert of_mail.endswith("@bounces.example.com>")
    assert of_recipient.endswith("@example.com>")


def test_without_an_address_for_them_none_is_asked_for(hear: Callable[..., tuple[str, list[str]]]) -> None:
    _, (of_mail, of_recipient) = hear({}, WITH_DSN)

    assert of_mail.endswith("FROM:<no-reply@einlass.example>")
    assert of_recipient.endswith("@example.com>")
