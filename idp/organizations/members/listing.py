"""The members of an organization, for operators and for its administrators."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.actors import Actor, Permission
from idp.infrastructure.database.keyset import Cursor, KeyOrder, KeyPage, read_page
from idp.organizations.errors import MemberNotFound
from idp.organizations.members.right import Right
from idp.organizations.models import Membership, Organization

PAGE_SIZE = 25
_BY_NAME = KeyOrder((Account.family_name, Account.given_name, Account.email), Membership.id)
_BY_END = KeyOrder((Membership.expires_at, Membership.id), Membership.id)


@dataclass(frozen=True, slots=True)
class Member:
    """An account that belongs to an organization, with what it may do there."""

    id: str
    account_id: str
    email: str
    name: str
    right: Right
    is_representative: bool


def members_of(session: Session, organization_id: str, actor: Actor) -> Sequence[Member]:
    """All its members, by address. Raises Forbidden."""
    actor.demand(Permission.ORGANIZATIONS_READ)
    return [_member(*row) for row in session.execute(_members(organization_id).order_by(Account.email))]


def get_member(session: Session, organization_id: str, membership_id: str) -> Member:
    """One of its members. Raises MemberNotFound, for a membership in another organization as for none."""
    row = session.execute(_members(organization_id).where(Membership.id == membership_id)).first()
    if row is None:
        raise MemberNotFound
    return _member(*row)


def read_members(
    session: Session, organization_id: str, search: str, cursor: Cursor, *, is_ending: bool = False
) -> KeyPage[Member]:
    """A page of its members by name; each word of ``search`` is a part of their name or address.

    ``is_ending``: only those whose membership ends by itself, the soonest first. The caller has found that the reader
    administers the organization.
    """
    statement = _members(organization_id)
    if is_ending:
        statement = statement.where(Membership.expires_at.is_not(None))
    for word in search.split():
        columns = (Account.given_name, Account.family_name, Account.email)
        statement = statement.where(or_(*(column.icontains(word, autoescape=True) for column in columns)))
    return read_page(session, statement, _member, _BY_END if is_ending else _BY_NAME, cursor, PAGE_SIZE)


def _members(organization_id: str) -> Select[Membership, Account, str | None]:
    return (
        select(Membership, Account, Organization.representative_id)
        .join(Account, Account.id == Membership.account_id)
        .join(Organization, Organization.id == Membership.organization_id)
        .where(Membership.organization_id == organization_id)
    )


def _member(membership: Membership, account: Account, representative_id: str | None) -> Member:
    right, is_representative = Right.of(membership), account.id == representative_id
    return Member(membership.id, account.id, account.email, account.name, right, is_representative)
