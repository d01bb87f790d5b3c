"""Which rule makes which member of an authorization request, and at which endpoints it applies."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from idp.protocol import authorization_rules as rules
from idp.protocol.authorization_rules import Attempt, as_sent, words


class RequestEndpoint(StrEnum):
    """The endpoints that take an authorization request or a part of one (RFC 6749 §3.1, RFC 9126 §2, RFC 8628 §3.1)."""

    AUTHORIZATION = "authorization_endpoint"
    PUSHED = "pushed_authorization_request_endpoint"
    DEVICE = "device_authorization_endpoint"


@dataclass(frozen=True, slots=True)
class Rule:
    """`apply` returns the member `field` of the request or raises the OAuthError that the specification names.

    A rule without a field only refuses.
    """

    field: str | None
    apply: Callable[[Attempt], object]
    endpoints: frozenset[RequestEndpoint]


EVERYWHERE = frozenset(RequestEndpoint)
WITH_REDIRECT = frozenset({RequestEndpoint.AUTHORIZATION, RequestEndpoint.PUSHED})
"""A device has no redirect URI, and nothing that depends on an answer through a browser."""

RULES: tuple[Rule, ...] = (
    Rule(None, rules.no_pushed_reference, frozenset({RequestEndpoint.PUSHED})),
    Rule(None, rules.no_request_object, EVERYWHERE),
    Rule(None, rules.no_registration, EVERYWHERE),
    Rule(None, rules.device_grant, frozenset({RequestEndpoint.DEVICE})),
    Rule(None, rules.pushed_where_required, frozenset({RequestEndpoint.AUTHORIZATION})),
    Rule("redirect_uri", rules.redirect_uri, WITH_REDIRECT),
    Rule("response_type", rules.response_type, WITH_REDIRECT),
    Rule("response_mode", rules.response_mode, WITH_REDIRECT),
    Rule("scope", rules.scope, EVERYWHERE),
    Rule("state", as_sent("state"), WITH_REDIRECT),
    Rule("nonce", rules.nonce, EVERYWHERE),
    Rule("code_challenge", rules.code_challenge, WITH_REDIRECT),
    Rule("code_challenge_method", as_sent("code_challenge_method"), WITH_REDIRECT),
    Rule("prompt", rules.prompt, WITH_REDIRECT),
    Rule("max_age", rules.max_age, EVERYWHERE),
    Rule("claims", rules.claims, EVERYWHERE),
    Rule("acr_values", words("acr_values"), EVERYWHERE),
    Rule("login_hint", as_sent("login_hint"), EVERYWHERE),
    Rule("id_token_hint", as_sent("id_token_hint"), EVERYWHERE),
    Rule("ui_locales", words("ui_locales"), EVERYWHERE),
    Rule("claims_locales", words("claims_locales"), EVERYWHERE),
    Rule("display", as_sent("display"), WITH_REDIRECT),
    Rule("resource", rules.resource, EVERYWHERE),
    Rule("organization", as_sent("organization"), EVERYWHERE),
    Rule("domain_hint", rules.domain_hint, EVERYWHERE),
    Rule("organization_kind", rules.organization_kind, WITH_REDIRECT),
    Rule("organization_name", rules.organization_name, WITH_REDIRECT),
    Rule("dpop_jkt", rules.dpop_jkt, WITH_REDIRECT),
)
"""In the order in which they are applied: the first that refuses names the error."""


def apply_rules(attempt: Attempt, endpoint: RequestEndpoint) -> Mapping[str, Any]:
    """The members that this endpoint's rules make. Raises the OAuthError of the first rule that refuses."""
    results = [(rule.field, rule.apply(attempt)) for rule in RULES if endpoint in rule.endpoints]
    return {field: value for field, value in results if field is not None}
