"""Response types and the grant types that they take."""

import pytest

from idp.protocol.response_types import RESPONSE_TYPES, grants_of

CODE, IMPLICIT = "authorization_code", "implicit"


@pytest.mark.parametrize(
    ("response_types", "grants"),
    [
        (["code"], [CODE]),
        (["id_token"], [IMPLICIT]),
        (["token id_token"], [IMPLICIT]),
        (["code id_token"], [CODE, IMPLICIT]),
        (["code token"], [CODE, IMPLICIT]),
        (["id_token", "code"], [CODE, IMPLICIT]),
        (["none"], []),
        ([], []),
    ],
)
def test_each_takes_its_grants(response_types: list[str], grants: list[str]) -> None:
    """Registration 1.0 2."""
    assert grants_of(response_types) == grants


def test_an_access_token_alone_is_none() -> None:
    """RFC 9700 2.1.2."""
    assert "token" not in RESPONSE_TYPES
