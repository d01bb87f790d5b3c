from datetime import timedelta
from typing import Any

import pytest

from idp.protocol.errors import ServerError
from idp.protocol.tokens import access_token_claims, half_hash, id_token_claims

from .factories import NOW

BASE: dict[str, Any] = {
    "issuer": "https://id.example",
    "subject": "acc_ada",
    "client_id": "portal",
    "now": NOW,
    "lifetime": timedelta(minutes=5),
}
SECONDS = int(NOW.timestamp())


def test_a_plain_id_token() -> None:
    assert id_token_claims(**BASE, algorithm="ES256", claims={}) == {
        "iss": "https://id.example",
        "sub": "acc_ada",
        "aud": "portal",
        "azp": "portal",
        "iat": SECONDS,
        "exp": SECONDS + 300,
    }


def test_a_full_id_token() -> None:
    claims = id_token_claims(
        **BASE,
        algorithm="RS256",
        claims={"email": "ada@example.org"},
        auth_time=NOW - timedelta(hours=1),
        nonce="n",
        acr="1",
        amr=("pwd", "otp"),
        sid="ses_1",
        access_token="jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y",
        code="Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk",
    )
    assert claims["auth_time"] == SECONDS - 3600
    assert claims["amr"] == ["pwd", "otp"]
    assert (claims["nonce"], claims["acr"], claims["sid"]) == ("n", "1", "ses_1")
    assert claims["email"] == "ada@example.org"
    # OpenID Connect Core, appendices A.4 and A.6
    assert claims["at_hash"] == "77QmUPtjPfzWtF2AnpK9RQ"
    assert claims["c_hash"] == "LDktKdoQak3Pk0cnXxCltA"


@pytest.mark.threat(66)
@pytest.mark.parametrize("name", ["iss", "sub", "aud", "exp", "nonce", "auth_time", "acr", "amr", "sid", "at_hash"])
def test_a_persons_data_never_replace_a_claim_of_the_protocol(name: str) -> None:
    forged = id_token_claims(**BASE, algorithm="ES256", claims={name: "forged"})
    assert forged == id_token_claims(**BASE, algorithm="ES256", claims={})


@pytest.mark.parametrize(("algorithm", "length"), [("ES256", 22), ("PS256", 22), ("RS384", 32), ("EdDSA", 43)])
def test_the_hash_is_that_of_the_algorithm(algorithm: str, length: int) -> None:
    assert len(half_hash("token", algorithm)) == length


def test_nothing_but_padding_is_taken_from_the_hash() -> None:
    """One of 24 bytes, without padding, which ends in a letter."""
    assert half_hash("token-11", "RS384").endswith("X")
    assert len(half_hash("token-11", "RS384")) == 32


def test_no_hash_without_an_algorithm() -> None:
    with pytest.raises(ServerError):
        half_hash("token", "none")


def test_an_access_token_names_session_key_and_actor() -> None:
    """RFC 7800 section 3.1, RFC 8693 section 4.1."""
    rests_on: dict[str, Any] = {"sid": "ses_1", "cnf": {"jkt": "k"}, "act": {"sub": "agent"}}
    claims = access_token_claims(
        **BASE,
        audience="https://id.example",
        scope=(),
        token_id="t1",
        sid="ses_1",
        confirmation=rests_on["cnf"],
        actor=rests_on["act"],
    )

    assert {name: claims[name] for name in rests_on} == rests_on


def test_an_access_token() -> None:
    claims = access_token_claims(
        **BASE,
        audience=("https://id.example", "https://api.example"),
        scope=("openid", "email"),
        token_id="t1",
        auth_time=NOW,
        acr="1",
        amr=("pwd",),
    )
    assert claims == {
        "iss": "https://id.example",
        "sub": "acc_ada",
        "aud": ["https://id.example", "https://api.example"],
        "client_id": "portal",
        "iat": SECONDS,
        "exp": SECONDS + 300,
        "jti": "t1",
        "scope": "openid email",
        "auth_time": SECONDS,
        "acr": "1",
        "amr": ["pwd"],
    }


def test_an_access_token_without_a_person() -> None:
    claims = access_token_claims(**BASE, audience="https://id.example", scope=(), token_id="t1")
    assert claims["aud"] == "https://id.example"
    assert not {"scope", "auth_time", "acr", "amr"} & set(claims)
