"""The scopes a client may ask for, and the claims each of them stands for."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

OPENID = "openid"
OFFLINE_ACCESS = "offline_access"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimsContext:
    """Of whom claims are read, and for whom: an account that acts for an organization (None for none), and the portal
    of the client that is told. `roles`: the only ones that the client knows, by their keys; none for all of its portal.
    `is_id_token`: they go into a token, which must not grow without limit."""

    account_id: str
    organization_id: str | None
    portal: str
    roles: tuple[str, ...]
    is_id_token: bool


ReadClaims = Callable[[ClaimsContext], Mapping[str, object]]
"""The values of a scope's claims; claims without a value may be left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A scope with the claims that it stands for (OpenID Connect Core §5.4); one without claims is a permission.

    ``further_claims`` are those of another scope that it stands for as well.
    ``read`` gives the claims that the account row does not hold. ``title`` and ``detail`` (lazy texts) and ``icon`` are
    what consent pages show of a scope that is not of the standard.
    """

    name: str
    claims: tuple[str, ...] = ()
    further_claims: tuple[str, ...] = ()
    read: ReadClaims | None = None
    title: str = ""
    detail: str = ""
    icon: str = "key"


SCOPES: dict[str, Scope] = {}
"""Every scope by its name, those of the standard first."""


def add_scope(scope: Scope) -> None:
    """Offer a scope. Raises ValueError where another one has its name, or one of its claims."""
    if scope.name in SCOPES or set(scope.claims).intersection(known_claims()):
        raise ValueError(f"There is another scope of the name or the claims of {scope.name}.")
    SCOPES[scope.name] = scope


def is_permission(name: str) -> bool:
    """Whether a scope of the provider speaks of no person, so that a client may have it that acts for itself."""
    scope = SCOPES.get(name)
    return scope is not None and name not in {OPENID, OFFLINE_ACCESS} and not (scope.claims or scope.further_claims)


def known_claims() -> tuple[str, ...]:
    """The claims of all scopes: what there is to know about a person (`claims_supported` in discovery)."""
    # Put together once: a scope is never taken away or changed, so that the names tell all there is.
    return _known_claims(tuple(SCOPES))


@lru_cache
def _known_claims(offered: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(claim for name in offered for claim in SCOPES[name].claims)


def parse_scope(text: str | None) -> tuple[str, ...]:
    """The scope tokens in the order sent, each once (RFC 6749 §3.3)."""
    return tuple(dict.fromkeys((text or "").split()))


def claims_of(scope: Iterable[str]) -> frozenset[str]:
    """The names of all claims that these scopes stand for; unknown scopes stand for none."""
    return _claims_of(frozenset(SCOPES.keys() & scope))


@lru_cache(maxsize=1000)
def _claims_of(offered: frozenset[str]) -> frozenset[str]:
    known = (SCOPES[name] for name in offered)
    return frozenset(claim for each in known for claim in (*each.claims, *each.further_claims))


def scopes_of(claims: Iterable[str]) -> frozenset[str]:
    """The scopes that these claims belong to, without `openid`; unknown claims belong to none."""
    names = frozenset(claims) - {"sub"}
    return frozenset(scope.name for scope in SCOPES.values() if names.intersection(scope.claims))


_PROFILE = (
    "name",
    "family_name",
    "given_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "updated_at",
)

for _scope in (
    # OpenID Connect Core §5.4
    Scope(name=OPENID, claims=("sub",)),
    Scope(name="profile", claims=_PROFILE),
    Scope(name="email", claims=("email", "email_verified")),
    Scope(name="address", claims=("address",)),
    Scope(name="phone", claims=("phone_number", "phone_number_verified")),
    # OpenID Connect Core §11: a permission, no claims
    Scope(name=OFFLINE_ACCESS),
):
    add_scope(_scope)
