"""Using a passkey: what an assertion proves (Web Authentication Level 3, 7.2)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.actors import Actor
from idp.audit import audit
from idp.factors.passkeys.ceremony import guarded, parse_answer, redeem_answer
from idp.factors.passkeys.challenges import Purpose
from idp.factors.passkeys.errors import PasskeyRefused
from idp.factors.passkeys.models import Passkey
from idp.factors.passkeys.relying_party import RelyingParty
from idp.factors.passkeys.stored import Known, find_passkey
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.infrastructure.lazy_modules import lazy_module
from idp.protocol.authentication_methods import AMR_PASSKEY, AMR_USER_VERIFIED

if TYPE_CHECKING:
    import webauthn
else:
    webauthn = lazy_module("webauthn")


@dataclass(frozen=True, slots=True)
class Assertion:
    """A signature that is right; the counter is yet to be compared, within the transaction that stores it."""

    passkey_id: str
    account_id: str
    sign_count: int
    is_backed_up: bool
    is_user_verified: bool

    @property
    def amr(self) -> tuple[str, ...]:
        """What it is worth in a token: with user verification two factors at once."""
        return (AMR_PASSKEY, AMR_USER_VERIFIED) if self.is_user_verified else (AMR_PASSKEY,)


def check_sign_in(sent: str, party: RelyingParty, browser_hash: str) -> Assertion:
    """Judge an answer that says itself who it is from; its user must have been verified.

    Call it outside any transaction. Raises PasskeyRefused.
    """
    answer = parse_answer(sent)
    challenge = redeem_answer(answer, Purpose.SIGN_IN, browser_hash, None)
    known = _find(answer)
    if _user_handle(answer) is None:
        raise PasskeyRefused("no user handle", known.account_id)
    return _verify(answer, known, challenge, party, must_verify_user=True)


def check_second_factor(sent: str, party: RelyingParty, browser_hash: str, account_id: str) -> Assertion:
    """Judge an answer of a person whose first factor was checked: it must come from a passkey of that very person.

    Call it outside any transaction. Raises PasskeyRefused.
    """
    answer = parse_answer(sent)
    challenge = redeem_answer(answer, Purpose.VERIFY, browser_hash, account_id)
    known = _find(answer)
    if known.account_id != account_id:
        raise PasskeyRefused("another person's passkey", account_id)
    return _verify(answer, known, challenge, party, must_verify_user=False)


def accept_use(session: Session, assertion: Assertion, actor: Actor) -> bool:
    """Note the use. False when the passkey was removed meanwhile, or its counter did not rise.

    A counter that stands still or falls tells of a copy (6.1.1): that is noted for the person to see, and refused but
    for a passkey that lives on several devices, whose counters can't agree. 0 after 0 means that there is no counter.
    """
    row = session.scalar(select(Passkey).where(Passkey.id == assertion.passkey_id).with_for_update())
    if row is None or row.account_id != assertion.account_id:
        return False
    has_counter = assertion.sign_count > 0 or row.sign_count > 0
    if has_counter and assertion.sign_count <= row.sign_count:
        row.suspicious_at = current_time()
        audit(
            session,
            actor,
            "passkey.counter_fell",
            subject=row.account_id,
            passkey=row.id,
            stored=row.sign_count,
            received=assertion.sign_count,
            refused=not row.is_backed_up,
        )
        if not row.is_backed_up:
            return False
    row.sign_count = max(row.sign_count, assertion.sign_count)
    row.is_backed_up, row.last_used_at = assertion.is_backed_up, current_time()
    return True


def record_refusal(refused: PasskeyRefused, actor: Actor) -> None:
    """Keep why an answer was refused, in a transaction of its own."""
    with transaction() as session:
        audit(session, actor, "passkey.refused", subject=refused.account_id, reason=refused.reason)


def _find(answer: dict[str, Any]) -> Known:
    name = answer.get("id")
    known = find_passkey(name) if isinstance(name, str) else None
    if known is None:
        raise PasskeyRefused("unknown passkey")
    return known


def _verify(
    answer: dict[str, Any], known: Known, challenge: bytes, party: RelyingParty, *, must_verify_user: bool
) -> Assertion:
    """Every step of 7.2 but the counter."""
    handle = _user_handle(answer)
    # The library does not compare it: without this a passkey would open the account that it names.
    if handle is not None and handle != known.account_id.encode():
        raise PasskeyRefused("user handle of another person", known.account_id)
    try:
        verified = guarded(
            lambda: webauthn.verify_authentication_response(
                credential=answer,
                expected_challenge=challenge,
                expected_rp_id=party.id,
                expected_origin=party.origin,
                credential_public_key=known.public_key,
                # The counter is compared under a lock, in accept_use(), where it leaves a trace.
                credential_current_sign_count=0,
                require_user_verification=must_verify_user,
            ),
            "not verified",
        )
    except PasskeyRefused as refused:
        reason = f"{refused.reason} ({refused.__cause__})"
        raise PasskeyRefused(reason[:200], known.account_id) from refused
    return Assertion(
        known.id,
        known.account_id,
        verified.new_sign_count,
        verified.credential_backed_up,
        verified.user_verified,
    )


def _user_handle(answer: dict[str, Any]) -> bytes | None:
    given = answer["response"].get("userHandle")
    return guarded(lambda: bytes(webauthn.base64url_to_bytes(given)), "malformed user handle") if given else None
