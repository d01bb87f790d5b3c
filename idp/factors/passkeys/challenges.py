"""Challenges: given to one browser for one purpose, answered once, within minutes."""

import secrets
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import insert, update

from idp.factors.passkeys.models import PasskeyChallenge
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import connection
from idp.infrastructure.ids import new_id
from idp.infrastructure.lazy_modules import lazy_module

if TYPE_CHECKING:
    import webauthn
else:
    webauthn = lazy_module("webauthn")

LIFETIME = timedelta(minutes=5)
_BYTES = 32


class Purpose(StrEnum):
    """What the answer is for; one for another purpose is none."""

    ENROL = "enrol"
    SIGN_IN = "sign_in"
    VERIFY = "verify"


def issue_challenge(purpose: Purpose, browser_hash: str, account_id: str | None = None) -> bytes:
    """A new challenge; ``account_id`` is whose passkey is expected, None where that is what is asked."""
    challenge = secrets.token_bytes(_BYTES)
    now = current_time()
    connection().execute(
        insert(PasskeyChallenge).values(
            id=new_id("cha"),
            browser_hash=browser_hash,
            purpose=purpose.value,
            account_id=account_id,
            challenge=webauthn.helpers.bytes_to_base64url(challenge),
            created_at=now,
            expires_at=now + LIFETIME,
        )
    )
    return challenge


def redeem_challenge(challenge: bytes, purpose: Purpose, browser_hash: str, account_id: str | None = None) -> bool:
    """Use a challenge up, at once and whatever its answer is then worth; one of parallel answers gets True."""
    now = current_time()
    redeemed = connection().execute(
        update(PasskeyChallenge)
        .where(
            PasskeyChallenge.challenge == webauthn.helpers.bytes_to_base64url(challenge),
            PasskeyChallenge.purpose == purpose.value,
            PasskeyChallenge.browser_hash == browser_hash,
            PasskeyChallenge.account_id == account_id,
            PasskeyChallenge.expires_at > now,
            PasskeyChallenge.used_at.is_(None),
        )
        .values(used_at=now)
    )
    return redeemed.rowcount == 1
