"""What both ceremonies share: reading what a browser sent, and using up the challenge that it answers."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from idp.factors.passkeys.challenges import Purpose, redeem_challenge
from idp.factors.passkeys.errors import PasskeyRefused
from idp.infrastructure.lazy_modules import lazy_module

if TYPE_CHECKING:
    import webauthn
else:
    webauthn = lazy_module("webauthn")

T = TypeVar("T")
# A stored credential id is at most 1023 bytes, and no attestation is asked for: a real answer has some 1,500 letters.
_LONGEST_ANSWER = 20_000


def parse_answer(sent: str) -> dict[str, Any]:
    """The credential as the browser's ``toJSON()`` made it. Raises PasskeyRefused for anything else."""
    if len(sent) > _LONGEST_ANSWER:
        raise PasskeyRefused("answer too long")
    answer = guarded(lambda: json.loads(sent), "malformed answer")
    if not isinstance(answer, dict) or not isinstance(answer.get("response"), dict):
        raise PasskeyRefused("malformed answer")
    return answer


def redeem_answer(answer: dict[str, Any], purpose: Purpose, browser_hash: str, account_id: str | None) -> bytes:
    """The challenge that the answer names, now used up. Raises PasskeyRefused where it is not one of this browser's.

    What the client data says is believed here as to which challenge it is, and checked by its signature afterwards.
    """
    challenge = guarded(lambda: _challenge_of(answer), "malformed client data")
    if not redeem_challenge(challenge, purpose, browser_hash, account_id):
        raise PasskeyRefused("challenge is unknown, used, expired or another's")
    return challenge


def guarded(check: Callable[[], T], reason: str) -> T:
    """What ``check`` returns. Raises PasskeyRefused for whatever it raises.

    The library's readers of CBOR, keys and certificates meet strangers' bytes and raise what they like; nothing of
    that is a fault of ours, and nothing of it may pass.
    """
    try:
        return check()
    except Exception as error:
        raise PasskeyRefused(f"{reason}: {type(error).__name__}") from error


def _challenge_of(answer: dict[str, Any]) -> bytes:
    client_data = json.loads(webauthn.base64url_to_bytes(answer["response"]["clientDataJSON"]))
    return bytes(webauthn.base64url_to_bytes(client_data["challenge"]))
