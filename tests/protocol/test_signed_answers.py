"""What the JWT of an answer says."""

from idp.protocol.signed_answers import authorization_answer_claims
from tests.protocol.factories import NOW


def test_an_authorization_answer_has_its_parameters_issuer_audience_and_end() -> None:
    claims = authorization_answer_claims({"code": "c", "state": "s"}, issuer="https://id", client_id="app_1", now=NOW)

    end = int(NOW.timestamp()) + 600
    assert claims == {"code": "c", "state": "s", "iss": "https://id", "aud": "app_1", "exp": end}


def test_no_parameter_replaces_a_claim_of_the_protocol() -> None:
    parameters = {"iss": "https://evil", "aud": "app_2", "exp": "9999999999"}
    claims = authorization_answer_claims(parameters, issuer="https://id", client_id="app_1", now=NOW)

    assert (claims["iss"], claims["aud"], claims["exp"]) == ("https://id", "app_1", int(NOW.timestamp()) + 600)
