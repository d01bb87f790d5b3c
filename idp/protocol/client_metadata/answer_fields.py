"""By which algorithms answers to a client are signed."""

from idp.protocol.client_metadata.field import ClientField
from idp.protocol.client_metadata.values import Text

FIELDS = (
    ClientField(
        name="authorization_signed_response_alg",
        type=Text(),
        option="--authorization-response-alg",
        label="Signature of authorization responses",
        help="Algorithm that signs the answers to its authorization requests, where it asks for a response mode with "
        "jwt in its name (JARM).",
        default="RS256",
        offered=lambda supported: supported.signing_algorithms,
        discovery_key="authorization_signing_alg_values_supported",
        is_registrable=True,
    ),
    ClientField(
        name="introspection_signed_response_alg",
        type=Text(),
        option="--introspection-response-alg",
        label="Signature of introspection answers",
        help="Algorithm that signs the answers of introspection, where its request asks for a JWT (RFC 9701).",
        default="RS256",
        offered=lambda supported: supported.signing_algorithms,
        discovery_key="introspection_signing_alg_values_supported",
        is_registrable=True,
    ),
    ClientField(
        name="userinfo_signed_response_alg",
        type=Text(),
        option="--userinfo-response-alg",
        label="Signature of userinfo",
        help="Algorithm that signs the answers of userinfo, which are JWTs then; JSON otherwise.",
        offered=lambda supported: supported.signing_algorithms,
        discovery_key="userinfo_signing_alg_values_supported",
        is_registrable=True,
    ),
)
