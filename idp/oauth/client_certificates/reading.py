"""The certificate of a request, as a trusted proxy hands it on."""

import base64
import hashlib
import re
from functools import lru_cache
from urllib.parse import unquote

import structlog
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate, InvalidVersion, load_der_x509_certificate
from joserfc.util import urlsafe_b64encode
from werkzeug.datastructures import Headers

from idp.infrastructure.web.application import current_settings

_MOST_KEPT = 1000
# A certificate has a few kilobytes; this many of the longest are kept in memory.
_LONGEST = 16 * 1024
# What proxies write where there is none: nothing, or what Apache says of an unset variable.
_NONE = {"", "(null)"}
_PEM_LINES = re.compile("-----(?:BEGIN|END) CERTIFICATE-----")
_log = structlog.get_logger(__name__)


def certificate_text(headers: Headers) -> str | None:
    """The certificate of a request as the proxy wrote it; None where there is none.

    What comes from elsewhere than a trusted proxy was taken out before (``infrastructure.web.hosts``).
    """
    name = current_settings().client_certificates.header
    text = headers.get(name, "") if name is not None else ""
    return None if text.strip(":") in _NONE or len(text) > _LONGEST else text


def find_certificate(headers: Headers) -> Certificate | None:
    """The certificate of a request; None where there is none, or none that can be read."""
    text = certificate_text(headers)
    return read_certificate(text) if text is not None else None


@lru_cache(maxsize=_MOST_KEPT)
def read_certificate(text: str) -> Certificate | None:
    """A certificate as proxies write it: as RFC 9440 2.1 says, or as PEM, percent-encoded or in one line; None for
    anything else, of which a line tells the operator.
    """
    encoded = _PEM_LINES.sub("", unquote(text)).strip(":")
    try:
        return load_der_x509_certificate(base64.b64decode("".join(encoded.split()), validate=True))
    except (ValueError, InvalidVersion) as error:
        _log.warning(
            "client certificate unreadable",
            why=str(error),
            next_step="compare what the proxy sends in client_certificates.header with docs/reverse-proxies.md",
        )
        return None


def thumbprint(certificate: Certificate) -> str:
    """The ``x5t#S256`` of a certificate: base64url of the SHA-256 of its DER (RFC 8705 3.1)."""
    return urlsafe_b64encode(hashlib.sha256(to_der(certificate)).digest()).decode()


def to_der(certificate: Certificate) -> bytes:
    """The certificate's bytes."""
    return certificate.public_bytes(Encoding.DER)
