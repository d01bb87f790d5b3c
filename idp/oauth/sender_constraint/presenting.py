"""Whether the presenter of an access token proves what that is bound to (RFC 8705 3, RFC 9449 7)."""

from datetime import datetime

from idp.infrastructure.web.machine_requests import MachineRequest
from idp.oauth.client_certificates.reading import find_certificate, thumbprint
from idp.oauth.sender_constraint.proofs import addresses_of, has_proof, prove
from idp.oauth.tokens.access_tokens import AccessToken
from idp.protocol.bearer import PresentedToken
from idp.protocol.client import Client
from idp.protocol.confirmation import DPOP
from idp.protocol.dpop_proofs import ProvedRequest
from idp.protocol.errors import InvalidDpopProof, InvalidToken


def check_presenter(
    request: MachineRequest, presented: PresentedToken, token: AccessToken, client: Client, now: datetime
) -> None:
    """Raises InvalidToken, InvalidDpopProof and UseDpopNonce unless the request proves it, by the scheme that fits."""
    bound_to = token.binding
    if presented.scheme != bound_to.token_type:
        raise InvalidToken(
            f"The access token must be sent with the scheme {bound_to.token_type}.", client_id=token.client_id
        )
    if presented.scheme == DPOP:
        _check_key(request, presented, token, client, now)
    if bound_to.certificate is not None:
        certificate = find_certificate(request.headers)
        if certificate is None or thumbprint(certificate) != bound_to.certificate:
            raise InvalidToken("The access token is bound to another certificate.", client_id=token.client_id)


def _check_key(
    request: MachineRequest, presented: PresentedToken, token: AccessToken, client: Client, now: datetime
) -> None:
    if not has_proof(request.headers):
        raise InvalidDpopProof("A DPoP proof is needed.", client_id=token.client_id)
    proved = ProvedRequest(request.method, addresses_of(request.path), presented.value)
    if prove(request.headers, proved, client, now) != token.binding.jkt:
        raise InvalidToken("The access token is bound to another DPoP key.", client_id=token.client_id)
