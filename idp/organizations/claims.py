"""The one shape in which relying parties learn of organizations."""

from typing import Any

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


def organization_claims(account_id: str) -> dict[str, Any]:
    """The claims of the scope ``organizations``; empty for a person who belongs to none.

    ``organization`` is the active one, ``organizations`` all of them, each ``{"id", "name", "roles"}``; ``groups``
    repeats the active one's roles for the many relying parties that read nothing else.
    """
    organizations = [
        {"id": row.id, "name": row.name, "roles": [row.role]}
        for row in connection().execute(_MEMBERSHIPS, {"account": account_id})
    ]
    if not organizations:
        return {}
    active = organizations[0]
    return {"organization": active, "organizations": organizations, "groups": active["roles"]}


ORGANIZATIONS = Scope(
    name="organizations",
    # The active organization, all memberships, and role names for clients that read `groups`.
    claims=("organization", "organizations", "groups"),
    read=organization_claims,
    title=lazy_gettext("See your organizations"),
    detail=lazy_gettext("And your rights in them"),
    icon="building",
)
