"""The examples of RFC 9449, as they are printed there."""

from datetime import UTC, datetime

import pytest
from joserfc.jwk import import_key

from idp.oauth.client_jwts.reading import read_jwt
from idp.protocol.client_jwts import JwtFault
from idp.protocol.confirmation import Confirmation
from idp.protocol.dpop_proofs import ProvedRequest, check_header, check_proof

# 4.1: the proof of a token request.
PROOF = (
    "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRj"
    "QyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGki"
    "OiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYy"
    "NjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg"
)
MADE_AT = datetime.fromtimestamp(1562262616, UTC)
# 6.1 and 7.1: the thumbprint of its key, and a token with its hash.
THUMBPRINT = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"
TOKEN, HASH = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU", "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo"


def test_the_proof_of_the_specification_holds() -> None:
    proof = read_jwt(PROOF)
    algorithm, jwk = check_header(proof.header)
    key = import_key(dict(jwk))
    check_proof(proof.claims, ProvedRequest("POST", ["https://server.example.com/token"]), MADE_AT)

    assert proof.is_signed_by(key, algorithm)
    assert key.thumbprint() == THUMBPRINT


def test_a_token_is_named_by_its_hash() -> None:
    request = ProvedRequest("POST", ["https://server.example.com/token"], TOKEN)
    claims = dict(read_jwt(PROOF).claims)
    check_proof(claims | {"ath": HASH}, request, MADE_AT)

    with pytest.raises(JwtFault, match="ath"):
        check_proof(claims, request, MADE_AT)


@pytest.mark.parametrize(
    ("confirmation", "binding"),
    [
        (Confirmation(), None),
        (Confirmation("a"), "jkt:a"),
        (Confirmation(None, "b"), "x5t#S256:b"),
        (Confirmation("a", "b"), "jkt:a x5t#S256:b"),
    ],
)
def test_what_a_token_is_bound_to_is_written_and_read(confirmation: Confirmation, binding: str | None) -> None:
    assert confirmation.binding == binding
    assert Confirmation.of_claims({"cnf": confirmation.claim}) == confirmation
