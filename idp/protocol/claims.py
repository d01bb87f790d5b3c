"""The `claims` request parameter, and the choice of claims that a relying party receives."""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from idp.protocol.errors import InvalidRequest
from idp.protocol.scopes import claims_of, known_claims

Target = Literal["userinfo", "id_token"]

MAX_REQUESTED_CLAIMS = 100

PROTOCOL_CLAIMS = frozenset(
    {
        *("sub", "iss", "aud", "azp", "exp", "iat", "nbf", "jti", "cnf", "act", "nonce", "sid"),
        *("auth_time", "acr", "amr", "session_expiry", "at_hash", "c_hash", "s_hash"),
    }
)
"""What ID tokens and userinfo say by themselves: no claim about a person has one of these names."""


@dataclass(frozen=True, slots=True)
class ClaimRequest:
    """One member of a claims request (OpenID Connect Core §5.5.1).

    `values` holds the acceptable values, whether they were sent as `value` or as `values`; empty means any.
    """

    essential: bool = False
    values: tuple[object, ...] = ()

    def to_json(self) -> dict[str, object] | None:
        """The request as JSON data; None is the plain voluntary request."""
        members: dict[str, object] = {}
        if self.essential:
            members["essential"] = True
        if self.values:
            members["values"] = list(self.values)
        return members or None


@dataclass(frozen=True, slots=True)
class ClaimsRequest:
    """The `claims` parameter (OpenID Connect Core §5.5): what is asked for userinfo and for the ID token."""

    userinfo: Mapping[str, ClaimRequest] = field(default_factory=dict)
    id_token: Mapping[str, ClaimRequest] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.userinfo or self.id_token)

    @property
    def essential_acr(self) -> frozenset[str]:
        """The acr values of which the ID token must show one (Core §5.5.1.1); empty when any will do."""
        asked = self.id_token.get("acr", ClaimRequest())
        return frozenset(map(str, asked.values)) if asked.essential else frozenset()

    @property
    def subjects(self) -> frozenset[str]:
        """The only persons the answer may be about (Core §3.1.2.1, §5.5.1); empty when it may be anybody."""
        return frozenset(map(str, self.id_token.get("sub", ClaimRequest()).values))

    def names(self) -> frozenset[str]:
        """All claims asked for, wherever they are to be sent."""
        return frozenset(without_language(name) for name in (*self.userinfo, *self.id_token))

    def limited_to(self, scope: Iterable[str]) -> "ClaimsRequest":
        """Without those claims about the person that lie outside these scopes.

        Naming a claim is only another way of asking for what a scope stands for; it must not open more.
        """
        if not self:
            return self
        refused = frozenset(known_claims()) - claims_of(scope) - {"sub"}
        return ClaimsRequest(
            userinfo={n: r for n, r in self.userinfo.items() if without_language(n) not in refused},
            id_token={n: r for n, r in self.id_token.items() if without_language(n) not in refused},
        )

    def to_text(self) -> str:
        """The parameter value that `parse_claims_request` turns into an equal request."""
        members = {"userinfo": self.userinfo, "id_token": self.id_token}
        return json.dumps(
            {
                target: {name: request.to_json() for name, request in requests.items()}
                for target, requests in members.items()
                if requests
            },
            separators=(",", ":"),
        )


def parse_claims_request(text: str | None) -> ClaimsRequest:
    """Read the `claims` parameter; members we do not know are ignored, as Core §5.5 asks.

    Raises: InvalidRequest when it is not the JSON that §5.5 and §5.5.1 describe.
    """
    if text is None:
        return ClaimsRequest()
    members = _object(_load(text), "claims")
    return ClaimsRequest(
        userinfo=_parse_target(members, "userinfo"),
        id_token=_parse_target(members, "id_token"),
    )


def select_claims(
    available: Mapping[str, object],
    scope: Iterable[str],
    request: ClaimsRequest,
    target: Target,
    *,
    of_scope: bool = True,
) -> dict[str, object]:
    """The claims about the person that belong into one answer.

    They are those that the request names for ``target`` (Core §5.5) and, ``of_scope``, those that the scopes stand for
    (§5.4). Claims without a value are left out (§5.3.2), language tags are ignored, `sub` is always there.
    """
    wanted = {without_language(name) for name in getattr(request, target)}
    if of_scope:
        wanted |= claims_of(scope)
    selected = {name: available[name] for name in known_claims() if name in wanted and has_value(available.get(name))}
    return {"sub": available["sub"], **selected}


def rename_claims(claims: Mapping[str, object], names: Iterable[str]) -> dict[str, object]:
    """The claims under the names that a client knows them by; `names` holds texts such as "groups=roles"."""
    own = dict(name.split("=", 1) for name in names)
    return {own.get(name, name): value for name, value in claims.items()}


def without_language(name: str) -> str:
    """`family_name#de` asks for a language of `family_name` (Core §5.2); we keep one value per claim."""
    return name.partition("#")[0]


def has_value(value: object) -> bool:
    """Whether a claim may be sent: `False`, 0 and a list without members are values; None, "" and {} are not."""
    return value is not None and value not in ("", {})


def _load(text: str) -> object:
    try:
        return json.loads(text, parse_constant=_refuse_constant, parse_float=_finite_float)
    except (ValueError, RecursionError) as error:
        raise InvalidRequest("The parameter claims is not valid JSON.", detail=str(error)) from error


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _finite_float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is out of range")
    return number


def _object(value: object, name: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise InvalidRequest(f"The member {name} of the claims parameter must be a JSON object.")
    return value


def _parse_target(members: Mapping[str, object], target: Target) -> dict[str, ClaimRequest]:
    value = members.get(target)
    if value is None:
        return {}
    requests = _object(value, target)
    if len(requests) > MAX_REQUESTED_CLAIMS:
        raise InvalidRequest(f"More than {MAX_REQUESTED_CLAIMS} claims were requested.")
    return {name: _parse_claim(name, request) for name, request in requests.items()}


def _parse_claim(name: str, value: object) -> ClaimRequest:
    if value is None:
        return ClaimRequest()
    members = _object(value, name)
    essential = members.get("essential", False)
    values = members.get("values", [])
    if not isinstance(essential, bool):
        raise InvalidRequest(f"In the claims parameter, essential of {name} must be true or false.")
    if not isinstance(values, list):
        raise InvalidRequest(f"In the claims parameter, values of {name} must be an array.")
    if "value" in members:
        values = [members["value"], *values]
    return ClaimRequest(essential=essential, values=tuple(values))
