"""What a client of an application type takes as defaults in the place of the table's."""

from collections.abc import Mapping

from idp.protocol.client_metadata.values import WireValues

_CANNOT_KEEP_A_SECRET: WireValues = {
    "token_endpoint_auth_method": "none",
    # Registration 1.0 §2 says RS256. Apps and pages bring a library of today, and the signature costs a tenth.
    "id_token_signed_response_alg": "ES256",
}

TYPE_DEFAULTS: Mapping[str, WireValues] = {
    "web": {},
    "single_page": _CANNOT_KEEP_A_SECRET,
    "native": _CANNOT_KEEP_A_SECRET,
    # Its people answer on another device, so there is no address to answer to.
    "device": {**_CANNOT_KEEP_A_SECRET, "response_types": []},
    # Of no person is ever asked anything.
    "service": {"response_types": [], "scope": ""},
}
"""Defaults by application type, laid over those of the fields."""
