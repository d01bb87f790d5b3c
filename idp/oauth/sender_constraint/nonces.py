"""Nonces for DPoP proofs (RFC 9449 8), so that proofs which were made in advance are of no use.

A nonce is derived from the master key and the time: each worker knows it, and nothing is stored.
"""

import hashlib
import hmac
from dataclasses import replace
from datetime import datetime

from joserfc.util import urlsafe_b64encode

from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import current_secret_box, current_settings
from idp.infrastructure.web.machine_requests import MachineAnswer, MachineRequest

PROOF_FIELD = "DPoP"
NONCE_FIELD = "DPoP-Nonce"
NONCE_SECONDS = 120
"""A new one comes so often, and the one before holds for as long again."""


def with_nonce(answer: MachineAnswer, request: MachineRequest) -> MachineAnswer:
    """The answer to a request with a proof, with the nonce for the next one where they are needed (RFC 9449 8.2)."""
    if PROOF_FIELD not in request.headers or not current_settings().tokens.require_dpop_nonce:
        return answer
    return replace(answer, headers=(*answer.headers, (NONCE_FIELD, make_nonce(current_time()))))


def make_nonce(now: datetime) -> str:
    """The nonce of this time."""
    return _nonce_of(_period(now))


def is_nonce(nonce: object, now: datetime) -> bool:
    """Whether it is the nonce of this time or the one before."""
    period = _period(now)
    return isinstance(nonce, str) and any(
        hmac.compare_digest(nonce.encode(), _nonce_of(each).encode()) for each in (period, period - 1)
    )


def _period(now: datetime) -> int:
    return int(now.timestamp()) // NONCE_SECONDS


def _nonce_of(period: int) -> str:
    key = current_secret_box().derive("nonces of DPoP proofs")
    return urlsafe_b64encode(hmac.new(key, str(period).encode(), hashlib.sha256).digest()).decode()
