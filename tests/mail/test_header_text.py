"""Nobody puts a header, a recipient or words of his own into our mails (threat 79)."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from idp.accounts.password_reset.messages import PasswordReset
from idp.infrastructure.web.application import Application
from idp.mail.content import MailContent, compose
from idp.mail.header_text import (
    InvalidRecipient,
    clean_display_name,
    clean_line,
    clean_person_name,
    parse_recipient,
)
from idp.mail.models import OutboxMail
from idp.mail.rendering import render_mail
from idp.oauth.messages import TokenReplay
from idp.settings import PortalSettings
from tests.mail.examples import ASKED_BY, VALID_UNTIL

LINE_ENDS = ["\r\n", "\r", "\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"]
HEADERS = {
    "message-id",
    "date",
    "from",
    "to",
    "reply-to",
    "subject",
    "content-language",
    "auto-submitted",
    "x-auto-response-suppress",
    "mime-version",
    "content-type",
}

pytestmark = pytest.mark.threat(79)


def delivered(subject: str, sender_name: str, recipient: str = "anna@example.com") -> EmailMessage:
    """The message as it is read again at the other end."""
    mail = OutboxMail(
        id="mai_1",
        recipient=parse_recipient(recipient),
        subject=clean_line(subject),
        message_id="<mai_1@id.example.test>",
        language="de",
        created_at=datetime(2026, 11, 20, tzinfo=UTC),
    )
    content = MailContent(clean_display_name(sender_name), "no-reply@example.com", "help@example.com", "Text", "<p>T")
    return message_from_bytes(compose(mail, content).as_bytes(), policy=policy.default)


@pytest.mark.parametrize("line_end", LINE_ENDS, ids=ascii)
@pytest.mark.parametrize("filling", ["", "ä" * 70, "x" * 74, "Grüße, " * 12], ids=["none", "encoded", "long", "mixed"])
def test_a_line_end_in_a_name_starts_no_header(line_end: str, filling: str) -> None:
    attack = f"Shop{filling}{line_end}Bcc: everybody@example.org{line_end}{line_end}Buy now"
    mail = delivered(attack, attack)
    assert {name.lower() for name in mail.keys()} == HEADERS  # noqa: SIM118 - keys() repeats doubled headers
    assert len(mail.keys()) == len(HEADERS)
    assert mail["To"] == "anna@example.com"


@given(st.text(max_size=300), st.text(max_size=150))
@example("=?utf-8?q?=0D=0ABcc:_x?=", '"Müller, Söhne" <evil@example.org>')
@example("x", "=?utf-8?q?=0D=0ABcc:_x?=")
@example("=\u200b?utf-8?q?=0D=0ABcc:_x?=", "=\x00?utf-8?q?=0D=0ABcc:_x?=")
@example("\ud800", "a@b, c@d;")
def test_whatever_stands_in_names_one_sender_and_one_recipient_remain(subject: str, sender_name: str) -> None:
    mail = delivered(subject, sender_name)
    assert {name.lower() for name in mail.keys()} == HEADERS  # noqa: SIM118
    assert [address.addr_spec for address in mail["From"].addresses] == ["no-reply@example.com"]
    assert [address.addr_spec for address in mail["To"].addresses] == ["anna@example.com"]


def test_a_subject_arrives_as_it_was_written() -> None:
    subject = "Wir haben Sie bei „Werkbank & Söhne“ abgemeldet, und das hat einen langen, aber guten Grund"
    assert delivered(subject, "Müller & Söhne GmbH")["Subject"] == subject


def test_a_sender_name_arrives_as_it_was_written() -> None:
    mail = delivered("Hallo", "Bücher Müller & Söhne GmbH, Köln")
    assert mail["From"].addresses[0].display_name == "Bücher Müller & Söhne GmbH Köln"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "anna",
        "@example.com",
        "anna@",
        "anna@example.com\r\nBcc: x@example.org",
        "anna@example.com\n",
        "anna@example.com, x@example.org",
        "anna@example.com;x@example.org",
        "<anna@example.com>",
        '"anna x"@example.com',
        "an na@example.com",
        "anna@x@example.com",
        "anna@exa mple.com",
        "anna@[127.0.0.1]",
        "anna\x00@example.com",
        "anna\u200b@example.com",
        "anna\u202e@example.com",
        "anna@example..com",
        "=?utf-8?q?anna=0D=0ABcc:x?=@example.com",
        "anna@" + "x" * 400,
    ],
    ids=ascii,
)
def test_no_mail_goes_to_what_is_not_one_address(address: str) -> None:
    with pytest.raises(InvalidRecipient):
        parse_recipient(address)


@pytest.mark.parametrize(
    ("address", "sent_to"),
    [
        ("anna@example.com", "anna@example.com"),
        ("anna.o'neil+shop@example.com", "anna.o'neil+shop@example.com"),
        ("anna@münchen.example", "anna@xn--mnchen-3ya.example"),
        ("änna@example.com", "änna@example.com"),
    ],
)
def test_an_address_is_kept_and_its_domain_made_ascii(address: str, sent_to: str) -> None:
    assert parse_recipient(address) == sent_to


@pytest.mark.parametrize(
    ("typed", "greeted"),
    [
        ("Anna Muster", "Anna Muster"),
        ("Jean-Luc  O’Neil", "Jean-Luc O’Neil"),
        ("Dr. Anna Muster", "Dr. Anna Muster"),
        ("山田 太郎", "山田 太郎"),
        ("Anna\r\nMuster", "Anna Muster"),
        ("Win at https://evil.example", ""),
        ("Visit evil.example now", ""),
        ("www evil", ""),
        ("write to me@evil.example", ""),
        ("A" * 300, ""),
    ],
)
def test_a_greeting_holds_a_name_and_nothing_else(typed: str, greeted: str) -> None:
    assert clean_person_name(typed) == greeted


@pytest.mark.only_on("sqlite")
def test_html_in_a_name_is_text_in_the_html_part(app: Application) -> None:
    message = TokenReplay(
        name="<b>Anna</b>",
        application='<img src=x onerror="alert(1)">',
        noticed_at=VALID_UNTIL,
        secure_link="https://id.example.test/secure-account/link/x",
        secure_until=VALID_UNTIL,
    )
    with app.app_context():
        mail = render_mail(message, PortalSettings(name="<script>Shop</script>"), "en", "anna@example.com")
    assert "<img" not in mail.html
    assert "<b>Anna" not in mail.html
    assert "<script" not in mail.html
    assert "&lt;img src=x" in mail.html


@pytest.mark.only_on("sqlite")
def test_the_line_ends_of_a_name_do_not_reach_the_text_part(app: Application) -> None:
    message = PasswordReset(
        asked_by=ASKED_BY,
        name="Anna\n\nYour account is closed",
        link="https://id.example.test/r",
        valid_until=VALID_UNTIL,
    )
    with app.app_context():
        mail = render_mail(message, PortalSettings(name="Shop"), "en", "anna@example.com")
    assert "Hello Anna Your account is closed," in mail.text.splitlines()
