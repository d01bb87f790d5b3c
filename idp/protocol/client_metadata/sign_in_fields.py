"""What a client wants of each sign-in."""

from idp.protocol.client_metadata.field import ClientField
from idp.protocol.client_metadata.values import Choice, Flag, Seconds, TextList

FIELDS = (
    ClientField(
        name="consent",
        type=Choice(("implicit", "explicit")),
        option="--consent",
        label="Consent",
        help="Whether people are asked what it may know; implicit is for the operator's own applications.",
        default="implicit",
    ),
    ClientField(
        name="default_max_age",
        type=Seconds(),
        option="--default-max-age",
        label="Age of a sign-in",
        help="Ask for a new sign-in after so many seconds where the request names no max_age.",
        is_registrable=True,
    ),
    ClientField(
        name="require_auth_time",
        type=Flag(),
        option="--require-auth-time",
        label="Time of sign-in",
        help="Whether ID tokens must state the time of sign-in. They always do here, whatever is registered.",
        default=False,
        is_registrable=True,
    ),
    ClientField(
        name="default_acr_values",
        type=TextList(),
        option="--default-acr",
        label="Strength of a sign-in",
        help="Authentication contexts it prefers, in this order, where the request names no acr_values.",
        default=[],
        offered=lambda supported: supported.acr_values,
        discovery_key="acr_values_supported",
        is_registrable=True,
    ),
)
