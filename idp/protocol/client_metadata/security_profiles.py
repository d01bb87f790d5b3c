"""Security profiles: what a client must be registered with that keeps one (FAPI 2.0 Security Profile, final)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from idp.protocol.client import FAPI2, FAPI2_ALGORITHMS, Client
from idp.protocol.client_metadata.field import ClientField
from idp.protocol.client_metadata.problems import Problem
from idp.protocol.client_metadata.values import Choice, WireValue, WireValues

_BOUND_BY = ("tls_client_certificate_bound_access_tokens", "dpop_bound_access_tokens")


@dataclass(frozen=True, slots=True)
class _Demand:
    """What a field must be: one of the values, of which the first is taken where the client has another."""

    values: tuple[WireValue, ...]
    section: str
    may_be_left_out: bool = False

    def holds(self, value: WireValue | None) -> bool:
        return self.may_be_left_out if value is None else value in self.values


_ALGORITHMS = tuple(FAPI2_ALGORITHMS)
_FAPI2: Mapping[str, _Demand] = {
    "token_endpoint_auth_method": _Demand(
        ("private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth"), "5.3.2.1"
    ),
    "token_endpoint_auth_signing_alg": _Demand(_ALGORITHMS, "5.4.1", may_be_left_out=True),
    "request_object_signing_alg": _Demand(_ALGORITHMS, "5.4.1", may_be_left_out=True),
    "id_token_signed_response_alg": _Demand(_ALGORITHMS, "5.4.1"),
    "authorization_signed_response_alg": _Demand(_ALGORITHMS, "5.4.1"),
    "introspection_signed_response_alg": _Demand(_ALGORITHMS, "5.4.1"),
    "userinfo_signed_response_alg": _Demand(_ALGORITHMS, "5.4.1", may_be_left_out=True),
    "id_token_claims": _Demand((False,), "5.3.2.1"),
    "require_pushed_authorization_requests": _Demand((True,), "5.3.2.2"),
    "request_uris": _Demand(([],), "5.3.2.2"),
    "pkce": _Demand(("required",), "5.3.2.2"),
    "response_types": _Demand((["code"], []), "5.3.2.2"),
}
"""By their fields. In the order of preference: ES256 signs at a tenth of what PS256 costs."""


def profile_values(values: WireValues) -> Mapping[str, WireValue | None]:
    """What a client's profile sets where the client's own values do not keep it; empty without a profile.

    Tokens are bound to a key where they are not bound to a certificate.
    """
    if values.get("profile") != FAPI2:
        return {}
    broken = {name: demand for name, demand in _FAPI2.items() if not demand.holds(values.get(name))}
    kept = {name: None if demand.may_be_left_out else demand.values[0] for name, demand in broken.items()}
    return kept if any(values.get(name) for name in _BOUND_BY) else {**kept, "dpop_bound_access_tokens": True}


def find_contradictions(client: Client, values: WireValues) -> Iterator[Problem]:
    """What does not keep the profile that the client is registered for."""
    if client.profile != FAPI2:
        return
    for name, demand in _FAPI2.items():
        if not demand.holds(values.get(name)):
            choices = ", ".join(map(_spell, demand.values))
            yield Problem(name, f"The profile {FAPI2} does not permit it ({demand.section}).", f"Use {choices}.")
    if not any(values.get(name) for name in _BOUND_BY):
        yield Problem(
            _BOUND_BY[-1], f"The profile {FAPI2} needs bound tokens (5.3.2.1).", f"Set it, or {_BOUND_BY[0]}."
        )


def _spell(value: WireValue) -> str:
    return " ".join(value) if isinstance(value, list) else str(value).lower() if isinstance(value, bool) else str(value)


FIELDS = (
    ClientField(
        name="profile",
        type=Choice((FAPI2,)),
        option="--profile",
        label="Security profile",
        help="fapi2: the FAPI 2.0 Security Profile. Sets every field that it demands, and refuses others.",
    ),
)
