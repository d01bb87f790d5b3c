import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.protocol.bearer import MAX_TOKEN_LENGTH, challenge, parse_bearer
from idp.protocol.client_keys import ALGORITHMS
from idp.protocol.errors import InsufficientScope, InvalidRequest, InvalidToken, MissingToken, OAuthError


@pytest.mark.parametrize(
    ("header", "body"),
    [("Bearer a.b-c_d~e+f/g==", None), ("bearer   a.b-c_d~e+f/g== ", None), (None, "a.b-c_d~e+f/g==")],
)
def test_a_token_comes_in_the_header_or_in_the_body(header: str | None, body: str | None) -> None:
    assert parse_bearer(header, body, None).value == "a.b-c_d~e+f/g=="


@pytest.mark.parametrize("token", ["X", "XaX", "a" * MAX_TOKEN_LENGTH])
def test_a_token_is_taken_whole(token: str) -> None:
    assert parse_bearer(f"Bearer {token}", None, None).value == token


@pytest.mark.parametrize("header", ["Bearer t\t", "Bearer \tt", "Bearer t\n", "Bearer t\x0b"])
def test_nothing_but_spaces_may_stand_around_the_token(header: str) -> None:
    with pytest.raises(InvalidRequest, match="malformed"):
        parse_bearer(header, None, None)


@pytest.mark.parametrize("header", ["\tBearer t", "XBearer t", "\nBearer t"])
def test_nothing_but_spaces_may_stand_before_the_scheme(header: str) -> None:
    with pytest.raises(MissingToken):
        parse_bearer(header, None, None)


@pytest.mark.threat(27)
@pytest.mark.parametrize("header", [None, "Bearer t"])
def test_a_token_in_the_query_is_refused(header: str | None) -> None:
    with pytest.raises(InvalidRequest, match="query"):
        parse_bearer(header, None, "t")


@pytest.mark.parametrize("header", ["Bearer t", "Basic dDp0"])
def test_two_places_are_refused(header: str) -> None:
    with pytest.raises(InvalidRequest, match="more than one place"):
        parse_bearer(header, "t", None)


@pytest.mark.parametrize("header", [None, "Basic dDp0", "", "Bearertoken"])
def test_no_token(header: str | None) -> None:
    with pytest.raises(MissingToken):
        parse_bearer(header, None, None)


@pytest.mark.parametrize("token", ["", "a b", "a,b", "a\n", "\u00e4", '"a"', "=", "a" * (MAX_TOKEN_LENGTH + 1)])
def test_malformed_tokens_are_refused(token: str) -> None:
    with pytest.raises(InvalidRequest, match="malformed"):
        parse_bearer(None, token, None)


@given(st.none() | st.text().map("Bearer {}".format) | st.text(), st.none() | st.text(), st.none() | st.text())
def test_arbitrary_input_is_refused_in_the_words_of_the_specification(
    header: str | None, body: str | None, query: str | None
) -> None:
    try:
        token = parse_bearer(header, body, query)
    except OAuthError:
        return
    assert token.value.isascii()


@pytest.mark.parametrize(
    ("error", "scheme", "expected"),
    [
        (MissingToken("An access token is needed."), "Bearer", "Bearer"),
        (
            InvalidToken('It has "expired".'),
            "Bearer",
            'Bearer error="invalid_token", error_description="It has ?expired?."',
        ),
        (InsufficientScope(), "Bearer", 'Bearer error="insufficient_scope"'),
        (MissingToken(), "DPoP", f'DPoP algs="{" ".join(ALGORITHMS)}"'),
        (InvalidToken(), "DPoP", f'DPoP error="invalid_token", algs="{" ".join(ALGORITHMS)}"'),
    ],
)
def test_challenges(error: OAuthError, scheme: str, expected: str) -> None:
    assert challenge(error, scheme) == expected


@pytest.mark.parametrize(("header", "scheme"), [("Bearer t", "Bearer"), ("DPoP t", "DPoP"), ("dpop t", "DPoP")])
def test_the_scheme_is_told(header: str, scheme: str) -> None:
    assert parse_bearer(header, None, None).scheme == scheme


def test_a_token_of_the_body_came_by_the_bearer_scheme() -> None:
    assert parse_bearer(None, "t", None).scheme == "Bearer"
