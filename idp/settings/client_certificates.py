"""Certificates of clients."""

from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from idp.settings.section import Section


class ClientCertificateSettings(Section):
    """Certificates of clients (RFC 8705), which the proxy that terminates TLS hands on."""

    header: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9-]{0,63}$")] | None = None
    """The header field in which a trusted proxy hands on the client's certificate: as RFC 9440 writes it, or as
    percent-encoded PEM. The proxy must replace what a client sends in it. Without it there are no certificates."""

    authorities: Path | None = None
    """A PEM file of the certificate authorities that tls_client_auth accepts."""

    address: str | None = None
    """Where the proxy asks clients for a certificate, if not at the issuer: https, no slash at the end. Its host name
    is answered to as well."""

    @property
    def host(self) -> str | None:
        """The host name of the address."""
        return urlsplit(self.address).hostname if self.address else None

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.header is None and (self.authorities or self.address):
            raise ValueError("authorities and address have no effect without header")
        if self.address is not None:
            parts = urlsplit(self.address)
            if parts.scheme != "https" or not parts.hostname or parts.path or parts.query or parts.fragment:
                raise ValueError("address: must be https and end after host and port, such as https://mtls.example.com")
        return self
