"""What the tokens of a request are bound to (RFC 8705 3, RFC 9449 5)."""

from datetime import datetime

from idp.oauth.client_certificates.reading import find_certificate, thumbprint
from idp.oauth.http import FormRequest
from idp.oauth.sender_constraint.proofs import addresses_of, has_proof, prove
from idp.protocol.client import Client
from idp.protocol.confirmation import Confirmation
from idp.protocol.dpop_proofs import ProvedRequest
from idp.protocol.errors import InvalidDpopProof, InvalidRequest


def find_binding(request: FormRequest, client: Client, now: datetime) -> Confirmation:
    """What the tokens that an authenticated client asks for are bound to: to a key where it proves one, and to the
    certificate of the request where it is registered for that.

    Raises InvalidDpopProof, UseDpopNonce, and InvalidRequest where a certificate is missing.
    """
    jkt = find_proved_key(request, client, now)
    if jkt is None and client.dpop_bound_access_tokens:
        raise InvalidDpopProof(
            "A DPoP proof is needed.",
            detail="the client is registered with dpop_bound_access_tokens",
            next_step="switch DPoP on in the application, or run `idp clients edit "
            f"{client.client_id} --no-dpop-bound`",
        )
    return Confirmation(jkt, _certificate_of(request) if client.certificate_bound_access_tokens else None)


def find_proved_key(request: FormRequest, client: Client, now: datetime) -> str | None:
    """The thumbprint of the key that a request to one of our endpoints proves to have; None without a proof."""
    if not has_proof(request.headers):
        return None
    return prove(request.headers, ProvedRequest(request.method, addresses_of(request.path)), client, now)


def _certificate_of(request: FormRequest) -> str:
    certificate = find_certificate(request.headers)
    if certificate is None:
        raise InvalidRequest(
            "A certificate is needed: the tokens of this client are bound to it.",
            detail="no certificate came with the request from a trusted proxy (client_certificates.header)",
        )
    return thumbprint(certificate)
