"""What the browser is asked for, as the JSON it takes (Web Authentication Level 3, 5.1.8 and 5.1.9)."""

from collections.abc import Iterable
from typing import Any

from webauthn import base64url_to_bytes, generate_authentication_options, generate_registration_options
from webauthn.helpers import options_to_json_dict
from webauthn.helpers.structs import (
    AttestationConveyancePreference,
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from idp.accounts.models import Account
from idp.factors.passkeys.challenges import LIFETIME
from idp.factors.passkeys.relying_party import RelyingParty
from idp.factors.passkeys.stored import Known

_TIMEOUT_MS = int(LIFETIME.total_seconds() * 1000)
_TRANSPORTS = frozenset(each.value for each in AuthenticatorTransport)


def creation_options(
    party: RelyingParty, account: Account, challenge: bytes, existing: Iterable[Known]
) -> dict[str, Any]:
    """For making a passkey: one that the authenticator finds by itself later, on no device that has one already.

    We ask for no attestation: which make of key somebody has is not our business.
    """
    options = generate_registration_options(
        rp_id=party.id,
        rp_name=party.name,
        user_id=account.id.encode(),
        user_name=account.email,
        user_display_name=account.name or account.email,
        challenge=challenge,
        timeout=_TIMEOUT_MS,
        attestation=AttestationConveyancePreference.NONE,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=[_descriptor(each) for each in existing],
    )
    return options_to_json_dict(options)


def sign_in_options(party: RelyingParty, challenge: bytes) -> dict[str, Any]:
    """For signing in with nothing else: the authenticator says who it is, after it has verified that person."""
    options = generate_authentication_options(
        rp_id=party.id,
        challenge=challenge,
        timeout=_TIMEOUT_MS,
        allow_credentials=[],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json_dict(options)


def verify_options(party: RelyingParty, challenge: bytes, allowed: Iterable[Known]) -> dict[str, Any]:
    """For a second factor: one of these keys, which need not have a PIN, because the password was checked before."""
    options = generate_authentication_options(
        rp_id=party.id,
        challenge=challenge,
        timeout=_TIMEOUT_MS,
        allow_credentials=[_descriptor(each) for each in allowed],
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return options_to_json_dict(options)


def _descriptor(known: Known) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(
        id=base64url_to_bytes(known.credential_id),
        transports=[AuthenticatorTransport(each) for each in known.transports if each in _TRANSPORTS] or None,
    )
