"""What the two methods have in common by which a client authenticates with a certificate (RFC 8705 2)."""

from abc import abstractmethod
from datetime import datetime

from cryptography.x509 import Certificate

from idp.clients.registry import RegisteredClient
from idp.oauth.client_authentication.method import ClientAuthenticationMethod, Credentials
from idp.oauth.client_certificates.reading import certificate_text, read_certificate
from idp.oauth.http import FormRequest, get_client_id
from idp.settings import Settings


class CertificateMethod(ClientAuthenticationMethod):
    """A subclass compares the certificate with what the client has registered. The form only names the client, and a
    certificate may come with any request, so that the registration decides whether it is meant as proof."""

    IS_SHOWN = False
    NEXT_STEP = (
        "compare the certificate with what `idp clients list` shows; docs/protocol.md says which certificates are taken"
    )

    @abstractmethod
    def find_fault_of(self, certificate: Certificate, client: RegisteredClient | None, now: datetime) -> str | None:
        """Why the certificate is not the client's; None where it is."""

    @classmethod
    def is_offered(cls, settings: Settings) -> bool:
        return settings.client_certificates.header is not None

    def recognizes(self, request: FormRequest) -> bool:
        return False

    def read(self, request: FormRequest) -> Credentials:
        return Credentials(get_client_id(request), certificate_text(request.headers) or "")

    def find_fault(self, credentials: Credentials, client: RegisteredClient | None, now: datetime) -> str | None:
        if not credentials.proof:
            return "no certificate came with the request from a trusted proxy (client_certificates.header)"
        certificate = read_certificate(credentials.proof)
        if certificate is None:
            return "the certificate that came with the request can't be read"
        return self.find_fault_of(certificate, client, now)
