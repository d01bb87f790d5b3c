"""Telling people by mail that memberships end soon: each member, and the administrators of the organization."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.accounts.notices import notify
from idp.actors import system_actor
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import connection, transaction
from idp.infrastructure.web.hosts import external_url
from idp.mail.header_text import clean_foreign_name
from idp.organizations.administrators import read_administrators
from idp.organizations.authority import lock_organization
from idp.organizations.live import IS_END_OPEN
from idp.organizations.members.messages import MembershipEnds, MembershipsEnd
from idp.organizations.members.right import Right
from idp.organizations.models import Membership, Organization

NOTICE = timedelta(days=14)
_ORGANIZATIONS_AT_ONCE = 20
_MEMBERS_AT_ONCE = 200
_MOST_NAMED = 20
_MOST_TOLD = 20
_ACTOR = system_actor("announcement of ends")

Ending = Sequence[tuple[Membership, Account]]


def announce_ends() -> None:
    """Periodic task: announce each end once, an organization in a transaction of its own."""
    now = current_time()
    due = select(Membership.organization_id).where(*_is_due(now)).distinct().limit(_ORGANIZATIONS_AT_ONCE)
    for organization_id in connection().scalars(due).all():
        with transaction() as session:
            announce_ends_of(session, organization_id, now)


def announce_ends_of(session: Session, organization_id: str, now: datetime) -> None:
    """The same of one organization. Its row is held, so that another worker finds nothing left to tell.

    Whose membership lasts no longer than the notice knew the end from the beginning, and is not told again.
    """
    organization = lock_organization(session, organization_id)
    due: Ending = [(row[0], row[1]) for row in session.execute(_due_members(organization_id, now))]
    for membership, _ in due:
        membership.announced_end = membership.expires_at
    told = [(membership, account) for membership, account in due if _is_news(membership)]
    for membership, account in told:
        _tell_member(session, organization, membership, account)
    if told:
        _tell_administrators(session, organization, told)


def _is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    is_soon = (Membership.expires_at > now, Membership.expires_at <= now + NOTICE)
    return (*is_soon, IS_END_OPEN, Membership.announced_end.is_distinct_from(Membership.expires_at))


def _due_members(organization_id: str, now: datetime) -> Select[Membership, Account]:
    return (
        select(Membership, Account)
        .join(Account, Account.id == Membership.account_id)
        .where(Membership.organization_id == organization_id, *_is_due(now))
        .order_by(Membership.expires_at, Membership.id)
        .limit(_MEMBERS_AT_ONCE)
    )


def _is_news(membership: Membership) -> bool:
    return membership.expires_at is not None and membership.expires_at - membership.created_at > NOTICE


def _tell_member(session: Session, organization: Organization, membership: Membership, account: Account) -> None:
    until = Right.of(membership).valid_through
    link = external_url("organizations.overview", organization_id=organization.id)
    message = MembershipEnds(
        organization=organization.name, member_until=until, organization_link=link, name=account.name
    )
    notify(session, account, message, _ACTOR)


def _tell_administrators(session: Session, organization: Organization, told: Ending) -> None:
    """One mail to each, about all of them; who is the only one to end knows it already."""
    link = external_url("organization_members.index", organization_id=organization.id, only="ending")
    names = tuple(clean_foreign_name(account.name) or account.email for _, account in told)
    ending = {account.id for _, account in told}
    for administrator in read_administrators(session, organization.id, _MOST_TOLD):
        if ending == {administrator.id}:
            continue
        message = MembershipsEnd(
            organization=organization.name,
            members=names[:_MOST_NAMED],
            more_members=max(len(names) - _MOST_NAMED, 0),
            members_link=link,
            name=administrator.name,
        )
        notify(session, administrator, message, _ACTOR)
