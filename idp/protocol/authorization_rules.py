"""The rules of an authorization request, one small function each; `rule_table` lists them in their order.

Every function takes the whole `Attempt` and either returns the value it is named after or raises the error
that the specification names. All of them run after client and redirect URI are verified, so their errors are
redirected.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from idp.protocol import pkce
from idp.protocol.claims import ClaimsRequest, parse_claims_request
from idp.protocol.client import Client
from idp.protocol.device_authorizations import DEVICE_CODE_GRANT
from idp.protocol.errors import (
    InvalidRequest,
    InvalidScope,
    InvalidTarget,
    RegistrationNotSupported,
    RequestNotSupported,
    RequestUriNotSupported,
    UnauthorizedClient,
    UnmetAuthenticationRequirements,
    UnsupportedResponseType,
)
from idp.protocol.resource_indicators import is_absolute_uri
from idp.protocol.response_modes import default_response_mode, is_mode_usable, resolve_mode
from idp.protocol.response_types import ResponseType, grants_of, response_type_of
from idp.protocol.scopes import OFFLINE_ACCESS, OPENID, parse_scope
from idp.protocol.supported import Supported

MAX_AGE_LIMIT = 10 * 365 * 24 * 3600
"""Seconds. Longer than any session; larger numbers mean the same and would only overflow somewhere."""

ORGANIZATION_KINDS = frozenset({"company", "private"})
LONGEST_ORGANIZATION_NAME = 200

_THUMBPRINT = re.compile(r"[A-Za-z0-9_-]{43}")
_DOMAIN = re.compile(r"(?=.{1,255}$)[a-z0-9-]+(\.[a-z0-9-]+)+")
_SECONDS = re.compile(r"[0-9]{1,18}")
_NEEDS_OPENID = ("nonce", "claims", "id_token_hint")


@dataclass(frozen=True, slots=True)
class Attempt:
    """The request as sent, with the two sides it is measured against."""

    parameters: Mapping[str, str]
    client: Client
    supported: Supported

    def words(self, name: str) -> tuple[str, ...]:
        """A space-separated parameter in the order sent, each word once."""
        return tuple(dict.fromkeys(self.parameters.get(name, "").split()))


def as_sent(name: str) -> Callable[[Attempt], str | None]:
    """The rule of a parameter that may be anything, and may be missing."""
    return lambda attempt: attempt.parameters.get(name)


def words(name: str) -> Callable[[Attempt], tuple[str, ...]]:
    """The rule of a list of words that may be anything."""
    return lambda attempt: attempt.words(name)


def no_pushed_reference(attempt: Attempt) -> None:
    """RFC 9126 §2.1: what is pushed is the request itself."""
    if "request_uri" in attempt.parameters:
        raise InvalidRequest("A pushed request cannot have the parameter request_uri.")


def no_request_object(attempt: Attempt) -> None:
    """Core §6, §3.1.2.6: we must not pass over a request object, since it may hold the real parameters."""
    if "request" in attempt.parameters:
        raise RequestNotSupported("Request objects (parameter request) are not supported.")
    if "request_uri" in attempt.parameters:
        raise RequestUriNotSupported("Request objects (parameter request_uri) are not supported.")


def no_registration(attempt: Attempt) -> None:
    """Core §7.2.1, §3.1.2.6: only self-issued providers take registrations inside a request."""
    if "registration" in attempt.parameters:
        raise RegistrationNotSupported("Clients cannot be registered within an authorization request.")


def pushed_where_required(attempt: Attempt) -> None:
    """RFC 9126 §6: some clients are registered to push each request, so that no browser can have written one."""
    if attempt.client.require_pushed_authorization_requests:
        raise InvalidRequest(
            "This client must push its authorization requests.",
            detail="the client is registered with require_pushed_authorization_requests",
            next_step="switch pushed authorization requests (PAR) on in the application, or run `idp clients edit "
            f"{attempt.client.client_id} --no-require-pushed-requests`",
        )


def redirect_uri(attempt: Attempt) -> str:
    """RFC 6749 §3.1.2: the one that `identify` has verified."""
    return attempt.parameters["redirect_uri"]


def response_type(attempt: Attempt) -> ResponseType:
    """RFC 6749 §3.1.1, §4.1.2.1: known to us, and registered for the client with the grants it needs."""
    text = attempt.parameters.get("response_type")
    if text is None:
        raise InvalidRequest("The parameter response_type is missing.")
    asked = response_type_of(text)
    if asked not in map(response_type_of, attempt.supported.response_types):
        raise UnsupportedResponseType(f"The response_type {text} is not supported.")
    check_response_type(asked, attempt.client)
    return asked


def check_response_type(asked: ResponseType, client: Client) -> None:
    """Raises: UnauthorizedClient where the client is not registered for it, or for a grant that it needs, and where a
    token that can't be bound would come to a client whose tokens are (RFC 9449 §5, RFC 8705 §3)."""
    if asked not in map(response_type_of, client.response_types):
        raise UnauthorizedClient(f"The client is not registered for the response_type {' '.join(sorted(asked))}.")
    for grant in grants_of(asked):
        if grant not in client.grant_types:
            raise UnauthorizedClient(f"The client is not registered for the grant type {grant}.")
    if "token" in asked and client.binds_access_tokens:
        raise UnauthorizedClient("The access tokens of the client are bound, and one in this answer could not be.")


def device_grant(attempt: Attempt) -> None:
    """RFC 8628 §3.1: only a client that is registered for the grant may have a device code; nor may one that has to
    push or to sign its requests, which a device does not."""
    check_device_grant(attempt.client)
    if attempt.client.require_signed_request_object or attempt.client.require_pushed_authorization_requests:
        raise UnauthorizedClient("The client is registered to sign or push its requests.")


def check_device_grant(client: Client) -> None:
    """Raises: UnauthorizedClient where the client is not registered for the grant of devices."""
    if DEVICE_CODE_GRANT not in client.grant_types:
        raise UnauthorizedClient(
            f"The client is not registered for the grant type {DEVICE_CODE_GRANT}.",
            next_step=f"`idp clients edit {client.client_id} --grant-type {DEVICE_CODE_GRANT}`",
        )


def response_mode(attempt: Attempt) -> str:
    """Multiple Response Types §2.1, Form Post Response Mode §2, JARM 2.3."""
    asked = response_type_of(attempt.parameters["response_type"])
    mode = attempt.parameters.get("response_mode", default_response_mode(asked))
    if not is_mode_usable(mode, asked, attempt.supported, attempt.client):
        raise InvalidRequest(f"The response_mode {mode} cannot be used here.")
    return resolve_mode(mode, asked)


def scope(attempt: Attempt) -> tuple[str, ...]:
    """RFC 6749 §3.3: what provider and client both know; the rest is passed over, as Core §3.1.2.1 asks."""
    asked = parse_scope(attempt.parameters.get("scope"))
    if not asked:
        raise InvalidScope("The parameter scope is missing.")
    known = [name for name in asked if name in attempt.supported.scopes]
    usable = usable_scopes(known, response_type_of(attempt.parameters.get("response_type", "")), attempt.client)
    if not usable:
        raise InvalidScope(
            "None of the requested scopes is available to this client.",
            detail=f"requested {' '.join(asked)}; registered {' '.join(sorted(attempt.client.scope))}",
        )
    _check_openid(usable, attempt)
    return usable


def usable_scopes(asked: Iterable[str], asked_type: ResponseType, client: Client) -> tuple[str, ...]:
    """Those that the client may have, in the order asked.

    Core §11: `offline_access` is of no use without a code, as a device has one that asks for no response type, and
    without the grant that it is for.
    """
    can_refresh = "refresh_token" in client.grant_types and ("code" in asked_type or not asked_type)
    return tuple(name for name in asked if name in client.scope and (name != OFFLINE_ACCESS or can_refresh))


def _check_openid(usable: tuple[str, ...], attempt: Attempt) -> None:
    """Core §3.1.2.1: without `openid` this is plain OAuth, where these parameters would do nothing."""
    if OPENID in usable:
        return
    if "id_token" in attempt.words("response_type"):
        raise InvalidRequest("The scope openid is needed for an ID token.")
    for name in _NEEDS_OPENID:
        if name in attempt.parameters:
            raise InvalidRequest(f"The scope openid is needed for the parameter {name}.")


def nonce(attempt: Attempt) -> str | None:
    """Core §3.2.2.1, §3.3.2.11: required wherever an ID token comes through the browser."""
    value = attempt.parameters.get("nonce")
    if value is None and "id_token" in attempt.words("response_type"):
        raise InvalidRequest("The parameter nonce is missing.")
    return value


def code_challenge(attempt: Attempt) -> str | None:
    """RFC 7636 §4.3, §4.4.1 and RFC 9700 §2.1.1: S256 alone; a missing method would mean `plain`."""
    challenge = attempt.parameters.get("code_challenge")
    method = attempt.parameters.get("code_challenge_method")
    if challenge is None:
        _check_pkce_optional(method, attempt)
        return None
    if method not in attempt.supported.code_challenge_methods:
        raise InvalidRequest(
            f"The code_challenge_method must be one of: {' '.join(attempt.supported.code_challenge_methods)}."
        )
    if not pkce.is_code_challenge(challenge):
        raise InvalidRequest("The code_challenge must be the base64url of a SHA-256, 43 characters.")
    return challenge


def _check_pkce_optional(method: str | None, attempt: Attempt) -> None:
    if method is not None:
        raise InvalidRequest("A code_challenge_method was sent without a code_challenge.")
    if attempt.client.requires_pkce and "code" in attempt.words("response_type"):
        raise InvalidRequest(
            "The code_challenge is missing; this client must use PKCE with S256.",
            detail=f"the client is registered with pkce = {attempt.client.pkce}",
            next_step=_how_to_go_on(attempt.client),
        )


def _how_to_go_on(client: Client) -> str:
    own = "switch PKCE (S256) on in the application"
    if client.is_public:
        return f"{own}: a public client cannot do without (RFC 9700 2.1.1)"
    return f"{own}, or run `idp clients edit {client.client_id} --pkce recommended`"


def prompt(attempt: Attempt) -> frozenset[str]:
    """Core §3.1.2.1, Initiating User Registration 1.0 §4: known values, and `none` only by itself."""
    asked = frozenset(attempt.words("prompt"))
    for unknown in sorted(asked.difference(attempt.supported.prompt_values)):
        raise InvalidRequest(f"The prompt {unknown} is not supported.")
    if "none" in asked and len(asked) > 1:
        raise InvalidRequest("The prompt none cannot be combined with other values.")
    return asked


def max_age(attempt: Attempt) -> int | None:
    """Core §3.1.2.1: whole seconds, zero or more."""
    text = attempt.parameters.get("max_age")
    if text is None:
        return None
    if not _SECONDS.fullmatch(text):
        raise InvalidRequest("The parameter max_age must be a number of seconds, zero or more.")
    return min(int(text), MAX_AGE_LIMIT)


def claims(attempt: Attempt) -> ClaimsRequest:
    """Core §5.5; claims of scopes that the client may not ask for are passed over like those scopes."""
    request = parse_claims_request(attempt.parameters.get("claims"))
    if request.essential_acr and not request.essential_acr.intersection(attempt.supported.acr_values):
        raise UnmetAuthenticationRequirements("None of the essential acr values is supported.")
    return request.limited_to(attempt.client.scope)


def resource(attempt: Attempt) -> tuple[str, ...]:
    """RFC 8707 §2: absolute URIs without fragment."""
    resources = attempt.words("resource")
    for uri in resources:
        if not is_absolute_uri(uri):
            raise InvalidTarget("The parameter resource must be an absolute URI without a fragment.")
    return resources


def domain_hint(attempt: Attempt) -> str | None:
    """OpenID Connect Enterprise Extensions draft 01: a mail domain in ASCII, a wish that never fails; what can be none
    is passed over."""
    hint = attempt.parameters.get("domain_hint", "").lower()
    return hint if _DOMAIN.fullmatch(hint) else None


def organization_kind(attempt: Attempt) -> str | None:
    """`company` or `private`, a wish that never fails: what else is sent is passed over."""
    kind = attempt.parameters.get("organization_kind")
    return kind if kind in ORGANIZATION_KINDS else None


def organization_name(attempt: Attempt) -> str | None:
    """The same of a name: one that is too long, or can't be printed, is passed over."""
    name = attempt.parameters.get("organization_name", "").strip()
    return name if name.isprintable() and len(name) <= LONGEST_ORGANIZATION_NAME and name else None


def dpop_jkt(attempt: Attempt) -> str | None:
    """RFC 9449 §10: the thumbprint of a key (RFC 7638), a SHA-256 in base64url."""
    thumbprint = attempt.parameters.get("dpop_jkt")
    if thumbprint is not None and not _THUMBPRINT.fullmatch(thumbprint):
        raise InvalidRequest("The parameter dpop_jkt must be the thumbprint of a key, 43 characters.")
    return thumbprint
