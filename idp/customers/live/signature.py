"""Signing requests as Standard Webhooks does (https://www.standardwebhooks.com), so that libraries check them."""

import hmac
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

_ENCODED = "whsec_"


def signed_headers(message_id: str, body: bytes, secret: str, now: datetime) -> Mapping[str, str]:
    """``webhook-id``, ``webhook-timestamp`` (seconds) and ``webhook-signature``: HMAC-SHA-256 over the three parts
    ``id.timestamp.body``, in Base64 behind ``v1,``."""
    moment = str(int(now.timestamp()))
    signed = b".".join([message_id.encode(), moment.encode(), body])
    digest = hmac.new(_key(secret), signed, sha256).digest()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,{b64encode(digest).decode()}",
    }


def _key(secret: str) -> bytes:
    """The bytes of the secret: those behind ``whsec_`` in Base64, or the text itself."""
    if secret.startswith(_ENCODED):
        try:
            return b64decode(secret.removeprefix(_ENCODED), validate=True)
        except Base64Error:
            pass
    return secret.encode()
