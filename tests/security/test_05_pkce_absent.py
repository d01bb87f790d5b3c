"""Threat 5: an authorization request without a code challenge (RFC 9700 2.1.1)."""

import pytest

from idp.oauth.authorizations.models import AuthorizationRecord
from tests.factories.relying_parties import answer_of, create_relying_party

pytestmark = [pytest.mark.threat(5), pytest.mark.usefixtures("session")]
WITHOUT = {"code_challenge": None, "code_challenge_method": None}


@pytest.mark.parametrize("kind", ["web", "native", "single_page"])
@pytest.mark.parametrize("require_pkce", [True, False])
def test_a_public_client_cannot_go_without(database, client, kind, require_pkce):
    """Whatever its row says: it has no other proof that the code is its own."""
    rp = create_relying_party(
        database, client, token_endpoint_auth_method="none", application_type=kind, require_pkce=require_pkce
    )

    assert answer_of(rp.authorize(**WITHOUT))["error"] == "invalid_request"
    assert database.count(AuthorizationRecord) == 0


@pytest.mark.parametrize(
    "changes", [WITHOUT, {"code_challenge": ""}, {"code_challenge": "", "code_challenge_method": ""}]
)
def test_nor_a_confidential_client_that_is_held_to_it(rp, database, changes):
    assert answer_of(rp.authorize(**changes))["error"] == "invalid_request"
    assert database.count(AuthorizationRecord) == 0


def test_it_is_the_rule_for_clients_nobody_thought_about(rp):
    assert rp.registered.record.values["require_pkce"] is True


def test_not_with_prompt_none_either(rp):
    assert answer_of(rp.authorize(prompt="none", **WITHOUT))["error"] == "invalid_request"
