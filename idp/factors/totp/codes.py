"""The arithmetic of codes (RFC 6238): SHA-1, 30 seconds, six digits, which is what every app speaks."""

import base64
import binascii
import hmac
from datetime import datetime

import pyotp

from idp.infrastructure.ids import read_typed_code

PERIOD = 30
"""Seconds of a time step."""
DIGITS = 6
_SECRET_CHARACTERS = 32
_FEWEST_BYTES, _MOST_BYTES = 10, 64
# The step that runs and one on either side: typing takes time, and clocks are late or early (RFC 6238, section 5.2).
_ACCEPTED = (1, 0, -1)


def new_secret() -> str:
    """160 random bits in base32 (RFC 4226, section 4, R6)."""
    return pyotp.random_base32(_SECRET_CHARACTERS)


def canonical_secret(text: str) -> str | None:
    """A secret in base32 without spaces, dashes and padding; None for what is none, or has less than 80 bits."""
    secret = "".join(letter for letter in text.upper() if letter not in " -=")
    try:
        material = base64.b32decode(secret + "=" * (-len(secret) % 8))
    except (binascii.Error, ValueError):
        return None
    return secret if _FEWEST_BYTES <= len(material) <= _MOST_BYTES else None


def step_of(now: datetime) -> int:
    """The time step that a moment lies in."""
    return int(now.timestamp()) // PERIOD


def find_step(secret: str, typed: str, now: datetime) -> int | None:
    """The accepted time step whose code was typed, the newest first; None for any other code."""
    code = read_typed_code(typed)
    if len(code) != DIGITS or not (code.isascii() and code.isdigit()):
        return None
    otp = pyotp.TOTP(secret, digits=DIGITS, interval=PERIOD)
    current = step_of(now)
    right = [current + each for each in _ACCEPTED if hmac.compare_digest(otp.generate_otp(current + each), code)]
    return right[0] if right else None


def provisioning_uri(secret: str, account: str, issuer: str) -> str:
    """What an app reads from the QR code (Key URI Format)."""
    # The label is "issuer:account"; a colon within the issuer would end it early.
    return pyotp.TOTP(secret, digits=DIGITS, interval=PERIOD).provisioning_uri(
        name=account, issuer_name=issuer.replace(":", " ")
    )
