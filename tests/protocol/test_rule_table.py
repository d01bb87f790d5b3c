"""The table says which rule applies at which endpoint."""

from dataclasses import fields, replace

import pytest

from idp.protocol.authorization_request import AuthorizationRequest
from idp.protocol.authorization_rules import Attempt
from idp.protocol.device_authorizations import DEVICE_CODE_GRANT
from idp.protocol.errors import RequestNotSupported
from idp.protocol.rule_table import RULES, RequestEndpoint, apply_rules
from tests.protocol.factories import CLIENT, SUPPORTED, parameters

DEVICE = replace(CLIENT, grant_types=frozenset({DEVICE_CODE_GRANT}))


def members(endpoint: RequestEndpoint) -> list[str]:
    return [rule.field for rule in RULES if rule.field is not None and endpoint in rule.endpoints]


@pytest.mark.parametrize("endpoint", [RequestEndpoint.AUTHORIZATION, RequestEndpoint.PUSHED])
def test_every_member_of_a_request_has_its_one_rule(endpoint: RequestEndpoint) -> None:
    others = {"client_id", "pushed_as", "device"}
    assert sorted([*others, *members(endpoint)]) == sorted(field.name for field in fields(AuthorizationRequest))


def test_a_device_is_asked_for_nothing_that_travels_by_redirect() -> None:
    values = parameters(redirect_uri=None, response_type=None, code_challenge=None, code_challenge_method=None)

    made = apply_rules(Attempt(values, DEVICE, SUPPORTED), RequestEndpoint.DEVICE)

    assert made["scope"] == ("openid", "profile")
    assert not made.keys() & {"redirect_uri", "response_type", "response_mode", "state", "code_challenge", "prompt"}


@pytest.mark.parametrize("endpoint", list(RequestEndpoint))
def test_what_could_hold_the_real_parameters_is_refused_first(endpoint: RequestEndpoint) -> None:
    with pytest.raises(RequestNotSupported):
        apply_rules(Attempt({"request": "x"}, CLIENT, SUPPORTED), endpoint)
