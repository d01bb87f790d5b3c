"""Certificates of clients, their authorities, and the field in which a proxy hands one on."""

import base64
import json
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from joserfc.jwk import ECKey

from idp.infrastructure.clock import current_time

FIELD = "Client-Cert"
PROXY = {"REMOTE_ADDR": "10.0.0.1"}
_AUTHORITY_USAGE = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


def subject(**attributes: str) -> x509.Name:
    """A name of its attributes, such as ``COMMON_NAME="shop"``."""
    return x509.Name([x509.NameAttribute(getattr(NameOID, name), value) for name, value in attributes.items()])


@dataclass
class Certified:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def header(self) -> dict[str, str]:
        """As RFC 9440 writes it."""
        return {FIELD: f":{base64.b64encode(self.der).decode()}:"}

    @property
    def pem_header(self) -> dict[str, str]:
        """As nginx writes it, percent-encoded."""
        return {FIELD: quote(self.certificate.public_bytes(Encoding.PEM).decode())}

    def key_set(self) -> str:
        """The JWK Set with which it is registered."""
        jwk: dict[str, Any] = ECKey.import_key(self.key).as_dict(private=False)
        return json.dumps({"keys": [jwk | {"x5c": [base64.b64encode(self.der).decode()]}]})


@dataclass
class Authority:
    """A certificate authority."""

    name: x509.Name = field(default_factory=lambda: subject(COMMON_NAME="authority"))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def write(self, path: Path) -> Path:
        """Its own certificate, as a file for the settings."""
        own = _build(self.name, self.name, self.key, (x509.BasicConstraints(ca=True, path_length=None), True))
        own = own.add_extension(_AUTHORITY_USAGE, critical=True)
        own = own.add_extension(x509.SubjectKeyIdentifier.from_public_key(self.key.public_key()), critical=False)
        path.write_bytes(own.sign(self.key, SHA256()).public_bytes(Encoding.PEM))
        return path

    def certify(
        self, name: x509.Name, *extensions: tuple[x509.ExtensionType, bool], days: tuple[int, int] = (-1, 30)
    ) -> Certified:
        """A certificate of this name, which holds between these days from today."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = _build(name, self.name, key, *extensions, days=days)
        return Certified(made.sign(self.key, SHA256()), key)


def self_signed(name: x509.Name | None = None) -> Certified:
    """A certificate of no authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = name or subject(COMMON_NAME="shop")
    return Certified(_build(name, name, key).sign(key, SHA256()), key)


def _build(
    name: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    *extensions: tuple[x509.ExtensionType, bool],
    days: tuple[int, int] = (-1, 30),
) -> x509.CertificateBuilder:
    begin, end = (current_time() + timedelta(days=number) for number in days)
    number = x509.random_serial_number()
    builder = x509.CertificateBuilder(issuer, name, key.public_key(), number, begin, end)
    for extension, is_critical in extensions:
        builder = builder.add_extension(extension, critical=is_critical)
    return builder
