"""What a client may be given, and how it authenticates."""

from idp.protocol.client_metadata.field import ClientField
from idp.protocol.client_metadata.values import Flag, NameSet, SpaceSeparated, Text, WireValues
from idp.protocol.scopes import OFFLINE_ACCESS, parse_scope


def _grant_types(values: WireValues) -> list[str]:
    refresh = ["refresh_token"] if OFFLINE_ACCESS in parse_scope(str(values["scope"])) else []
    return ["authorization_code", *refresh]


FIELDS = (
    ClientField(
        name="scope",
        type=SpaceSeparated(),
        option="--scope",
        label="Scopes",
        help="Scopes it may ask for.",
        default="openid profile email",
        offered=lambda supported: supported.scopes,
        discovery_key="scopes_supported",
    ),
    ClientField(
        name="grant_types",
        type=NameSet(),
        option="--grant-type",
        label="Grant types",
        help="How it may obtain tokens (default: what the scope needs).",
        default=["authorization_code"],
        derive=_grant_types,
        offered=lambda supported: supported.grant_types,
        discovery_key="grant_types_supported",
    ),
    ClientField(
        name="token_endpoint_auth_method",
        type=Text(),
        option="--auth-method",
        label="Authentication",
        help="How it authenticates at the token endpoint; none for a client that can't keep a secret.",
        default="client_secret_basic",
        offered=lambda supported: supported.token_endpoint_auth_methods,
        discovery_key="token_endpoint_auth_methods_supported",
    ),
    ClientField(
        name="id_token_signed_response_alg",
        type=Text(),
        option="--id-token-alg",
        label="Signature of ID tokens",
        help="Algorithm that signs its ID tokens.",
        default="ES256",
        offered=lambda supported: supported.signing_algorithms,
        discovery_key="id_token_signing_alg_values_supported",
    ),
    ClientField(
        name="require_pkce",
        type=Flag(),
        option="--pkce",
        label="Demand PKCE",
        help="Whether each authorization request must bring a code challenge.",
        default=True,
    ),
)
