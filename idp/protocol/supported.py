"""What this provider offers, for the rules to compare a request with and for discovery to publish."""

from dataclasses import dataclass

from idp.protocol.pkce import CODE_CHALLENGE_METHODS
from idp.protocol.scopes import SCOPES


@dataclass(frozen=True, slots=True, kw_only=True)
class Supported:
    """The provider's side of the negotiation (OpenID Connect Discovery 1.0 §3, the `*_supported` members)."""

    response_types: tuple[str, ...] = ("code",)
    response_modes: tuple[str, ...] = ("query", "fragment", "form_post")
    grant_types: tuple[str, ...] = ("authorization_code", "refresh_token")
    token_endpoint_auth_methods: tuple[str, ...] = ("client_secret_basic", "client_secret_post", "none")
    signing_algorithms: tuple[str, ...] = ("ES256", "RS256", "PS256", "EdDSA")
    scopes: tuple[str, ...] = tuple(SCOPES)
    acr_values: tuple[str, ...] = ()
    code_challenge_methods: tuple[str, ...] = CODE_CHALLENGE_METHODS
    prompt_values: tuple[str, ...] = ("none", "login", "consent", "select_account", "create")
