"""``tls_client_auth``: a certificate of a trusted authority, with the name that is registered (RFC 8705 2.1)."""

from datetime import datetime

from cryptography.x509 import Certificate

from idp.clients.registry import RegisteredClient
from idp.oauth.client_authentication.certificate_method import CertificateMethod
from idp.oauth.client_certificates.authorities import current_authorities
from idp.protocol.certificate_names import find_name_fault
from idp.settings import Settings


class TlsClientAuth(CertificateMethod):
    """The authority vouches for the name."""

    NAME = "tls_client_auth"
    SERVES = frozenset({NAME})

    @classmethod
    def is_offered(cls, settings: Settings) -> bool:
        return super().is_offered(settings) and settings.client_certificates.authorities is not None

    def find_fault_of(self, certificate: Certificate, client: RegisteredClient | None, now: datetime) -> str | None:
        fault = current_authorities().find_fault(certificate, now)
        if client is None:
            return "there is no such client"
        return fault or find_name_fault(certificate, client.metadata)
