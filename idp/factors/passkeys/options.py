"""What the browser is asked for, as the JSON it takes (Web Authentication Level 3, 5.1.8 and 5.1.9)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from idp.accounts.models import Account
from idp.factors.passkeys.challenges import LIFETIME
from idp.factors.passkeys.relying_party import RelyingParty
from idp.factors.passkeys.stored import Known
from idp.factors.passkeys.transports import known_transports
from idp.infrastructure.lazy_modules import lazy_module

if TYPE_CHECKING:
    import webauthn
    from webauthn.helpers import structs
else:
    webauthn = lazy_module("webauthn")
    structs = lazy_module("webauthn.helpers.structs")

_TIMEOUT_MS = int(LIFETIME.total_seconds() * 1000)


def creation_options(
    party: RelyingParty, account: Account, challenge: bytes, existing: Iterable[Known]
) -> dict[str, Any]:
    """For making a passkey: one that the authenticator finds by itself later, on no device that has one already.

    We ask for no attestation: the make of a key is of no use here.
    """
    options = webauthn.generate_registration_options(
        rp_id=party.id,
        rp_name=party.name,
        user_id=account.id.encode(),
        user_name=account.email,
        user_display_name=account.name or account.email,
        challenge=challenge,
        timeout=_TIMEOUT_MS,
        attestation=structs.AttestationConveyancePreference.NONE,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=[_descriptor(each) for each in existing],
    )
    return webauthn.helpers.options_to_json_dict(options)


def sign_in_options(party: RelyingParty, challenge: bytes, allowed: Iterable[Known] = ()) -> dict[str, Any]:
    """For signing in with nothing else: the authenticator says who it is, after it has verified that person.

    ``allowed`` are the passkeys of the one account that may be meant, where it is known.
    """
    options = webauthn.generate_authentication_options(
        rp_id=party.id,
        challenge=challenge,
        timeout=_TIMEOUT_MS,
        allow_credentials=[_descriptor(each) for each in allowed],
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    return webauthn.helpers.options_to_json_dict(options)


def verify_options(party: RelyingParty, challenge: bytes, allowed: Iterable[Known]) -> dict[str, Any]:
    """For a second factor: one of these keys, which need not have a PIN, because the password was checked before."""
    options = webauthn.generate_authentication_options(
        rp_id=party.id,
        challenge=challenge,
        timeout=_TIMEOUT_MS,
        allow_credentials=[_descriptor(each) for each in allowed],
        user_verification=structs.UserVerificationRequirement.PREFERRED,
    )
    return webauthn.helpers.options_to_json_dict(options)


def _descriptor(known: Known) -> "structs.PublicKeyCredentialDescriptor":
    return structs.PublicKeyCredentialDescriptor(
        id=webauthn.base64url_to_bytes(known.credential_id),
        transports=[structs.AuthenticatorTransport(each) for each in known_transports(known.transports)] or None,
    )
