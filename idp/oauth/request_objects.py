"""Opening the request object of an authorization request (RFC 9101, OpenID Connect Core 1.0 6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from joserfc.jwk import Key

from idp.clients.registry import find_registered_client
from idp.infrastructure.web.application import current_settings
from idp.oauth.client_jwts.encrypted import decrypt_jwt, is_encrypted
from idp.oauth.client_jwts.keys import find_keys, secret_keys
from idp.oauth.client_jwts.reading import SentJwt, read_jwt
from idp.oauth.referenced_objects import with_referenced_object
from idp.protocol.client import Client
from idp.protocol.client_jwts import JwtFault, check_type
from idp.protocol.client_keys import ALGORITHMS, SECRET_ALGORITHMS
from idp.protocol.errors import (
    InvalidRequest,
    InvalidRequestObject,
    OAuthError,
    RequestNotSupported,
    TemporarilyUnavailable,
)
from idp.protocol.request_objects import TYPES, UNSIGNED, check_claims, merge, object_parameters, with_way_back


@dataclass(frozen=True, slots=True)
class ResolvedParameters:
    """The parameters that count; with a ``fault`` they only say where that is to be sent."""

    parameters: Mapping[str, str]
    fault: OAuthError | None = None


def resolve_parameters(
    sent: Mapping[str, str], client: Client, now: datetime, *, is_pushed: bool = False
) -> ResolvedParameters:
    """The parameters of a request of this client, which has ``client_id`` among them, opened where it has an object,
    which is fetched where it is named by a ``request_uri``.

    An object that the client has made says where a fault of it goes; any other object says nothing. Never raises.
    """
    if "request_uri" in sent and not is_pushed:
        try:
            sent = with_referenced_object(sent, client)
        except OAuthError as error:
            return ResolvedParameters(sent, error)
    if "request" not in sent:
        return ResolvedParameters(sent, _object_missing(client) if client.require_signed_request_object else None)
    try:
        sent = _with_decrypted_object(sent, client)
        request_object = read_jwt(sent["request"])
        is_signed = _check_maker(request_object, client, now)
        inside = object_parameters(request_object.claims)
        is_object_alone = is_pushed or client.require_signed_request_object
        merged = merge(sent, inside, is_object_alone=is_object_alone)
    except TemporarilyUnavailable as error:
        return ResolvedParameters(sent, error)
    except RequestNotSupported as error:
        return ResolvedParameters(with_way_back(sent), error)
    except (JwtFault, InvalidRequest) as error:
        return ResolvedParameters(sent, _invalid(error, client))
    try:
        check_claims(request_object.claims, client, current_settings().issuer, now, is_signed=is_signed)
    except JwtFault as error:
        return ResolvedParameters(merged, _invalid(error, client))
    return ResolvedParameters(merged)


def _with_decrypted_object(sent: Mapping[str, str], client: Client) -> Mapping[str, str]:
    """The parameters with the object that was encrypted to this provider. Raises JwtFault."""
    if not is_encrypted(sent["request"]):
        return sent
    if not client.may_encrypt_request_objects:
        raise JwtFault(
            "it is encrypted, and the client is not registered for that; run `idp clients edit "
            f"{client.client_id} --request-object-encryption-alg …`"
        )
    return {**sent, "request": decrypt_jwt(sent["request"])}


def _check_maker(request_object: SentJwt, client: Client, now: datetime) -> bool:
    """Whether it is signed, by a key of the client or its secret then. An unsigned one is taken of clients that are
    registered so.

    Raises JwtFault, TemporarilyUnavailable, and RequestNotSupported for an unsigned one of a client that is not
    registered for objects at all.
    """
    named, registered = request_object.algorithm, client.request_object_signing_alg
    check_type(request_object.header, TYPES)
    if named == UNSIGNED and registered is None and not client.require_signed_request_object:
        raise RequestNotSupported(
            "Unsigned request objects are not supported for this client.",
            next_step="let the application sign its request objects or send none, or run `idp clients edit "
            f"{client.client_id} --request-object-alg none`",
        )
    if registered is not None and named != registered:
        raise JwtFault(f"its alg is {named}, and the client is registered for {registered}")
    if registered == UNSIGNED:
        if request_object.signed.segments["signature"]:
            raise JwtFault("its alg is none, and it has a signature")
        return False
    usable = (*ALGORITHMS, *SECRET_ALGORITHMS) if client.signs_with_secret else ALGORITHMS
    if not isinstance(named, str) or named not in usable:
        raise JwtFault(f"the algorithm {named} is none of those for request objects")
    if not client.may_sign_by(named):
        raise JwtFault(f"the client's profile does not permit {named}")
    if not any(request_object.is_signed_by(key, named) for key in _keys(client, named, request_object.key_id, now)):
        raise JwtFault("none of the client's keys made its signature")
    return True


def _keys(client: Client, algorithm: str, key_id: str | None, now: datetime) -> Sequence[Key]:
    """Raises JwtFault where there are none, and TemporarilyUnavailable."""
    if algorithm in ALGORITHMS:
        return find_keys(client, algorithm, key_id)
    registered = find_registered_client(client.client_id)
    return secret_keys(registered, now) if registered else ()


def _invalid(fault: Exception, client: Client) -> InvalidRequestObject:
    return InvalidRequestObject(
        "The request object is not valid.",
        detail=f"the request object does not hold: {fault}",
        client_id=client.client_id,
    )


def _object_missing(client: Client) -> InvalidRequest:
    return InvalidRequest(
        "This client must send its requests as signed request objects.",
        detail="the client is registered with require_signed_request_object",
        next_step="switch signed request objects (JAR) on in the application, or run `idp clients edit "
        f"{client.client_id} --no-require-signed-request-object`",
    )
