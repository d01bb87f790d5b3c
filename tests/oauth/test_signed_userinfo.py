"""Userinfo that is a JWT (OpenID Connect Core 5.3.2)."""

import pytest

from idp.oauth.provider_keys import current_keyring
from idp.oauth.tokens.id_tokens import read_hint
from tests.factories.clients import change_client
from tests.factories.relying_parties import ALGORITHMS
from tests.provisioning.applications import ISSUER

pytestmark = [pytest.mark.usefixtures("session"), pytest.mark.only_on("sqlite")]


def ask(rp):
    return rp.userinfo(rp.obtain_tokens(scope="openid email")["access_token"])


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_the_claims_come_signed_for_a_client_that_is_registered_so(rp, database, algorithm):
    plain = ask(rp)
    change_client(database, rp.registered, userinfo_signed_response_alg=algorithm)
    signed = ask(rp)

    assert plain.headers["Content-Type"] == "application/json"
    assert (signed.status_code, signed.headers["Content-Type"]) == (200, "application/jwt")
    expected = plain.get_json() | {"iss": ISSUER, "aud": rp.client_id}
    assert rp.read_signed_answer(signed.text, algorithm) == expected
    assert signed.headers["Cache-Control"] == "no-store"


def test_a_refusal_is_that_of_every_client(rp, database):
    change_client(database, rp.registered, userinfo_signed_response_alg="ES256")
    refused = rp.userinfo("unknown")

    assert (refused.status_code, refused.get_json()["error"]) == (401, "invalid_token")


def test_the_answer_is_no_id_token(rp, app, database):
    """It names issuer, audience and subject as well (RFC 8725 3.11)."""
    change_client(database, rp.registered, userinfo_signed_response_alg="ES256")
    answer = ask(rp).text

    with app.app_context():
        assert read_hint(answer, current_keyring(), ISSUER) is None
