"""The requests that wait for an organization's administrators."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.infrastructure.database.keyset import Cursor, KeyOrder, KeyPage, read_page
from idp.organizations.join_requests.models import JoinRequest, JoinRequestState

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


def read_waiting(session: Session, organization_id: str, cursor: Cursor) -> KeyPage[WaitingRequest]:
    """A page of the open requests, the oldest first."""
    statement = (
        select(JoinRequest, Account)
        .join(Account)
        .where(JoinRequest.organization_id == organization_id, JoinRequest.state == JoinRequestState.OPEN)
    )
    return read_page(session, statement, _make, _OLDEST_FIRST, cursor, PAGE_SIZE)


def _make(request: JoinRequest, account: Account) -> WaitingRequest:
    return WaitingRequest(request, account.name, account.email)
