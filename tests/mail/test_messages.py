"""What the messages say, in both languages; ``IDP_TEST_UPDATE_SNAPSHOTS=1`` writes the snapshots anew."""

import dataclasses
import html
import os
import re
from pathlib import Path

import pytest

from idp.accounts.security.alerts import SecurityAlert
from idp.infrastructure.resources import resource
from idp.infrastructure.translations import LANGUAGES
from idp.infrastructure.web.application import Application
from idp.mail import Message, RequestedMessage
from idp.mail.rendering import LINE_LENGTH, RenderedMail, render_mail
from idp.settings import BrandSettings, PortalSettings, SupportSettings
from tests.mail.examples import EXAMPLES, VALID_UNTIL

SNAPSHOTS = Path(__file__).parent / "snapshots"
PORTAL = PortalSettings(
    name="Nordlicht Energie",
    brand=BrandSettings(accent="#0b6e4f"),
    support=SupportSettings(email="hilfe@nordlicht.example", phone="030 901820", hours="Mo–Fr 8–18 Uhr"),
)
RECIPIENT = "anna.muster@example.com"
NOT_YOU = {
    "de": ("nicht Sie?", "gar nicht verwendet?", "nicht erwartet?"),
    "en": ("Wasn't you?", "weren't you using", "Weren't expecting"),
}

pytestmark = pytest.mark.only_on("sqlite")
every_message = pytest.mark.parametrize("message", EXAMPLES, ids=lambda message: message.key)
every_language = pytest.mark.parametrize("language", LANGUAGES)


def render(app: Application, message: Message, language: str) -> RenderedMail:
    with app.app_context():
        return render_mail(message, PORTAL, language, RECIPIENT)


def links_of(message: Message) -> list[str]:
    return [getattr(message, field.name) for field in dataclasses.fields(message) if field.name.endswith("link")]


def visible_text(page: str) -> str:
    body = re.sub(r"<(style|title)>.*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def compare(name: str, text: str) -> None:
    path = SNAPSHOTS / name
    if os.environ.get("IDP_TEST_UPDATE_SNAPSHOTS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"no snapshot {name}; IDP_TEST_UPDATE_SNAPSHOTS=1 writes it"
    assert text == path.read_text(encoding="utf-8")


@every_message
@every_language
def test_the_text_part_reads_as_agreed(app: Application, message: Message, language: str) -> None:
    mail = render(app, message, language)
    compare(f"{message.key}.{language}.txt", f"{mail.subject}\n{'=' * len(mail.subject)}\n{mail.text}")


@every_message
@every_language
def test_the_html_part_reads_as_agreed(app: Application, message: Message, language: str) -> None:
    compare(f"{message.key}.{language}.html", render(app, message, language).html)


def test_no_snapshot_is_left_of_a_message_that_is_gone() -> None:
    assert {path.name.partition(".")[0] for path in SNAPSHOTS.iterdir()} == {message.key for message in EXAMPLES}


def test_every_template_folder_belongs_to_a_message_and_is_complete() -> None:
    folders = {folder.name: folder for folder in (resource("templates") / "mail").iterdir() if folder.name != "layout"}
    assert set(folders) == {message.key for message in EXAMPLES}
    for folder in folders.values():
        assert {file.name for file in folder.iterdir()} == {"subject.txt", "body.txt", "body.html"}


@every_message
def test_the_languages_differ_in_every_part(app: Application, message: Message) -> None:
    german, english = render(app, message, "de"), render(app, message, "en")
    assert german.subject != english.subject
    paragraphs = set(german.text.split("\n\n")) & set(english.text.split("\n\n"))
    assert all(len(paragraph) < 30 for paragraph in paragraphs), paragraphs


@every_message
@every_language
def test_links_are_words_in_html_and_addresses_in_the_text(app: Application, message: Message, language: str) -> None:
    """Trial, pages: what would make it chosen, 10. The first mail of all shows the address as well (decision 0108)."""
    mail = render(app, message, language)
    assert links_of(message)
    for link in links_of(message):
        assert link in mail.text.splitlines()
        assert f'href="{link}"' in mail.html
    to_copy = links_of(message) if message.key == "confirm_registration" else []
    assert re.findall(r"https://\S+", visible_text(mail.html)) == to_copy


@every_message
@every_language
def test_the_button_has_its_size_from_its_cell(app: Application, message: Message, language: str) -> None:
    """Outlook for Windows ignores the padding of a link.

    Trial, pages: what would make it chosen, 10.
    """
    mail = render(app, message, language)
    (cell,) = re.findall(r'<td class="button"[^>]*>', mail.html)
    assert "padding: 13px 26px" in cell
    assert 'bgcolor="#0b6e4f"' in cell


@every_message
@every_language
def test_a_band_in_the_portals_colour_names_it(app: Application, message: Message, language: str) -> None:
    """Trial, pages: what would make it chosen, 10."""
    mail = render(app, message, language)
    band = mail.html.split('class="band"')[1].split('class="inner"')[0]
    assert 'bgcolor="#0b6e4f"' in band
    assert visible_text(f"<td {band}>").split()[-3:] == ["N", "Nordlicht", "Energie"]


@every_message
@every_language
def test_outlook_hides_the_preview_as_well(app: Application, message: Message, language: str) -> None:
    """Trial, pages: what would make it chosen, 10."""
    (preview,) = re.findall(r'<div class="preview"[^>]*>', render(app, message, language).html)
    assert "display: none" in preview
    assert "mso-hide:all" in preview.replace(" ", "")


@every_message
def test_german_goes_on_in_lower_case_after_the_greeting(app: Application, message: Message) -> None:
    """After a comma; the courteous Sie and Ihr are capitals everywhere.

    Trial, pages: what would make it chosen, 10.
    """
    greeting, opening = render(app, message, "de").text.split("\n\n")[1:3]
    assert greeting.startswith("Guten Tag") and greeting.endswith(",")
    assert opening[0].islower() or re.match(r"(Sie|Ihr|Ihre|Ihrem|Ihren)\b", opening), opening


@every_message
@every_language
def test_there_is_one_button(app: Application, message: Message, language: str) -> None:
    assert render(app, message, language).html.count('class="button"') == 1


@every_message
@every_language
def test_it_says_what_to_do_if_it_was_somebody_else(app: Application, message: Message, language: str) -> None:
    mail = render(app, message, language)
    for part in (mail.text, visible_text(mail.html)):
        assert any(words in " ".join(part.split()) for words in NOT_YOU[language])


@every_message
@every_language
def test_what_may_not_have_been_the_reader_leads_to_securing_the_account(
    app: Application, message: Message, language: str
) -> None:
    """In the same words in each e-mail; the others are about a request of the reader, or go to another's address.

    Trial, pages: improvement 10.
    """
    words = {"de": "Sichern Sie Ihr Konto sofort ab: Melden Sie alle Geräte ab", "en": "Secure your account at once:"}
    mail = render(app, message, language)
    for part in (mail.text, visible_text(mail.html)):
        assert (words[language] in " ".join(part.split())) is isinstance(message, SecurityAlert)


def test_an_alert_is_what_tells_of_something_that_has_happened() -> None:
    """Trial, pages: improvement 10."""
    others = {message.key for message in EXAMPLES if not isinstance(message, SecurityAlert)}
    assert others == {
        *("account_created", "account_deleted", "operator_invitation", "credentials_renewal"),
        *("address_taken", "already_registered", "customer_account_added", "confirm_registration", "password_reset"),
        *("complete_registration", "registration_approved", "registration_refused", "user_name_given"),
        *("registration_to_approve", "registration_still_waits", "registration_for_operators"),
        "operator_roles_changed",
        "confirm_agreement",
        "address_by_support",
        *("email_change_confirm", "email_change_notice", "recovery_email_confirm", "former_recovery_email"),
        *("organization_invitation", "organization_domain_code", "join_requested", "join_request_decided"),
        *("membership_added", "membership_changed", "membership_removed"),
        *("membership_ended", "membership_ends", "memberships_end"),
        *("organization_deletion_requested", "organization_deletion_cancelled", "organization_deleted"),
        *("representation_offered", "representation_answered", "representative_replaced"),
    }


@pytest.mark.threat(97)
def test_alerts_and_what_goes_to_a_former_holder_are_sent_in_spite_of_a_suppression() -> None:
    """No other: each further mail to an address that does not exist counts against the sender."""
    tried = {message.key for message in EXAMPLES if message.despite_suppression}
    alerts = {message.key for message in EXAMPLES if isinstance(message, SecurityAlert)}
    assert tried - alerts == {"email_change_notice", "former_recovery_email", "customer_account_added"}
    assert alerts <= tried


@every_message
@every_language
def test_it_names_the_portal_and_whom_to_ask(app: Application, message: Message, language: str) -> None:
    mail = render(app, message, language)
    for part in (mail.text, visible_text(mail.html)):
        assert "Nordlicht Energie" in part
        assert "hilfe@nordlicht.example" in part
        assert "030 901820" in part
    assert "#0b6e4f" in mail.html


@every_message
@every_language
def test_a_link_that_expires_says_until_when(app: Application, message: Message, language: str) -> None:
    mail = render(app, message, language)
    until = {"de": "bis Samstag, 21. November 2026, 13:00 Uhr", "en": "until Saturday, 21 November 2026, 13:00"}
    expires = any(getattr(message, field.name) == VALID_UNTIL for field in dataclasses.fields(message))
    for part in (mail.text, visible_text(mail.html)):
        assert (until[language] in " ".join(part.split())) == expires


@every_message
@every_language
def test_what_a_browser_asked_for_names_device_and_place(app: Application, message: Message, language: str) -> None:
    mail = render(app, message, language)
    device = {"de": "Firefox unter Windows", "en": "Firefox on Windows"}[language]
    for part in (mail.text, visible_text(mail.html)):
        assert (device in part) == isinstance(message, RequestedMessage)
        assert ("203.0.113.7" in part) == isinstance(message, RequestedMessage)


@every_message
@every_language
def test_nothing_is_fetched_when_it_is_opened(app: Application, message: Message, language: str) -> None:
    page = render(app, message, language).html
    assert not re.search(r"<(img|link|script|iframe|object|svg)\b|url\(|@import|\bsrc=", page)


@every_message
@every_language
def test_the_text_part_fits_its_lines(app: Application, message: Message, language: str) -> None:
    for line in render(app, message, language).text.splitlines():
        assert len(line) <= LINE_LENGTH or line.startswith("https://")
