"""Roles over the installation: which permissions each gives, and which accounts have them."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.accounts.notices import notify
from idp.actors import Actor, Permission
from idp.administration.errors import AccountDisabled
from idp.administration.messages import OperatorRolesChanged
from idp.administration.models import OperatorRole
from idp.administration.reasons import require_reason
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import insert_or_leave
from idp.infrastructure.web.hosts import external_url


class Role(StrEnum):
    """What an account may be to the installation."""

    OPERATOR = "operator"
    CARE_AGENT = "care_agent"
    AUDITOR = "auditor"
    DEVELOPER = "developer"


ROLE_PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.OPERATOR: frozenset(Permission),
    Role.CARE_AGENT: frozenset(
        {
            Permission.PEOPLE_READ,
            Permission.PEOPLE_CHANGE,
            Permission.CREDENTIALS_RESET,
            Permission.ORGANIZATIONS_READ,
            Permission.CUSTOMERS_READ,
            Permission.REGISTRATIONS_READ,
            Permission.REGISTRATIONS_DECIDE,
        }
    ),
    Role.AUDITOR: frozenset(
        {
            Permission.PEOPLE_READ,
            Permission.ORGANIZATIONS_READ,
            Permission.CUSTOMERS_READ,
            Permission.REGISTRATIONS_READ,
            Permission.CLIENTS_READ,
            Permission.KEYS_READ,
        }
    ),
    Role.DEVELOPER: frozenset({Permission.CLIENTS_READ, Permission.CLIENTS_MANAGE}),
}


def roles_of(session: Session, account_id: str, actor: Actor) -> list[Role]:
    """The roles of an account, by name. Raises Forbidden."""
    actor.demand(Permission.PEOPLE_READ)
    return _find_roles(session, account_id)


def permissions_of(session: Session, account_id: str) -> frozenset[Permission]:
    """What an account may do by all of its roles together."""
    return frozenset().union(*(ROLE_PERMISSIONS[role] for role in _find_roles(session, account_id)))


def change_roles(
    session: Session, account: Account, granted: Collection[Role], revoked: Collection[Role], actor: Actor
) -> list[Role]:
    """Give and take roles, and tell the person of what they have from now on, where that is something else. Returns it.

    Raises MissingReason, AccountDisabled for roles that are given, Forbidden.
    """
    actor.demand(Permission.ROLES_MANAGE)
    require_reason(actor)
    if granted and not account.is_active:
        raise AccountDisabled(email=account.email)
    before = _find_roles(session, account.id)
    for role in granted:
        grant_role(session, account, role, actor)
    for role in revoked:
        revoke_role(session, account, role, actor)
    present = _find_roles(session, account.id)
    if present != before:
        link = external_url("accounts.home")
        message = OperatorRolesChanged(
            roles=tuple(present), changed_at=current_time(), account_link=link, name=account.name
        )
        notify(session, account, message, actor)
    return present


def grant_role(session: Session, account: Account, role: Role, actor: Actor) -> None:
    """Give the account a role; nothing happens where it has it. Raises Forbidden."""
    actor.demand(Permission.ROLES_MANAGE)
    values = {"account_id": account.id, "role": role.value, "granted_at": current_time()}
    if insert_or_leave(session, OperatorRole, values, unique=[OperatorRole.account_id, OperatorRole.role]):
        audit(session, actor, "operator_role.granted", subject=account.id, role=role.value)


def revoke_role(session: Session, account: Account, role: Role, actor: Actor) -> None:
    """Take a role away; nothing happens where the account does not have it. Raises Forbidden."""
    actor.demand(Permission.ROLES_MANAGE)
    statement = delete(OperatorRole).where(OperatorRole.account_id == account.id, OperatorRole.role == role.value)
    if session.scalar(statement.returning(OperatorRole.role)) is not None:
        audit(session, actor, "operator_role.revoked", subject=account.id, role=role.value)


def _find_roles(session: Session, account_id: str) -> list[Role]:
    statement = select(OperatorRole.role).where(OperatorRole.account_id == account_id).order_by(OperatorRole.role)
    return [Role(role) for role in session.scalars(statement)]
