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
    echoed input can break neither a header nor a redirect. `detail` is for the operator's log, never sent.
    """

    code: ClassVar[str] = "server_error"
    status: ClassVar[int] = 400

    def __init__(self, description: str = "", *, detail: str = "") -> None:
        self.description = _FORBIDDEN.sub("?", description)[:MAX_DESCRIPTION_LENGTH]
        self.detail = detail
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


class InvalidGrant(OAuthError):
    code = "invalid_grant"


class UnauthorizedClient(OAuthError):
    code = "unauthorized_client"


class UnsupportedGrantType(OAuthError):
    code = "unsupported_grant_type"


class UnsupportedResponseType(OAuthError):
    code = "unsupported_response_type"


class InvalidScope(OAuthError):
    code = "invalid_scope"


class AccessDenied(OAuthError):
    code = "access_denied"


class ServerError(OAuthError):
    code = "server_error"
    status = 500


class TemporarilyUnavailable(OAuthError):
    code = "temporarily_unavailable"
    status = 503


# OpenID Connect Core §3.1.2.6 ---------------------------------------------------------------------------


class LoginRequired(OAuthError):
    code = "login_required"


class InteractionRequired(OAuthError):
    code = "interaction_required"


class ConsentRequired(OAuthError):
    code = "consent_required"


class AccountSelectionRequired(OAuthError):
    code = "account_selection_required"


class RequestNotSupported(OAuthError):
    code = "request_not_supported"


class RequestUriNotSupported(OAuthError):
    code = "request_uri_not_supported"


class RegistrationNotSupported(OAuthError):
    code = "registration_not_supported"


# OpenID Connect Core Unmet Authentication Requirements 1.0 §2 -------------------------------------------


class UnmetAuthenticationRequirements(OAuthError):
    code = "unmet_authentication_requirements"


# RFC 8707 §2 --------------------------------------------------------------------------------------------


class InvalidTarget(OAuthError):
    code = "invalid_target"


# RFC 6750 §3.1 ------------------------------------------------------------------------------------------


class InvalidToken(OAuthError):
    code = "invalid_token"
    status = 401


class MissingToken(InvalidToken):
    """No token was sent at all: the challenge then names no error (RFC 6750 §3.1, last paragraph)."""


class InsufficientScope(OAuthError):
    code = "insufficient_scope"
    status = 403


# RFC 7591 §3.2.2 ----------------------------------------------------------------------------------------


class InvalidRedirectUri(OAuthError):
    code = "invalid_redirect_uri"


class InvalidClientMetadata(OAuthError):
    code = "invalid_client_metadata"
