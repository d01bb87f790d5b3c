"""Which name a client's certificate must have (RFC 8705 2.1.2)."""

from collections.abc import Callable, Mapping
from ipaddress import ip_address

from cryptography.x509 import (
    Certificate,
    DNSName,
    ExtensionNotFound,
    GeneralNames,
    IPAddress,
    Name,
    ObjectIdentifier,
    RFC822Name,
    SubjectAlternativeName,
    UniformResourceIdentifier,
)
from cryptography.x509.oid import NameOID

from idp.protocol.client import Client

_FURTHER_KEYWORDS: Mapping[str, ObjectIdentifier] = {
    "E": NameOID.EMAIL_ADDRESS,
    "emailAddress": NameOID.EMAIL_ADDRESS,
    "serialNumber": NameOID.SERIAL_NUMBER,
    "organizationIdentifier": NameOID.ORGANIZATION_IDENTIFIER,
}
"""Keywords that programs write beside those of RFC 4514 3."""


def parse_subject(text: str) -> Name:
    """A distinguished name as RFC 4514 writes it. Raises ValueError."""
    return Name.from_rfc4514_string(text, dict(_FURTHER_KEYWORDS))


def _has_subject(certificate: Certificate, expected: str) -> bool:
    return certificate.subject == parse_subject(expected)


def _has_dns(certificate: Certificate, expected: str) -> bool:
    names = _alternative_names(certificate).get_values_for_type(DNSName)
    return expected.lower() in (name.lower() for name in names)


def _has_uri(certificate: Certificate, expected: str) -> bool:
    return expected in _alternative_names(certificate).get_values_for_type(UniformResourceIdentifier)


def _has_ip(certificate: Certificate, expected: str) -> bool:
    return ip_address(expected) in _alternative_names(certificate).get_values_for_type(IPAddress)


def _has_email(certificate: Certificate, expected: str) -> bool:
    return expected in _alternative_names(certificate).get_values_for_type(RFC822Name)


NAME_FIELDS: Mapping[str, Callable[[Certificate, str], bool]] = {
    "tls_client_auth_subject_dn": _has_subject,
    "tls_client_auth_san_dns": _has_dns,
    "tls_client_auth_san_uri": _has_uri,
    "tls_client_auth_san_ip": _has_ip,
    "tls_client_auth_san_email": _has_email,
}
"""How each field of the metadata is compared with a certificate."""


def registered_names(client: Client) -> Mapping[str, str]:
    """The fields of the client that name its certificate, with their values: one, or it is not a client of
    ``tls_client_auth``."""
    return {name: str(client.extras[name]) for name in NAME_FIELDS if client.extras.get(name) is not None}


def find_name_fault(certificate: Certificate, client: Client) -> str | None:
    """Why the certificate is not the client's; None where its name is the registered one."""
    names = registered_names(client)
    if not names:
        return "the client has no registered name of a certificate"
    for name, expected in names.items():
        if not NAME_FIELDS[name](certificate, expected):
            return f"the certificate does not have the registered {name}, {expected}; its subject is " + (
                certificate.subject.rfc4514_string()
            )
    return None


def _alternative_names(certificate: Certificate) -> SubjectAlternativeName | GeneralNames:
    try:
        return certificate.extensions.get_extension_for_class(SubjectAlternativeName).value
    except (ExtensionNotFound, ValueError):  # ValueError: an extension that can't be read
        return GeneralNames([])
