"""What a person's organizations ask of a sign-in."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from idp.infrastructure.database import connection
from idp.organizations.models import MemberRole, Membership, Organization
from idp.protocol.second_factor import Policy, strictest

_MINE = (
    select(Organization.second_factor, Membership.role)
    .join(Membership, Membership.organization_id == Organization.id)
    .where(Membership.account_id == bindparam("account"))
)


@dataclass(frozen=True, slots=True)
class Demand:
    """The strictest policy that any of a person's organizations has for that person."""

    policy: Policy
    is_administrator: bool


def second_factor_demand(account_id: str) -> Demand:
    """One statement, outside any transaction."""
    rows = connection().execute(_MINE, {"account": account_id}).all()
    policies = [
        # An organization's rule for its administrators binds its own administrators, not those of another one.
        Policy.ALL
        if row.second_factor == Policy.ADMINISTRATORS and row.role == MemberRole.ADMINISTRATOR
        else Policy(row.second_factor)
        for row in rows
        if row.second_factor != Policy.ADMINISTRATORS or row.role == MemberRole.ADMINISTRATOR
    ]
    return Demand(strictest(*policies), any(row.role == MemberRole.ADMINISTRATOR for row in rows))
