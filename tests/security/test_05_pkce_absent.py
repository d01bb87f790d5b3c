"""Threat 5: an authorization request without a code challenge (RFC 9700 2.1.1)."""

import pytest

from idp.oauth.authorizations.models import AuthorizationRecord
from tests.factories.relying_parties import answer_of, create_relying_party

pytestmark = [pytest.mark.threat(5), pytest.mark.usefixtures("session")]
WITHOUT = {"code_challenge": None, "code_challenge_method": None}


@pytest.mark.parametrize("kind", ["web", "native", "single_page"])
@pytest.mark.parametrize("pkce", ["required", "recommended", "off"])
def test_a_public_client_cannot_go_without(database, client, kind, pkce):
    """Whatever its row says: it has no other proof that the code is its own."""
    rp = create_relying_party(database, client, token_endpoint_auth_method="none", application_type=kind, pkce=pkce)

    assert answer_of(rp.authorize(**WITHOUT))["error"] == "invalid_request"
    assert database.count(AuthorizationRecord) == 0


@pytest.mark.parametrize(
    "changes", [WITHOUT, {"code_challenge": ""}, {"code_challenge": "", "code_challenge_method": ""}]
)
def test_nor_a_confidential_client_that_is_held_to_it(database, client, changes):
    rp = create_relying_party(database, client, pkce="required")
    assert answer_of(rp.authorize(**changes))["error"] == "invalid_request"
    assert database.count(AuthorizationRecord) == 0


@pytest.mark.parametrize(
    ("values", "pkce"),
    [
        ({}, "recommended"),
        ({"scope": "email"}, "required"),
        ({"token_endpoint_auth_method": "none"}, "required"),
        ({"application_type": "single_page"}, "required"),
        ({"application_type": "native"}, "required"),
    ],
)
def test_the_default_requires_it_where_nothing_else_binds_the_code(database, client, values, pkce):
    """A secret and a nonce of OpenID Connect do what PKCE does; without either nothing would (RFC 9700 2.1.1)."""
    assert create_relying_party(database, client, **values).registered.record.values["pkce"] == pkce


def test_not_with_prompt_none_either(database, client):
    rp = create_relying_party(database, client, pkce="required")
    assert answer_of(rp.authorize(prompt="none", **WITHOUT))["error"] == "invalid_request"
