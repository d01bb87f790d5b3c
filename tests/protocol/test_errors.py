import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.protocol import errors
from idp.protocol.errors import InvalidClient, InvalidRequest, OAuthError

ALLOWED = re.compile(r"[\x20-\x21\x23-\x5B\x5D-\x7E]*")


@given(st.text(max_size=2000))
def test_a_description_never_holds_a_character_that_could_break_a_header(text: str) -> None:
    description = InvalidRequest(text).description
    assert ALLOWED.fullmatch(description)
    assert len(description) <= errors.MAX_DESCRIPTION_LENGTH


def test_a_forbidden_character_becomes_a_question_mark() -> None:
    assert InvalidRequest('a"b\u00e4').description == "a?b?"


def test_the_log_is_told_of_the_client_and_of_the_next_step_that_the_code_has_by_default() -> None:
    error = InvalidRequest("Bad.", client_id="portal")
    assert (error.client_id, error.detail, error.next_step) == ("portal", "", InvalidRequest.NEXT_STEP)
    assert InvalidRequest("Bad.", next_step="do better").next_step == "do better"


def test_the_detail_is_not_told_to_the_client() -> None:
    error = InvalidClient("Unknown.", detail="wrong secret for portal")
    assert error.to_parameters() == {"error": "invalid_client", "error_description": "Unknown."}
    assert "wrong secret" not in str(error)


def test_without_a_description_there_is_none() -> None:
    assert InvalidRequest().to_parameters() == {"error": "invalid_request"}


@pytest.mark.parametrize(
    ("name", "code", "status"),
    [
        ("InvalidRequest", "invalid_request", 400),
        ("InvalidClient", "invalid_client", 401),
        ("InvalidGrant", "invalid_grant", 400),
        ("UnauthorizedClient", "unauthorized_client", 400),
        ("UnsupportedGrantType", "unsupported_grant_type", 400),
        ("UnsupportedResponseType", "unsupported_response_type", 400),
        ("InvalidScope", "invalid_scope", 400),
        ("AccessDenied", "access_denied", 400),
        ("LoginRequired", "login_required", 400),
        ("InteractionRequired", "interaction_required", 400),
        ("ConsentRequired", "consent_required", 400),
        ("AccountSelectionRequired", "account_selection_required", 400),
        ("RequestNotSupported", "request_not_supported", 400),
        ("RequestUriNotSupported", "request_uri_not_supported", 400),
        ("RegistrationNotSupported", "registration_not_supported", 400),
        ("InvalidTarget", "invalid_target", 400),
        ("InvalidToken", "invalid_token", 401),
        ("MissingToken", "invalid_token", 401),
        ("InsufficientScope", "insufficient_scope", 403),
        ("InvalidRedirectUri", "invalid_redirect_uri", 400),
        ("InvalidClientMetadata", "invalid_client_metadata", 400),
        ("ServerError", "server_error", 500),
        ("TemporarilyUnavailable", "temporarily_unavailable", 503),
        ("UnmetAuthenticationRequirements", "unmet_authentication_requirements", 400),
    ],
)
def test_codes_and_statuses(name: str, code: str, status: int) -> None:
    kind: type[OAuthError] = getattr(errors, name)
    assert (kind.code, kind.status) == (code, status)
