"""One exception per OAuth error code: a public half for the client, a private half for the log."""

import re
from typing import ClassVar

MAX_DESCRIPTION_LENGTH = 400
"""Descriptions travel in redirect URLs and headers, both of which have limits elsewhere."""

_FORBIDDEN = re.compile(r"[^\x20-\x21\x23-\x5B\x5D-\x7E]")
"""The complement of the characters of `error_description` (RFC 6749 §4.1.2.1, §5.2; RFC 6750 §3)."""


class OAuthError(Exception):
    """An answer in the words of the specification.

    `code` and `description` are for the client, and hold nothing but the characters RFC 6749 permits, so that
    echoed input can break neither a header nor a redirect. `detail`, `next_step` (what to do about it, by default that
    of the code) and `client_id`, where a token named it, are for the operator's log, never sent.
    """

    code: ClassVar[str] = "server_error"
    status: ClassVar[int] = 400
    NEXT_STEP: ClassVar[str] = "correct the request of the application; docs/protocol.md says what is expected"

    def __init__(
        self, description: str = "", *, detail: str = "", next_step: str = "", client_id: str | None = None
    ) -> None:
        self.description = _FORBIDDEN.sub("?", description)[:MAX_DESCRIPTION_LENGTH]
        self.detail = detail
        self.next_step = next_step or self.NEXT_STEP
        self.client_id = client_id
        super().__init__(f"{self.code}: {self.description}")

    def to_parameters(self) -> dict[str, str]:
        """`error` and, where there is one, `error_description`: for a redirect or a JSON body."""
        if not self.description:
            return {"error": self.code}
        return {"error": self.code, "error_description": self.description}


# RFC 6749 §4.1.2.1 and §5.2 -----------------------------------------------------------------------------


class InvalidRequest(OAuthError):
    code = "invalid_request"


class InvalidClient(OAuthError):
    code = "invalid_client"
    status = 401
    NEXT_STEP = (
        "compare client_id and client_secret in the application with `idp clients list`; `idp clients "
        "rotate-secret` makes a new secret"
    )


class InvalidGrant(OAuthError):
    code = "invalid_grant"
    NEXT_STEP = (
        "let the person sign in again; where it happens each time, the application sends a code or token "
        "twice, late or to the wrong client"
    )


class UnauthorizedClient(OAuthError):
    code = "unauthorized_client"
    NEXT_STEP = "register what is missing with `idp clients edit`, or switch it off in the application"


class UnsupportedGrantType(OAuthError):
    code = "unsupported_grant_type"
    NEXT_STEP = "let the application use a grant type that discovery lists"


class UnsupportedResponseType(OAuthError):
    code = "unsupported_response_type"
    NEXT_STEP = "let the application use a response type that discovery lists"


class InvalidScope(OAuthError):
    code = "invalid_scope"
    NEXT_STEP = (
        "add the scope with `idp clients edit CLIENT_ID --scope …`, or let the application ask for one that "
        "is registered"
    )


class AccessDenied(OAuthError):
    code = "access_denied"
    NEXT_STEP = "nothing, unless the person or the portal should have agreed"


class ServerError(OAuthError):
    code = "server_error"
    status = 500
    NEXT_STEP = "look for the error with the same request_id"


class TemporarilyUnavailable(OAuthError):
    code = "temporarily_unavailable"
    status = 503
    NEXT_STEP = "wait; look for the error with the same request_id"


# OpenID Connect Core §3.1.2.6 ---------------------------------------------------------------------------


class LoginRequired(OAuthError):
    code = "login_required"
    NEXT_STEP = "nothing: without a session the application asks again without prompt=none"


class InteractionRequired(OAuthError):
    code = "interaction_required"
    NEXT_STEP = "nothing: the application asks again without prompt=none"


class ConsentRequired(OAuthError):
    code = "consent_required"
    NEXT_STEP = "nothing: the application asks again without prompt=none"


class AccountSelectionRequired(OAuthError):
    code = "account_selection_required"
    NEXT_STEP = "nothing: the application asks again without prompt=none, or sends id_token_hint"


class RequestNotSupported(OAuthError):
    code = "request_not_supported"
    NEXT_STEP = "switch request objects off in the application"


class RequestUriNotSupported(OAuthError):
    code = "request_uri_not_supported"
    NEXT_STEP = "switch request objects off in the application"


class InvalidRequestObject(OAuthError):
    code = "invalid_request_object"
    NEXT_STEP = (
        "compare what the application signs with docs/protocol.md, Request objects; `idp clients edit --jwks` or "
        "`--jwks-uri` registers its keys"
    )


class InvalidRequestUri(OAuthError):
    """A `request_uri` that stands for no pushed request of this client, or for none any more (RFC 9126 §4)."""

    code = "invalid_request_uri"
    NEXT_STEP = (
        "nothing where it happens now and then, as the next attempt pushes the request anew; where it happens each "
        "time, the application sends the browser late, or uses a request_uri twice"
    )


class NoReferencedObject(InvalidRequestUri):
    """A `request_uri` that names no request object which is registered and could be fetched (RFC 9101 §5.2)."""

    NEXT_STEP = (
        "let the application's server answer there within three seconds, at a public address and with status 200; a "
        "fragment with the form of a SHA-256 must be that of the content"
    )


class NoEncryptionKey(OAuthError):
    """An answer is to be encrypted, and there is no key of the client for that."""

    code = "invalid_request"
    NEXT_STEP = (
        "register a public key with use enc (`idp clients edit --jwks`, or in the set at the jwks_uri), or take the "
        "encryption away (`idp clients edit --reset …_encrypted_response_alg`)"
    )


class RegistrationNotSupported(OAuthError):
    code = "registration_not_supported"


# OpenID Connect Core Unmet Authentication Requirements 1.0 §2 -------------------------------------------


class UnmetAuthenticationRequirements(OAuthError):
    code = "unmet_authentication_requirements"
    NEXT_STEP = "let the person set up a second factor, or let the application ask for the acr as a wish (acr_values)"


# RFC 8707 §2 --------------------------------------------------------------------------------------------


class InvalidTarget(OAuthError):
    code = "invalid_target"
    NEXT_STEP = "let the application ask for no resource, or for the issuer"


# RFC 6750 §3.1 ------------------------------------------------------------------------------------------


class InvalidToken(OAuthError):
    code = "invalid_token"
    status = 401
    NEXT_STEP = "let the application refresh the token or send the person to sign in again"


class MissingToken(InvalidToken):
    """No token was sent at all: the challenge then names no error (RFC 6750 §3.1, last paragraph)."""


class InsufficientScope(OAuthError):
    code = "insufficient_scope"
    status = 403
    NEXT_STEP = "let the application ask for the scope openid in its authorization request"


# RFC 7009 §2.2.1 ----------------------------------------------------------------------------------------


class UnsupportedTokenType(OAuthError):
    code = "unsupported_token_type"
    NEXT_STEP = "nothing: the token expires by itself; `idp clients disable` ends what a client may do at once"


# RFC 9449 §5, §8 ----------------------------------------------------------------------------------------


class InvalidDpopProof(OAuthError):
    code = "invalid_dpop_proof"
    NEXT_STEP = "compare the proof of the application with docs/protocol.md (DPoP), and its clock with ours"


class UseDpopNonce(OAuthError):
    code = "use_dpop_nonce"
    NEXT_STEP = "nothing: the application repeats the request with the nonce of the answer"


# RFC 7591 §3.2.2 ----------------------------------------------------------------------------------------


class InvalidRedirectUri(OAuthError):
    code = "invalid_redirect_uri"


class InvalidClientMetadata(OAuthError):
    code = "invalid_client_metadata"


class UnapprovedSoftwareStatement(OAuthError):
    code = "unapproved_software_statement"


class TooManyRegistrations(TemporarilyUnavailable):
    status = 429
    NEXT_STEP = "wait, or raise client_registration.registrations_per_address or .requests_per_address"


# What applications create (docs/protocol.md, Organizations) ------------------------------------------------


class ReferenceConflict(OAuthError):
    code = "reference_conflict"
    status = 409
    NEXT_STEP = "let the application send a reference of its own for each organization"


class OrganizationGone(OAuthError):
    code = "organization_deleted"
    status = 410
    NEXT_STEP = "let the application send another reference, if the organization is to be created anew"


class TooManyOrders(TemporarilyUnavailable):
    status = 429
    NEXT_STEP = "wait, or raise throttle.organizations_per_client or throttle.mails_per_address"


# RFC 9126 §2.3 ------------------------------------------------------------------------------------------


class TooManyPushedRequests(TemporarilyUnavailable):
    status = 429
    NEXT_STEP = "wait, or raise throttle.form_requests_per_minute"


# RFC 8628 §3.5 ------------------------------------------------------------------------------------------


class AuthorizationPending(OAuthError):
    code = "authorization_pending"
    NEXT_STEP = "nothing: the device asks again"


class SlowDown(OAuthError):
    code = "slow_down"
    NEXT_STEP = "let the application wait for the interval that it was told, and five seconds more after each slow_down"


class ExpiredToken(OAuthError):
    code = "expired_token"
    NEXT_STEP = "nothing: the device starts again, with a new code"


class TooManyDevices(TemporarilyUnavailable):
    status = 429
    NEXT_STEP = "wait, or raise throttle.form_requests_per_minute"


# Shown to the person, because there is no address that may be answered to (RFC 6749 §4.1.2.1) -------------


class ClientIdMissing(InvalidRequest):
    """The request names no client."""


class ClientUnknown(InvalidClient):
    """No client has the `client_id`."""


class ClientDisabled(UnauthorizedClient):
    """The client was disabled."""


class RedirectUriMissing(InvalidRequest):
    """The request names no redirect URI."""


class RedirectUriUnregistered(InvalidRequest):
    """The redirect URI is not one of the client's."""


class HintOfOtherClient(InvalidRequest):
    """A logout request's `client_id` is not the one that its hint was issued to (RP-Initiated Logout 1.0 §2)."""
