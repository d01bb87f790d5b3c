import pytest

from idp.protocol import pkce
from idp.protocol.errors import InvalidGrant, InvalidRequest, OAuthError

# The example of RFC 7636, appendix B
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_the_example_of_the_specification() -> None:
    assert pkce.s256(VERIFIER) == CHALLENGE
    pkce.verify(VERIFIER, CHALLENGE)


def test_neither_verifier_nor_challenge_is_a_match() -> None:
    pkce.verify(None, None)


@pytest.mark.threat(6)
@pytest.mark.parametrize(
    ("verifier", "challenge", "error"),
    [
        pytest.param(VERIFIER, None, InvalidGrant, id="verifier without challenge"),
        pytest.param(None, CHALLENGE, InvalidGrant, id="challenge without verifier"),
        pytest.param("a" * 43, CHALLENGE, InvalidGrant, id="wrong verifier"),
        pytest.param(CHALLENGE, CHALLENGE, InvalidGrant, id="plain comparison"),
        pytest.param("a" * 42, CHALLENGE, InvalidRequest, id="too short"),
        pytest.param("a" * 129, CHALLENGE, InvalidRequest, id="too long"),
        pytest.param("a" * 42 + "ä", CHALLENGE, InvalidRequest, id="not ASCII"),
        pytest.param("a" * 43 + "\n", CHALLENGE, InvalidRequest, id="trailing line break"),
        pytest.param("", CHALLENGE, InvalidRequest, id="empty"),
    ],
)
def test_what_does_not_belong_together_is_refused(
    verifier: str | None, challenge: str | None, error: type[OAuthError]
) -> None:
    with pytest.raises(error):
        pkce.verify(verifier, challenge)
