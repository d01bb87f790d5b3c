"""What the rules need to know about a client: its registered metadata, without its secrets."""

from dataclasses import dataclass
from typing import Literal

ApplicationType = Literal["web", "native", "single_page"]
Consent = Literal["implicit", "explicit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Client metadata (OpenID Connect Dynamic Client Registration 1.0 §2, RFC 7591 §2) as the rules see it.

    URIs are kept exactly as registered. `response_types` holds strings such as "code" or "code id_token",
    whose words may come in any order. `response_modes` None means every mode the provider supports.
    `default_max_age` is in seconds. `consent` "implicit" marks the operator's own applications, which need
    not ask the person; `portal` names the brand and policies its pages wear.
    """

    client_id: str
    name: str
    redirect_uris: tuple[str, ...]
    portal: str | None = None
    application_type: ApplicationType = "web"
    post_logout_redirect_uris: tuple[str, ...] = ()
    web_origins: tuple[str, ...] = ()
    grant_types: frozenset[str] = frozenset({"authorization_code"})
    response_types: frozenset[str] = frozenset({"code"})
    response_modes: frozenset[str] | None = None
    scope: frozenset[str] = frozenset({"openid"})
    token_endpoint_auth_method: str = "client_secret_basic"  # noqa: S105 -- the name of a method
    id_token_signed_response_alg: str = "ES256"  # noqa: S105 -- the name of an algorithm
    require_pkce: bool = True
    consent: Consent = "explicit"
    default_max_age: int | None = None
    require_auth_time: bool = False
    default_acr_values: tuple[str, ...] = ()
    enabled: bool = True
    client_uri: str | None = None
    logo_uri: str | None = None
    policy_uri: str | None = None
    tos_uri: str | None = None

    @property
    def is_public(self) -> bool:
        """Whether the client cannot keep a secret (RFC 6749 §2.1)."""
        return self.token_endpoint_auth_method == "none"  # noqa: S105 -- the name of a method
