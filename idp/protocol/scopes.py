"""The scopes a client may ask for, and the claims each of them stands for."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

OPENID = "openid"
OFFLINE_ACCESS = "offline_access"

SCOPES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        # OpenID Connect Core §5.4
        OPENID: ("sub",),
        "profile": (
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
        ),
        "email": ("email", "email_verified"),
        "address": ("address",),
        "phone": ("phone_number", "phone_number_verified"),
        # OpenID Connect Core §11: a permission, no claims
        OFFLINE_ACCESS: (),
        # Ours: the active organization, all memberships, and role names for whoever reads `groups`
        "organizations": ("organization", "organizations", "groups"),
    }
)


def parse_scope(text: str | None) -> tuple[str, ...]:
    """The scope tokens in the order sent, each once (RFC 6749 §3.3)."""
    return tuple(dict.fromkeys((text or "").split()))


def claims_of(scope: Iterable[str]) -> frozenset[str]:
    """The names of all claims that these scopes stand for; unknown scopes stand for none."""
    return frozenset(claim for name in scope for claim in SCOPES.get(name, ()))


def scopes_of(claims: Iterable[str]) -> frozenset[str]:
    """The scopes that these claims belong to, without `openid`; unknown claims belong to none."""
    names = frozenset(claims) - {"sub"}
    return frozenset(scope for scope, members in SCOPES.items() if names.intersection(members))
