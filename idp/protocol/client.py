"""What the rules need to know about a client: its registered metadata, without its secrets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

ApplicationType = Literal["web", "native", "single_page", "device", "service"]
Consent = Literal["implicit", "explicit"]
SubjectType = Literal["public", "pairwise"]
PkceRequirement = Literal["required", "recommended", "off"]
"""What an authorization request without a code challenge meets: a refusal, a line in the log, or nothing."""

Profile = Literal["fapi2"]
FAPI2: Profile = "fapi2"
"""FAPI 2.0 Security Profile."""

FAPI2_ALGORITHMS = ("ES256", "PS256", "EdDSA", "Ed25519")
"""What the parties of that profile may sign by (5.4.1)."""

AccessTokenFormat = Literal["jwt", "opaque"]
"""Whether resource servers read an access token by themselves (RFC 9068), or have to ask (RFC 7662)."""

OrganizationAtRefresh = Literal["fixed", "asked", "follows"]
"""Whether a refresh keeps the organization of the authorization, takes one that it asks for, or that of the session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Client metadata (OpenID Connect Dynamic Client Registration 1.0 §2, RFC 7591 §2) as the rules see it.

    Built from the table of fields by `client_metadata.build_client`, which knows the defaults. URIs are kept exactly as
    registered. `response_types` holds strings such as "code" or "code id_token", whose words may come in any order.
    `response_modes` None means every mode the provider supports. `require_pushed_authorization_requests` refuses the
    requests that a browser brings, `require_signed_request_object` those that are no signed request objects;
    `request_object_signing_alg` None means every signature, "none" no signature. `default_max_age` is in seconds.
    `authorization_signed_response_alg` signs the answers in the response modes of JARM,
    `introspection_signed_response_alg` those of introspection that are asked for as JWTs,
    `userinfo_signed_response_alg` all of userinfo; None leaves these JSON.
    `access_token_seconds` and the like are how long its tokens hold, None for what the settings say.
    `id_token_claims` puts the claims of the scopes into ID tokens, too. `consent` "implicit"
    marks the operator's own applications, which need not ask the person; `portal` names the brand and policies its
    pages wear. `required_rights` are what its people need in the organization that they act for, `claim_names`
    the names that claims have for it ("groups=roles"), `organization` the id of the one that it acts for by itself,
    `roles` the keys of those that it is told of, all for none.
    `jwks` is its JWK Set as JSON. `localized_metadata` are the values of fields in one language each
    ("client_name#de=Beispiel").
    `resource_servers` are the keys of those that it stands for, `exchanges_tokens_of` the clients whose access tokens
    it may exchange.
    `is_self_registered` of one that registered itself, and not by an operator.
    `extras` holds the fields that have no attribute here, by their names.
    """

    client_id: str
    enabled: bool
    name: str
    portal: str
    profile: Profile | None
    application_type: ApplicationType
    redirect_uris: tuple[str, ...]
    subject_type: SubjectType
    sector_identifier_uri: str | None
    post_logout_redirect_uris: tuple[str, ...]
    web_origins: tuple[str, ...]
    response_types: frozenset[str]
    response_modes: frozenset[str] | None
    require_pushed_authorization_requests: bool
    request_uris: tuple[str, ...]
    request_object_signing_alg: str | None
    require_signed_request_object: bool
    scope: frozenset[str]
    grant_types: frozenset[str]
    resource_servers: tuple[str, ...]
    exchanges_tokens_of: tuple[str, ...]
    token_endpoint_auth_method: str
    token_endpoint_auth_signing_alg: str | None
    jwks: str | None
    jwks_uri: str | None
    certificate_bound_access_tokens: bool
    dpop_bound_access_tokens: bool
    access_token_format: AccessTokenFormat
    id_token_signed_response_alg: str
    authorization_signed_response_alg: str
    introspection_signed_response_alg: str
    userinfo_signed_response_alg: str | None
    id_token_claims: bool
    access_token_seconds: int | None
    id_token_seconds: int | None
    refresh_idle_days: int | None
    refresh_absolute_days: int | None
    pkce: PkceRequirement
    consent: Consent
    default_max_age: int | None
    default_acr_values: tuple[str, ...]
    client_uri: str | None
    initiate_login_uri: str | None
    backchannel_logout_uri: str | None
    frontchannel_logout_uri: str | None
    session_management: bool
    logo_uri: str | None
    policy_uri: str | None
    tos_uri: str | None
    contacts: tuple[str, ...]
    localized_metadata: tuple[str, ...]
    claim_names: tuple[str, ...]
    required_rights: tuple[str, ...]
    organization_at_refresh: OrganizationAtRefresh
    organization: str | None
    roles: tuple[str, ...]
    is_self_registered: bool = False
    extras: Mapping[str, object] = field(default_factory=dict, hash=False)

    @property
    def is_public(self) -> bool:
        """Whether the client cannot keep a secret (RFC 6749 §2.1)."""
        return self.token_endpoint_auth_method == "none"  # noqa: S105 -- the name of a method

    @property
    def has_secret(self) -> bool:
        """Whether it authenticates with a secret that was made for it."""
        return self.token_endpoint_auth_method.startswith("client_secret_")

    @property
    def signs_with_secret(self) -> bool:
        """Whether its secret is needed as it is, to check what the client signs with it."""
        return self.token_endpoint_auth_method == "client_secret_jwt"  # noqa: S105 -- the name of a method

    @property
    def may_encrypt_request_objects(self) -> bool:
        """Whether it is registered for request objects that are encrypted to the provider; they need not be."""
        return self.extras.get("request_object_encryption_alg") is not None

    @property
    def rotates_refresh_tokens(self) -> bool:
        """Whether a refresh replaces the refresh token; one that can't be used without the client's key stays (FAPI 2.0
        Security Profile 5.3.2.1)."""
        return self.profile != FAPI2

    @property
    def binds_access_tokens(self) -> bool:
        """Whether none of its access tokens may hold without its key or certificate."""
        return self.dpop_bound_access_tokens or self.certificate_bound_access_tokens

    def may_sign_by(self, algorithm: str) -> bool:
        """Whether its profile permits an algorithm."""
        return self.profile != FAPI2 or algorithm in FAPI2_ALGORITHMS

    @property
    def requires_pkce(self) -> bool:
        """Whether each of its codes needs a code challenge: always for a public client (RFC 9700 §2.1.1)."""
        return self.is_public or self.pkce == "required"
