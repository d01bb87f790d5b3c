"""The one shape in which relying parties learn of organizations."""

from collections.abc import Mapping, Sequence
from typing import TypedDict

from sqlalchemy import bindparam, select

from idp.infrastructure.database import connection
from idp.infrastructure.web.i18n import lazy_gettext
from idp.organizations.models import Membership, Organization
from idp.protocol.scopes import Scope

_MEMBERSHIPS = (
    select(Organization.id, Organization.name, Membership.role)
    .join(Membership, Membership.organization_id == Organization.id)
    .where(Membership.account_id == bindparam("account"))
    .order_by(Membership.created_at, Membership.id)
)


class OrganizationClaim(TypedDict):
    """An organization as tokens and userinfo tell it."""

    id: str
    name: str
    roles: list[str]


def read_organization_claims(account_id: str, organization_id: str | None) -> Mapping[str, object]:
    """The claims of the scope ``organizations`` for an account that acts for ``organization_id``."""
    rows = connection().execute(_MEMBERSHIPS, {"account": account_id})
    return organization_claims([{"id": row.id, "name": row.name, "roles": [row.role]} for row in rows], organization_id)


def organization_claims(memberships: Sequence[OrganizationClaim], organization_id: str | None) -> Mapping[str, object]:
    """``organizations`` are all memberships, ``organization`` is the one of ``organization_id``; ``groups`` repeats its
    roles for relying parties that read no other claim.

    Without ``organization_id`` the only membership is the one; of several none is, because none was chosen. An
    organization that the account does not belong to any more is not told.
    """
    if not memberships:
        return {}
    active = [each for each in memberships if organization_id in (None, each["id"])]
    claims: dict[str, object] = {"organizations": list(memberships)}
    return claims | {"organization": active[0], "groups": active[0]["roles"]} if len(active) == 1 else claims


def read_groups(account_id: str, organization_id: str | None) -> Mapping[str, object]:
    """The claim of the scope ``groups``: the roles of the account in the organization that it acts for, as texts."""
    claims = read_organization_claims(account_id, organization_id)
    return {name: value for name, value in claims.items() if name == "groups"}


GROUPS = Scope(name="groups", claims=("groups",), read=read_groups)
"""What many relying parties ask for to map people to roles, and which no specification defines."""

ORGANIZATIONS = Scope(
    name="organizations",
    # The active organization and all memberships.
    claims=("organization", "organizations"),
    further_claims=GROUPS.claims,
    read=read_organization_claims,
    title=lazy_gettext("See your organizations"),
    detail=lazy_gettext("including your roles in them"),
    icon="building",
)
