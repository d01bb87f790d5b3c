"""``self_signed_tls_client_auth``: one of the certificates that the client has registered (RFC 8705 2.2)."""

from datetime import datetime

from cryptography.x509 import Certificate

from idp.clients.registry import RegisteredClient
from idp.oauth.client_authentication.certificate_method import CertificateMethod
from idp.oauth.client_certificates.reading import to_der
from idp.oauth.client_jwts.keys import has_certificate
from idp.protocol.client_jwts import JwtFault


class SelfSignedTls(CertificateMethod):
    """The certificate itself is registered, as the ``x5c`` of a key; nothing else of it is looked at."""

    NAME = "self_signed_tls_client_auth"
    SERVES = frozenset({NAME})

    def find_fault_of(self, certificate: Certificate, client: RegisteredClient | None, now: datetime) -> str | None:
        if client is None:
            return "there is no such client"
        try:
            registered = has_certificate(client.metadata, to_der(certificate))
        except JwtFault as fault:
            return str(fault)
        return None if registered else "the certificate is none of those that the client has registered (x5c)"
