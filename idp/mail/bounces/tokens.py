"""The envelope sender of each mail: an address of its own (VERP), by which a notification names its mail.

The token in it is the random part of the mail's id and a code under a key of this installation, in the letters of
base32, since some servers change the case of addresses. It stands in no part of the mail that is written here: only a
server that has handled the mail, and its reader, know it.
"""

import base64
import binascii
import hashlib
import hmac

from idp.infrastructure.secrets import SecretBox
from idp.settings import Settings

_PREFIX = "mai_"
_ID_BYTES, _CODE_BYTES = 16, 10
_TOKEN_LETTERS = 42
_PURPOSE = "mail bounces"


def envelope_sender(settings: Settings, box: SecretBox, mail_id: str) -> str:
    """Where a server sends what it has to say about the delivery of a mail."""
    address = settings.mail.bounces.sender
    if address is None:
        return settings.mail.sender
    local_part, _, domain = address.rpartition("@")
    return f"{local_part}+{_token(box.derive(_PURPOSE), mail_id)}@{domain}"


def find_mail_id(settings: Settings, box: SecretBox, address: str) -> str | None:
    """The id of the mail whose envelope sender this is; None for any other address, and for a code that is wrong."""
    expected = settings.mail.bounces.sender
    local_part, _, domain = address.lower().rpartition("@")
    name, _, token = local_part.rpartition("+")
    if expected is None or f"{name}@{domain}" != expected.lower() or len(token) != _TOKEN_LETTERS:
        return None
    try:
        raw = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
    except (binascii.Error, ValueError):
        return None
    mail_id = _PREFIX + raw[:_ID_BYTES].hex()
    is_ours = [hmac.compare_digest(_token(key, mail_id), token) for key in box.derive_all(_PURPOSE)]
    return mail_id if any(is_ours) else None


def _token(key: bytes, mail_id: str) -> str:
    number = bytes.fromhex(mail_id.removeprefix(_PREFIX))
    code = hmac.digest(key, number, hashlib.sha256)[:_CODE_BYTES]
    return base64.b32encode(number + code).decode().rstrip("=").lower()
