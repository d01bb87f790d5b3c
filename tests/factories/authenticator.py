"""An authenticator in software: keys, counters and signatures as real ones make them, and as real ones never would."""

import hashlib
import json
import secrets
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn import base64url_to_bytes
from webauthn.helpers import bytes_to_base64url, encode_cbor

from idp.accounts.models import Account
from idp.factors.passkeys.models import Passkey
from tests.provisioning.applications import ISSUER
from tests.provisioning.databases import Database

HOST = ISSUER.removeprefix("https://")
_PRESENT, _VERIFIED, _ELIGIBLE, _BACKED_UP, _ATTESTED = 0x01, 0x04, 0x08, 0x10, 0x40

Change = Callable[[dict[str, Any]], None]


@dataclass
class Authenticator:
    """One credential on one device. ``counter`` None: it has none, as passkeys of password managers."""

    user_handle: bytes = b""
    counter: int | None = 1
    is_backed_up: bool = False
    verifies: bool = True
    aaguid: bytes = bytes(16)
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @property
    def id(self) -> str:
        return bytes_to_base64url(self.credential_id)

    @property
    def public_key(self) -> bytes:
        """The key as COSE (RFC 9053, ES256)."""
        numbers = self.key.public_key().public_numbers()
        return encode_cbor({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)})

    def create(self, options: dict[str, Any], *, origin: str = ISSUER, rp_id: str | None = None, **changes: Any) -> str:
        """Answer creation options as ``PublicKeyCredential.toJSON()`` does."""
        self.user_handle = base64url_to_bytes(options["user"]["id"])
        attested = self.aaguid + struct.pack(">H", len(self.credential_id)) + self.credential_id + self.public_key
        data = self._data(rp_id or options["rp"]["id"], _ATTESTED, **changes) + attested
        response = {
            "clientDataJSON": _client_data("webauthn.create", options["challenge"], origin),
            "attestationObject": bytes_to_base64url(encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})),
            "transports": ["internal", "hybrid"],
        }
        return json.dumps(self._answer(response))

    def get(
        self,
        options: dict[str, Any],
        *,
        origin: str = ISSUER,
        rp_id: str | None = None,
        kind: str = "webauthn.get",
        change: Change | None = None,
        **changes: Any,
    ) -> str:
        """Answer request options; ``change`` tampers with the answer after it was signed."""
        if self.counter is not None:
            self.counter += 1
        data = self._data(rp_id or options["rpId"], 0, **changes)
        client_data = _client_data(kind, options["challenge"], origin)
        signed = data + hashlib.sha256(base64url_to_bytes(client_data)).digest()
        response = {
            "clientDataJSON": client_data,
            "authenticatorData": bytes_to_base64url(data),
            "signature": bytes_to_base64url(self.key.sign(signed, ec.ECDSA(hashes.SHA256()))),
            "userHandle": bytes_to_base64url(self.user_handle),
        }
        answer = self._answer(response)
        if change:
            change(answer)
        return json.dumps(answer)

    def _data(self, rp_id: str, flags: int, *, verified: bool | None = None, present: bool = True) -> bytes:
        """Authenticator data (Web Authentication Level 3, 6.1)."""
        is_verified = self.verifies if verified is None else verified
        flags |= _PRESENT if present else 0
        flags |= _VERIFIED if is_verified else 0
        flags |= _ELIGIBLE | _BACKED_UP if self.is_backed_up else 0
        return hashlib.sha256(rp_id.encode()).digest() + struct.pack(">BI", flags, self.counter or 0)

    def _answer(self, response: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": self.id,
            "rawId": self.id,
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": response,
        }


def create_passkey(database: Database, account: Account, *, name: str = "Laptop", **values: Any) -> Authenticator:
    """A person's passkey that was enrolled before; ``values`` are those of :class:`Authenticator`."""
    device = Authenticator(user_handle=account.id.encode(), **values)
    database.save(
        Passkey(
            account_id=account.id,
            credential_id=device.id,
            public_key=device.public_key,
            sign_count=device.counter or 0,
            transports=["internal"],
            is_backed_up=device.is_backed_up,
            name=name,
        )
    )
    database.change(account, has_second_factor=True)
    return device


def _client_data(kind: str, challenge: str, origin: str) -> str:
    return bytes_to_base64url(
        json.dumps({"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}).encode()
    )
