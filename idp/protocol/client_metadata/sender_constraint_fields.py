"""What a client's tokens are bound to, so that a thief can't use them (RFC 8705 3.4, RFC 9449 5.2)."""

from collections.abc import Iterator

from idp.protocol.client import Client
from idp.protocol.client_metadata.field import ClientField
from idp.protocol.client_metadata.problems import Complaint
from idp.protocol.client_metadata.values import Flag
from idp.protocol.supported import Supported


def _certificates(is_bound: bool, _: Client, supported: Supported) -> Iterator[Complaint]:
    if is_bound and not supported.binds_to_certificates:
        yield Complaint("No certificates reach this provider.", "Set client_certificates.header.")


FIELDS = (
    ClientField(
        name="tls_client_certificate_bound_access_tokens",
        type=Flag(),
        option="--certificate-bound",
        label="Tokens bound to its certificate",
        help="Whether its access tokens hold with the certificate alone that it showed when they were issued.",
        default=False,
        is_registrable=True,
        check=_certificates,
        attribute="certificate_bound_access_tokens",
    ),
    ClientField(
        name="dpop_bound_access_tokens",
        type=Flag(),
        option="--dpop-bound",
        label="Tokens bound to a key (DPoP)",
        help="Whether each of its token requests needs a DPoP proof. Without it, DPoP is used where the client sends a "
        "proof.",
        default=False,
        is_registrable=True,
    ),
)
