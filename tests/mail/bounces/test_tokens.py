"""The envelope sender of a mail leads back to this mail, and no other address does."""

import base64
import os
from collections.abc import Callable

import pytest

from idp.infrastructure.ids import new_id
from idp.infrastructure.secrets import MasterKey, SecretBox
from idp.mail.bounces.tokens import envelope_sender, find_mail_id
from idp.settings import Settings

OLD, NEW = (MasterKey(os.urandom(32)) for _ in range(2))
BOX = SecretBox([OLD])


@pytest.fixture
def settings(make_settings: Callable[..., Settings]) -> Settings:
    return make_settings(mail={"bounces": {"sender": "bounces@bounces.example.com"}})


def test_it_leads_to_its_mail(settings: Settings) -> None:
    mail_id = new_id("mai")
    address = envelope_sender(settings, BOX, mail_id)

    assert find_mail_id(settings, BOX, address) == mail_id
    assert len(address.partition("@")[0]) <= 64


def test_a_server_may_change_its_case(settings: Settings) -> None:
    mail_id = new_id("mai")

    assert find_mail_id(settings, BOX, envelope_sender(settings, BOX, mail_id).upper()) == mail_id


def test_the_address_of_the_settings_may_have_capitals(make_settings: Callable[..., Settings]) -> None:
    settings = make_settings(mail={"bounces": {"sender": "Bounces@Bounces.example.com"}})
    mail_id = new_id("mai")

    assert find_mail_id(settings, BOX, envelope_sender(settings, BOX, mail_id)) == mail_id


def test_it_stays_good_with_a_new_master_key(settings: Settings) -> None:
    mail_id = new_id("mai")
    address = envelope_sender(settings, BOX, mail_id)

    assert find_mail_id(settings, SecretBox([NEW, OLD]), address) == mail_id
    assert find_mail_id(settings, SecretBox([NEW]), address) is None


@pytest.mark.threat(97)
def test_the_id_of_another_mail_needs_another_code(settings: Settings) -> None:
    own, other = (envelope_sender(settings, BOX, new_id("mai")) for _ in range(2))
    raw_own, raw_other = (base64.b32decode(address[8:50].upper() + "======") for address in (own, other))
    forged = base64.b32encode(raw_other[:16] + raw_own[16:]).decode().rstrip("=").lower()

    assert find_mail_id(settings, BOX, f"bounces+{forged}@bounces.example.com") is None


@pytest.mark.parametrize(
    "change",
    [
        lambda address: address.replace("bounces+", "other+"),
        lambda address: address.replace("@bounces.", "@other."),
        lambda address: address.replace("+", ""),
        lambda address: address[:40] + address[41:],
        lambda address: address.replace("+", "+a"),
        lambda address: address[:20] + ("a" if address[20] != "a" else "b") + address[21:],
        lambda address: address[:20] + "!" + address[21:],
        lambda address: address[:20] + "ä" + address[21:],
        lambda _: "",
        lambda _: "bounces@bounces.example.com",
        lambda _: "bounces+@bounces.example.com",
    ],
)
def test_no_other_address_leads_anywhere(settings: Settings, change: Callable[[str], str]) -> None:
    assert find_mail_id(settings, BOX, change(envelope_sender(settings, BOX, new_id("mai")))) is None


def test_without_an_address_of_its_own_the_sender_stands_in_the_envelope(
    make_settings: Callable[..., Settings],
) -> None:
    settings = make_settings()

    assert envelope_sender(settings, BOX, new_id("mai")) == settings.mail.sender
    assert find_mail_id(settings, BOX, settings.mail.sender) is None
