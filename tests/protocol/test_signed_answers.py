"""What the JWT of an answer says."""

from idp.protocol.signed_answers import answer_claims, authorization_content, introspection_content
from tests.protocol.factories import NOW

SECONDS = int(NOW.timestamp())


def test_an_answer_names_its_issuer_and_its_audience_whatever_it_says() -> None:
    claims = answer_claims({"a": 1, "iss": "https://evil", "aud": "app_2"}, issuer="https://id", client_id="app_1")

    assert claims == {"a": 1, "iss": "https://id", "aud": "app_1"}


def test_an_authorization_answer_has_its_parameters_and_an_end_that_none_of_them_moves() -> None:
    content = authorization_content({"code": "c", "state": "s", "exp": "9999999999"}, NOW)

    assert content == {"code": "c", "state": "s", "exp": SECONDS + 600}


def test_an_introspection_keeps_the_members_apart_from_the_claims() -> None:
    content = introspection_content({"active": True, "exp": 1, "sub": "acc_1"}, NOW)

    assert content == {"iat": SECONDS, "token_introspection": {"active": True, "exp": 1, "sub": "acc_1"}}
