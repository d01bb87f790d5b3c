"""Carrying out the end of memberships that end by themselves."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.accounts.notices import notify
from idp.actors import system_actor
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import connection, transaction
from idp.infrastructure.web.hosts import external_url
from idp.organizations.authority import lock_organization
from idp.organizations.live import IS_END_OPEN
from idp.organizations.lookup import find_membership
from idp.organizations.members.messages import MembershipEnded
from idp.organizations.members.recording import record_membership
from idp.organizations.models import Membership, Organization
from idp.organizations.signals import membership_ended

_AT_ONCE = 100
_ACTOR = system_actor("end of memberships")


def end_due_memberships() -> None:
    """Periodic task: carry out the ends that have come, each in a transaction of its own.

    From the end on a membership does not hold, whether the task has run or not: every statement asks. What it adds is
    that relying parties are told, and people.
    """
    now = current_time()
    due = select(Membership.organization_id, Membership.account_id).where(Membership.expires_at <= now, IS_END_OPEN)
    for organization_id, account_id in connection().execute(due.limit(_AT_ONCE)).all():
        with transaction() as session:
            end_membership_if_due(session, organization_id, account_id, now)


def end_membership_if_due(session: Session, organization_id: str, account_id: str, now: datetime) -> bool:
    """Carry out one end; False where another worker did, or where the membership was extended or removed meanwhile.

    The membership stays in the list of members, from where administrators can extend it.
    """
    organization = lock_organization(session, organization_id)
    membership = find_membership(session, account_id, organization_id)
    if membership is None or not _is_due(membership, now):
        return False
    membership.carried_out_end = membership.expires_at
    session.flush()
    record_membership(session, _ACTOR, "membership.ended", account_id, organization_id, role=membership.role)
    membership_ended.send(account_id, session=session, organization_id=organization_id)
    _tell(session, organization, account_id)
    return True


def _is_due(membership: Membership, now: datetime) -> bool:
    ends = membership.expires_at
    return ends is not None and ends <= now and membership.carried_out_end != ends


def _tell(session: Session, organization: Organization, account_id: str) -> None:
    account = session.get_one(Account, account_id)
    link = external_url("organizations.index")
    message = MembershipEnded(organization=organization.name, organizations_link=link, name=account.name)
    notify(session, account, message, _ACTOR)
