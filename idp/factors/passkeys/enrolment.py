"""Making a passkey: what a registration answer proves (Web Authentication Level 3, 7.1)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from idp.factors.passkeys.ceremony import guarded, parse_answer, redeem_answer
from idp.factors.passkeys.challenges import Purpose
from idp.factors.passkeys.errors import PasskeyRefused
from idp.factors.passkeys.factor import Passkeys
from idp.factors.passkeys.models import Passkey
from idp.factors.passkeys.relying_party import RelyingParty
from idp.factors.passkeys.transports import known_transports
from idp.infrastructure.lazy_modules import lazy_module
from idp.protocol.authentication_methods import AMR_PASSKEY, AMR_USER_VERIFIED

if TYPE_CHECKING:
    import webauthn
else:
    webauthn = lazy_module("webauthn")

# Web Authentication Level 3, 4 ("Credential ID").
_LONGEST_CREDENTIAL_ID = 1023


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """A credential that was just made, proved to be this browser's answer."""

    credential_id: str
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...]
    aaguid: str
    is_backed_up: bool
    is_user_verified: bool

    @property
    def amr(self) -> tuple[str, ...]:
        """What making it has proved about who is there."""
        return (AMR_PASSKEY, AMR_USER_VERIFIED) if self.is_user_verified else (AMR_PASSKEY,)


def check_new_passkey(sent: str, party: RelyingParty, browser_hash: str, account_id: str) -> NewPasskey:
    """Judge the answer to creation options, outside any transaction. Raises PasskeyRefused."""
    answer = parse_answer(sent)
    challenge = redeem_answer(answer, Purpose.ENROL, browser_hash, account_id)
    verified = guarded(
        lambda: webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
        ),
        "not verified",
    )
    if len(verified.credential_id) > _LONGEST_CREDENTIAL_ID:
        raise PasskeyRefused("credential id too long", account_id)
    return NewPasskey(
        credential_id=webauthn.helpers.bytes_to_base64url(verified.credential_id),
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
        transports=_transports_of(answer),
        aaguid=verified.aaguid,
        is_backed_up=verified.credential_backed_up,
        is_user_verified=verified.user_verified,
    )


def add_passkey(session: Session, account_id: str, new: NewPasskey, name: str) -> Passkey | None:
    """Store it, under the lock of the account. None when an account has it already, or this one has enough.

    One credential id has one owner (7.1, step 26); the database sees to it.
    """
    count = session.scalar(select(func.count()).select_from(Passkey).where(Passkey.account_id == account_id)) or 0
    if count >= Passkeys.most_items:
        return None
    row = Passkey(
        account_id=account_id,
        credential_id=new.credential_id,
        public_key=new.public_key,
        sign_count=new.sign_count,
        transports=list(new.transports),
        aaguid=new.aaguid,
        is_backed_up=new.is_backed_up,
        name=name,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return None
    return row


def _transports_of(answer: dict[str, Any]) -> tuple[str, ...]:
    given = answer["response"].get("transports")
    return known_transports(given) if isinstance(given, list) else ()
