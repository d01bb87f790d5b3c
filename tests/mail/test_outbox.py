"""A mail is part of the transaction that it tells of, and unreadable in the database."""

from collections.abc import Callable

import pytest

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.infrastructure.web.application import Application
from idp.mail import enqueue
from idp.mail.content import unwrap_content
from idp.mail.header_text import InvalidRecipient
from idp.mail.models import OutboxMail
from tests.mail.examples import CONFIRM_REGISTRATION, TOKEN
from tests.provisioning.databases import Database


def test_a_mail_is_queued_with_the_transaction(
    app: Application, write_mail: Callable[..., str], find_mail: Callable[..., OutboxMail]
) -> None:
    mail = find_mail(app, write_mail(app))
    assert (mail.state, mail.attempts, mail.message) == ("queued", 0, "confirm_registration")
    assert mail.next_attempt_at <= current_time()
    assert mail.subject == "Bitte bestätigen Sie Ihre E‑Mail-Adresse"


def test_a_transaction_that_fails_sends_nothing(app: Application, database: Database) -> None:
    def fail() -> None:
        with app.app_context(), transaction() as session:
            enqueue(session, CONFIRM_REGISTRATION, recipient="anna@example.com", portal="shop", language="de")
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert database.count(OutboxMail) == 0


def test_neither_link_nor_code_can_be_read_in_the_database(
    app: Application, write_mail: Callable[..., str], find_mail: Callable[..., OutboxMail]
) -> None:
    mail = find_mail(app, write_mail(app))
    row = " ".join(str(getattr(mail, column.key)) for column in OutboxMail.__table__.columns)
    assert TOKEN not in row
    assert CONFIRM_REGISTRATION.code not in row


def test_the_content_comes_back_under_the_master_key(
    app: Application, write_mail: Callable[..., str], find_mail: Callable[..., OutboxMail]
) -> None:
    mail = find_mail(app, write_mail(app))
    content = unwrap_content(app.secret_box, mail.id, mail.wrapped_content or "")
    assert CONFIRM_REGISTRATION.link in content.text
    assert content.sender_name == "Beispiel-Shop"


def test_the_message_id_names_the_mail_and_the_issuer(
    app: Application, write_mail: Callable[..., str], find_mail: Callable[..., OutboxMail]
) -> None:
    mail = find_mail(app, write_mail(app))
    assert mail.message_id == f"<{mail.id}@id.example.test>"


@pytest.mark.parametrize(
    ("portal", "language", "written_in", "as_portal"),
    [
        ("shop", "en", "en", "shop"),
        ("shop", None, "de", "shop"),
        ("forum", "xx", "en", "forum"),
        ("gone", None, "de", "shop"),
    ],
)
def test_what_is_not_known_of_the_reader_comes_from_the_portal(
    app: Application,
    write_mail: Callable[..., str],
    find_mail: Callable[..., OutboxMail],
    portal: str,
    language: str | None,
    written_in: str,
    as_portal: str,
) -> None:
    mail = find_mail(app, write_mail(app, portal=portal, language=language))
    assert (mail.language, mail.portal) == (written_in, as_portal)


@pytest.mark.threat(79)
def test_a_recipient_with_a_line_end_is_refused(
    app: Application, write_mail: Callable[..., str], database: Database
) -> None:
    with pytest.raises(InvalidRecipient):
        write_mail(app, recipient="anna@example.com\r\nBcc: everybody@example.org")
    assert database.count(OutboxMail) == 0
