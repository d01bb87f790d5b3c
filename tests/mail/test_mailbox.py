"""The local mailbox shows a trial's mails, safely, to this machine only."""

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import Application
from idp.mail.models import OutboxMail
from tests.mail.examples import CONFIRM_REGISTRATION

HERE = {"REMOTE_ADDR": "127.0.0.1"}
Write = Callable[..., str]
Send = Callable[..., int]
Find = Callable[..., OutboxMail]


@pytest.fixture
def trial(make_app: Callable[..., Application]) -> Application:
    """An application that keeps its mails."""
    return make_app(server={"issuer": "http://localhost:8000"}, mail={"transport": "mailbox"})


@pytest.fixture
def mail_id(trial: Application, write_mail: Write, send: Send) -> str:
    """A mail that was sent."""
    mail_id = write_mail(trial)
    assert send(trial, current_time()) == 1
    return mail_id


def get(app: Application, path: str, peer: str = "127.0.0.1", **options: object) -> TestResponse:
    return app.test_client().get(path, environ_base={"REMOTE_ADDR": peer}, **options)


def test_a_sent_mail_is_kept(trial: Application, mail_id: str, find_mail: Find) -> None:
    mail = find_mail(trial, mail_id)
    assert mail.state == "sent"
    assert mail.wrapped_content is not None


def test_the_index_lists_mails_newest_first(trial: Application, write_mail: Write, send: Send) -> None:
    for name in ("first", "second"):
        write_mail(trial, recipient=f"{name}@example.com")
    send(trial, current_time())
    page = get(trial, "/mailbox").get_data(as_text=True)
    assert page.index("second@example.com") < page.index("first@example.com")


def test_an_empty_mailbox_says_what_to_do(trial: Application) -> None:
    assert get(trial, "/mailbox").status_code == 200


def test_a_mail_is_shown_with_its_text_and_a_frame(trial: Application, mail_id: str) -> None:
    page = get(trial, f"/mailbox/{mail_id}")
    assert page.status_code == 200
    shown = page.get_data(as_text=True)
    assert "anna@example.com" in shown
    assert CONFIRM_REGISTRATION.code in shown
    assert f"/mailbox/{mail_id}/html" in shown


@pytest.mark.threat(74)
def test_the_html_part_can_run_and_load_nothing(trial: Application, mail_id: str) -> None:
    page = get(trial, f"/mailbox/{mail_id}/html")
    assert page.status_code == 200
    assert CONFIRM_REGISTRATION.link in page.get_data(as_text=True)
    directives = {part.split()[0]: part.split()[1:] for part in page.headers["Content-Security-Policy"].split(";")}
    assert "allow-scripts" not in directives["sandbox"]
    assert "allow-same-origin" not in directives["sandbox"]
    assert directives["default-src"] == ["'none'"]
    assert directives["frame-ancestors"] == ["'self'"]
    assert page.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_scripts_read_the_mails_as_json(trial: Application, mail_id: str) -> None:
    (mail,) = get(trial, "/mailbox?format=json").get_json()
    assert mail["id"] == mail_id
    assert mail["to"] == "anna@example.com"
    assert mail["message"] == "confirm_registration"
    assert mail["links"] == [CONFIRM_REGISTRATION.link]
    assert CONFIRM_REGISTRATION.code in mail["text"]


@pytest.mark.parametrize("path", ["/mailbox", "/mailbox?format=json", "/mailbox/{id}", "/mailbox/{id}/html"])
@pytest.mark.parametrize("peer", ["192.0.2.1", "10.0.0.1", "::ffff:192.0.2.1", "2001:db8::1"])
def test_other_machines_are_refused(trial: Application, mail_id: str, path: str, peer: str) -> None:
    page = get(trial, path.format(id=mail_id), peer=peer)
    assert page.status_code == 403
    assert CONFIRM_REGISTRATION.code not in page.get_data(as_text=True)


@pytest.mark.threat(48)
@pytest.mark.parametrize("peer", ["10.0.0.1", "127.0.0.1"])
@pytest.mark.parametrize("headers", [{}, {"X-Forwarded-For": "127.0.0.1"}, {"X-Forwarded-For": "192.0.2.1"}])
@pytest.mark.parametrize("trusted_proxies", [[], ["10.0.0.1", "127.0.0.1"]], ids=["untrusted", "trusted"])
def test_a_proxy_can_not_speak_for_this_machine(
    make_app: Callable[..., Application], peer: str, headers: dict[str, str], trusted_proxies: list[str]
) -> None:
    trial = make_app(
        server={"issuer": "http://localhost:8000", "trusted_proxies": trusted_proxies}, mail={"transport": "mailbox"}
    )
    page = get(trial, "/mailbox", peer=peer, headers=headers)
    assert page.status_code == (200 if peer == "127.0.0.1" and not headers else 403)


@pytest.mark.parametrize("path", ["/mailbox/mai_unknown", "/mailbox/mai_unknown/html"])
def test_an_unknown_mail_is_not_found(trial: Application, path: str) -> None:
    assert get(trial, path).status_code == 404


@pytest.mark.only_on("sqlite")
def test_there_is_no_mailbox_where_mails_are_sent(app: Application) -> None:
    assert not [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("mailbox.")]
