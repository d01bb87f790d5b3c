"""What browsers are asked for, member by member (Web Authentication Level 3, 5.1.8 and 5.1.9)."""

import pytest
from webauthn.helpers import bytes_to_base64url

from idp.accounts.models import Account
from idp.factors.passkeys.options import creation_options, sign_in_options, verify_options
from idp.factors.passkeys.relying_party import RelyingParty
from idp.factors.passkeys.stored import Known
from idp.infrastructure.clock import current_time

PARTY = RelyingParty(id="id.example.test", origin="https://id.example.test", name="Shop")
CHALLENGE = b"challenge"
FIVE_MINUTES = 300_000


def known(*transports: str) -> Known:
    now = current_time()
    return Known("psk_1", "acc_1", "aGFuZGxl", b"key", transports, "Key", False, now, now, None)


@pytest.mark.parametrize(("given_name", "shown"), [("Ada", "Ada Beispiel"), ("", "ada@example.test")])
def test_a_passkey_is_made_for_the_account_without_an_attestation(given_name, shown):
    """The handle of the user is what a sign-in with nothing else is recognized by."""
    family_name = "Beispiel" if given_name else ""
    account = Account(id="acc_1", email="ada@example.test", given_name=given_name, family_name=family_name)

    options = creation_options(PARTY, account, CHALLENGE, [known("usb")])

    assert options["rp"] == {"id": "id.example.test", "name": "Shop"}
    assert options["user"] == {
        "id": bytes_to_base64url(b"acc_1"),
        "name": "ada@example.test",
        "displayName": shown,
    }
    assert options["challenge"] == bytes_to_base64url(CHALLENGE)
    assert options["attestation"] == "none"
    assert options["timeout"] == FIVE_MINUTES
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["authenticatorSelection"]["userVerification"] == "preferred"
    assert options["excludeCredentials"] == [{"id": "aGFuZGxl", "type": "public-key", "transports": ["usb"]}]


@pytest.mark.parametrize(("ask", "verification"), [(sign_in_options, "required"), (verify_options, "preferred")])
def test_a_sign_in_needs_a_verified_person_and_a_second_factor_does_not(ask, verification):
    options = ask(PARTY, CHALLENGE, [known("nfc", "of a newer library")])

    assert options == {
        "rpId": "id.example.test",
        "challenge": bytes_to_base64url(CHALLENGE),
        "timeout": FIVE_MINUTES,
        "allowCredentials": [{"id": "aGFuZGxl", "type": "public-key", "transports": ["nfc"]}],
        "userVerification": verification,
    }


def test_a_passkey_that_is_reached_in_no_known_way_is_named_without_one():
    [named] = verify_options(PARTY, CHALLENGE, [known()])["allowCredentials"]
    assert named == {"id": "aGFuZGxl", "type": "public-key"}


def test_a_sign_in_of_any_account_names_no_passkey():
    assert sign_in_options(PARTY, CHALLENGE)["allowCredentials"] == []
