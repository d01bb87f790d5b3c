"""The certificate authorities whose certificates clients may authenticate with (RFC 5280 6)."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from cryptography.x509 import (
    AuthorityKeyIdentifier,
    Certificate,
    SubjectAlternativeName,
    load_pem_x509_certificates,
)
from cryptography.x509.verification import Criticality, ExtensionPolicy, PolicyBuilder, Store, VerificationError
from flask import current_app

from idp.infrastructure.web.application import Application
from idp.settings import SettingsError

_EXTENSION = "idp.certificate_authorities"

# Certificates of private authorities often name their subject alone, which RFC 5280 permits and the web does not.
_OF_CLIENT = (
    ExtensionPolicy.webpki_defaults_ee()
    .may_be_present(SubjectAlternativeName, Criticality.AGNOSTIC, None)
    .may_be_present(AuthorityKeyIdentifier, Criticality.AGNOSTIC, None)
)
_OF_AUTHORITY = ExtensionPolicy.webpki_defaults_ca()


class CertificateAuthorities:
    """What a settings file trusts, each certificate of it for itself: an intermediate one as well as a root."""

    def __init__(self, certificates: Sequence[Certificate]) -> None:
        self._store = Store(list(certificates)) if certificates else None

    def find_fault(self, certificate: Certificate, now: datetime) -> str | None:
        """Why the certificate is of none of them, has expired or is not for clients; None where it holds."""
        if self._store is None:
            return "client_certificates.authorities names none"
        policy = PolicyBuilder().store(self._store).time(now)
        policy = policy.extension_policies(ca_policy=_OF_AUTHORITY, ee_policy=_OF_CLIENT)
        try:
            policy.build_client_verifier().verify(certificate, [])
        except (VerificationError, ValueError) as error:  # ValueError: a part of it can't be read
            return f"the certificate does not hold: {error}"
        return None


def init_certificate_authorities(app: Application) -> None:
    """Read the file of the settings. Raises SettingsError."""
    path = app.settings.client_certificates.authorities
    app.extensions[_EXTENSION] = CertificateAuthorities(_load(path) if path else ())


def current_authorities() -> CertificateAuthorities:
    """Those of the application that answers this request."""
    authorities: CertificateAuthorities = current_app.extensions[_EXTENSION]
    return authorities


def _load(path: Path) -> Sequence[Certificate]:
    try:
        return load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as error:
        raise SettingsError(f"client_certificates.authorities: {path} can't be read: {error}") from error
