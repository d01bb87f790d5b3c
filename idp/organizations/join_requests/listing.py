"""The requests that wait: for an organization's administrators, or for operators where there is none."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.actors import Actor, Permission
from idp.infrastructure.clock import current_time
from idp.infrastructure.database.keyset import Cursor, KeyOrder, KeyPage, read_page
from idp.organizations.administrators import is_administered
from idp.organizations.join_requests.models import JoinRequest, JoinRequestState
from idp.organizations.models import Organization

PAGE_SIZE = 20
_OLDEST_FIRST = KeyOrder((JoinRequest.created_at, JoinRequest.id), JoinRequest.id)


@dataclass(frozen=True, slots=True)
class WaitingRequest:
    """A request, to read only, and who asks."""

    request: JoinRequest
    name: str
    email: str

    @property
    def id(self) -> str:
        return self.request.id


@dataclass(frozen=True, slots=True)
class UnattendedRequest:
    """A request, and the name of an organization in which no administrator can decide about it."""

    waiting: WaitingRequest
    organization: str


def read_waiting(session: Session, organization_id: str, cursor: Cursor) -> KeyPage[WaitingRequest]:
    """A page of the open requests, the oldest first."""
    statement = (
        select(JoinRequest, Account)
        .join(Account)
        .where(JoinRequest.organization_id == organization_id, JoinRequest.state == JoinRequestState.OPEN)
    )
    return read_page(session, statement, _make, _OLDEST_FIRST, cursor, PAGE_SIZE)


def read_unattended(session: Session, limit: int, actor: Actor) -> list[UnattendedRequest]:
    """The open requests to organizations in which no administrator can decide, the oldest first. Raises Forbidden."""
    actor.demand(Permission.ORGANIZATIONS_READ)
    statement = (
        select(JoinRequest, Organization.name, Account)
        .join(Organization, Organization.id == JoinRequest.organization_id)
        .join(Account, Account.id == JoinRequest.account_id)
        .where(JoinRequest.state == JoinRequestState.OPEN, ~is_administered(JoinRequest.organization_id))
        .order_by(*_OLDEST_FIRST.keys)
        .limit(limit)
    )
    rows = session.execute(statement, {"now": current_time()})
    return [UnattendedRequest(_make(request, account), name) for request, name, account in rows]


def _make(request: JoinRequest, account: Account) -> WaitingRequest:
    return WaitingRequest(request, account.name, account.email)
