"""What a client may be given."""

from collections.abc import Iterator, Sequence
from typing import get_args

from idp.protocol.client import AccessTokenFormat, Client, PkceRequirement
from idp.protocol.client_metadata.field import ClientField
from idp.protocol.client_metadata.problems import Complaint
from idp.protocol.client_metadata.values import Choice, Flag, NameSet, SpaceSeparated, Text, TextList, WireValues
from idp.protocol.device_authorizations import DEVICE_CODE_GRANT
from idp.protocol.response_types import grants_of
from idp.protocol.scopes import OFFLINE_ACCESS, OPENID, parse_scope
from idp.protocol.supported import Supported
from idp.protocol.token_exchange import GRANT_TYPE as TOKEN_EXCHANGE


def _grant_types(values: WireValues) -> list[str]:
    """A service acts for itself, a device without a browser shows a code; others have what their response types need.
    With a code comes a refresh token, at a page in the browser only where it asks to act while the person is away."""
    if values["application_type"] == "service":
        return ["client_credentials", *([TOKEN_EXCHANGE] if values.get("exchanges_tokens_of") else [])]
    if values["application_type"] == "device":
        return [DEVICE_CODE_GRANT, "refresh_token"]
    refreshes = values["application_type"] != "single_page" or OFFLINE_ACCESS in parse_scope(str(values["scope"]))
    needed = grants_of(NameSet().split(values["response_types"]))
    return [*needed, *(["refresh_token"] if refreshes and "authorization_code" in needed else [])]


def _pkce(values: WireValues) -> str:
    """RFC 9700 2.1.1: a public client must; a confidential one need not where OpenID Connect's nonce does the same."""
    is_public = values["token_endpoint_auth_method"] == "none"  # noqa: S105 -- the name of a method
    return "required" if is_public or OPENID not in parse_scope(str(values["scope"])) else "recommended"


def _check_resource_servers(keys: Sequence[str], client: Client, _: Supported) -> Iterator[Complaint]:
    if keys and client.is_public:
        yield Complaint("A public client can't introspect tokens.", "Give the client a secret or a key.")


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
        is_announced=True,
        is_registrable=True,
    ),
    ClientField(
        name="grant_types",
        type=NameSet(),
        option="--grant-type",
        label="Grant types",
        help="How it may obtain tokens (default: what its response types need, and with a code by refresh tokens; a "
        "single-page application refreshes only with the scope offline_access; a device has a device code, which an "
        "app may have as well; a service its own credentials). --refresh and --no-refresh are short for refresh_token.",
        default=["authorization_code"],
        derive=_grant_types,
        offered=lambda supported: supported.grant_types,
        discovery_key="grant_types_supported",
        is_announced=True,
        is_registrable=True,
    ),
    ClientField(
        name="resource_servers",
        type=TextList(),
        option="--resource-server",
        label="Resource servers",
        help="Keys of the resource servers (resource_servers.KEY) that it stands for: it may introspect the access "
        "tokens that are for them.",
        default=[],
        offered=lambda supported: supported.resource_servers,
        check=_check_resource_servers,
    ),
    ClientField(
        name="exchanges_tokens_of",
        type=TextList(),
        option="--exchanges-tokens-of",
        label="Exchanges tokens of",
        help="Client IDs of the clients whose access tokens it may exchange (RFC 8693), where they are for one of its "
        "resource servers: for tokens with its own scopes at others, for the same person.",
        default=[],
    ),
    ClientField(
        name="access_token_format",
        type=Choice(get_args(AccessTokenFormat)),
        option="--access-token-format",
        label="Form of access tokens",
        help="jwt: signed, so that resource servers can read them (RFC 9068). opaque: encrypted, so that they have to "
        "introspect them, and learn at once that one has ended.",
        default="jwt",
    ),
    ClientField(
        name="id_token_signed_response_alg",
        type=Text(),
        option="--id-token-alg",
        label="Signature of ID tokens",
        help="Algorithm that signs its ID tokens.",
        default="RS256",
        offered=lambda supported: supported.signing_algorithms,
        discovery_key="id_token_signing_alg_values_supported",
        is_announced=True,
        is_registrable=True,
    ),
    ClientField(
        name="id_token_claims",
        type=Flag(),
        option="--id-token-claims",
        label="Claims in ID tokens",
        help="Whether ID tokens hold the claims of the scopes, as userinfo does; else those alone that the request's "
        "claims parameter names.",
        default=True,
        is_announced=True,
    ),
    ClientField(
        name="pkce",
        type=Choice(get_args(PkceRequirement)),
        option="--pkce",
        label="PKCE",
        help="Whether an authorization request without a code challenge is refused (required), logged where it has no "
        "nonce either (recommended), or answered (off). A challenge that is sent is always enforced. Default: "
        "recommended for a client with a secret and the scope openid, required for all others; public ones cannot have "
        "less.",
        default="required",
        derive=_pkce,
        is_announced=True,
    ),
)
