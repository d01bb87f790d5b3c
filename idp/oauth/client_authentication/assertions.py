"""The client assertion of a request, before anything of it is trusted."""

from idp.oauth.client_jwts.reading import SentJwt, read_jwt
from idp.oauth.http import FormRequest
from idp.protocol.client_assertions import ASSERTION_TYPE
from idp.protocol.client_jwts import JwtFault
from idp.protocol.client_keys import SECRET_ALGORITHMS
from idp.protocol.errors import InvalidClient, InvalidRequest


def has_assertion(request: FormRequest) -> bool:
    """Whether the request brings one, well or not."""
    return "client_assertion" in request.parameters or "client_assertion_type" in request.parameters


def signs_with_secret(request: FormRequest) -> bool:
    """Whether the assertion of a request names an algorithm of a shared secret; False for what can't be read."""
    try:
        return read_jwt(request.parameters.get("client_assertion", "")).algorithm in SECRET_ALGORITHMS
    except (JwtFault, TypeError):
        return False


def read_client_id(request: FormRequest) -> str:
    """Who the assertion says that the client is: the one of the form, where that names one, too (RFC 7521 4.2).

    Raises InvalidClient and InvalidRequest.
    """
    if request.parameters.get("client_assertion_type") != ASSERTION_TYPE:
        raise InvalidRequest(f"client_assertion_type must be {ASSERTION_TYPE}.")
    client_id = read_assertion(request.parameters.get("client_assertion", "")).claims.get("sub")
    if not isinstance(client_id, str):
        raise InvalidClient("The client_assertion does not name the client (sub).")
    if request.parameters.get("client_id") not in (None, client_id):
        raise InvalidRequest("The client_id in the form is not the one in the client_assertion.")
    return client_id


def read_assertion(text: str) -> SentJwt:
    """Take an assertion apart. Raises InvalidClient."""
    try:
        return read_jwt(text)
    except JwtFault as fault:
        raise InvalidClient("The client_assertion is no signed JWT.", detail=str(fault)) from fault
