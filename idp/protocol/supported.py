"""What this provider offers, for the rules to compare a request with and for discovery to publish."""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Supported:
    """The provider's side of the negotiation (OpenID Connect Discovery 1.0 §3, the `*_supported` members).

    `encryption_algorithms` and `encryption_methods` are those by which answers are encrypted to clients, and with which
    methods request objects are encrypted to the provider, by `request_object_encryption_algorithms`.
    `resource_servers` are the keys of the resource servers.
    `binds_to_certificates`: whether tokens can be bound to the certificate of the request (RFC 8705 §3).
    """

    response_types: Collection[str]
    response_modes: Collection[str]
    grant_types: Collection[str]
    token_endpoint_auth_methods: Collection[str]
    client_signing_algorithms: Collection[str]
    request_object_algorithms: Collection[str]
    signing_algorithms: Collection[str]
    scopes: Collection[str]
    acr_values: Collection[str]
    code_challenge_methods: Collection[str]
    prompt_values: Collection[str]
    encryption_algorithms: Collection[str] = ()
    encryption_methods: Collection[str] = ()
    request_object_encryption_algorithms: Collection[str] = ()
    resource_servers: Collection[str] = ()
    binds_to_certificates: bool = False
