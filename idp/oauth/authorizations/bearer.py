"""Looking up what a token stands for: authorization and account in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select

from idp.accounts.models import Account
from idp.clients.models import ClientRecord
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Prepared, scalar
from idp.oauth.authorizations.basis import BASIS, Basis, to_basis, with_basis
from idp.oauth.authorizations.columns import ACTS_FOR, IS_IN_EFFECT, T
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.oauth.authorizations.unstored import is_unstored, may_act_for
from idp.oauth.claims import AccountClaims
from idp.portals.demands import demands_of
from idp.protocol.client import Client
from idp.sessions import SsoSession

_BEARER = (
    T.client_id,
    T.subject,
    T.scope,
    ACTS_FOR,
    T.claims_request,
    T.created_at,
    T.refresh_hash,
    T.refresh_expires_at,
)


@dataclass(frozen=True, slots=True)
class Bearer:
    """What the bearer of a token may do, and what the authorization rests on today; ``basis`` is None where a client
    acts for itself."""

    basis: Basis | None
    client_id: str
    subject: str
    scope: tuple[str, ...]
    organization_id: str | None
    claims_request: str | None
    authorized_at: datetime
    refresh_hash: str | None
    refresh_expires_at: datetime | None

    @property
    def account(self) -> AccountClaims | None:
        """The account that the token speaks of."""
        return self.basis.account if self.basis else None

    @property
    def username(self) -> str | None:
        """The name that its person signs in with (RFC 7662 2.2)."""
        return self.account.preferred_username if self.account else None


def _to_bearer(row: Sequence[Any], portal: str) -> Bearer:
    return Bearer(to_basis(row[len(_BEARER) :], portal), *row[: len(_BEARER)])


_FIND = Prepared(
    select(*_BEARER, *BASIS)
    .select_from(
        with_basis(AuthorizationRecord.__table__.join(ClientRecord.__table__, ClientRecord.client_id == T.client_id))
    )
    .where(
        T.id == bindparam("authorization"),
        IS_IN_EFFECT,
        T.revoked_at.is_(None),
        or_(T.account_id.is_(None), Account.id.is_not(None)),
        Account.disabled_at.is_(None),
        ClientRecord.disabled_at.is_(None),
    ),
    tuple,
)


_END = Prepared(
    select(T.revoked_at, SsoSession.ended_at, Account.disabled_at, ClientRecord.disabled_at)
    .select_from(AuthorizationRecord)
    .outerjoin(SsoSession.__table__, SsoSession.id == T.session_id)
    .outerjoin(Account.__table__, Account.id == T.account_id)
    .outerjoin(ClientRecord.__table__, ClientRecord.client_id == T.client_id)
    .where(T.id == bindparam("authorization")),
    tuple,
)
_OWNER = Prepared(select(T.client_id).where(T.id == bindparam("authorization")), scalar)
_ENDS = ("revoked", "account disabled", "client disabled")


def explain_end(authorization_id: str) -> str:
    """Why there is no bearer of an authorization any more, for the operator's log."""
    if is_unstored(authorization_id):
        return "the client is disabled, or not registered any more to act for itself or for this organization"
    row = _END.first({"authorization": authorization_id})
    if row is None:
        return "the authorization is gone, with its account or client, or long ended"
    revoked_at, session_ended_at, *disabled = row
    if session_ended_at is not None:
        return f"session ended at {session_ended_at.isoformat()}"
    ends = zip(_ENDS, (revoked_at, *disabled), strict=True)
    return next(
        (f"{end} at {at.isoformat()}" for end, at in ends if at is not None),
        "its portal asks for a new sign-in, or its code was not redeemed",
    )


def find_owner(authorization_id: str) -> str | None:
    """The client that an authorization was given to."""
    return _OWNER.first({"authorization": authorization_id})


def _find_client_itself(client: Client | None, organization_id: str | None) -> Bearer | None:
    """A client that may act for itself; the scope is that of its token."""
    if client is None or not may_act_for(client, organization_id):
        return None
    return Bearer(
        basis=None,
        client_id=client.client_id,
        subject=client.client_id,
        scope=(),
        organization_id=organization_id,
        claims_request=None,
        authorized_at=current_time(),
        refresh_hash=None,
        refresh_expires_at=None,
    )


def find_bearer(authorization_id: str, client: Client | None, organization_id: str | None = None) -> Bearer | None:
    """What the tokens of an authorization of ``client`` stand for; None once it, its account or its client was ended,
    and where the client's portal would ask its person for more than the sign-in behind it has proved.

    ``organization_id`` is the organization that a token was issued for, which the authorization may have left since.
    """
    if is_unstored(authorization_id):
        return _find_client_itself(client, organization_id)
    demands = demands_of(client)
    known = {"authorization": authorization_id, "organization": organization_id, "now": current_time()}
    row = _FIND.first({**known, "at_portal": demands.portal})
    bearer = None if row is None else _to_bearer(row, demands.portal)
    if bearer is None or (bearer.basis is not None and not bearer.basis.meets(demands)):
        return None
    return bearer
