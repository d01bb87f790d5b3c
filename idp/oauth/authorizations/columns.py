"""What the statements on authorizations share: the columns of the value, and the conditions under which one lives."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, and_, bindparam, exists, func, or_

from idp.accounts.models import Account
from idp.clients.models import ClientRecord
from idp.oauth.authorizations.authorization import Authorization
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.organizations.live import is_member

T = AuthorizationRecord.__table__.c

FIELDS = tuple(field.name for field in fields(Authorization))
COLUMNS = tuple(T[name] for name in FIELDS)
"""The columns of an :class:`Authorization`, for ``select`` and ``returning``."""

ACTS_FOR = func.coalesce(bindparam("organization", type_=String()), T.organization_id)
"""The organization that is looked at: ``:organization``, or without one that of the authorization."""

IS_MEMBER = or_(ACTS_FOR.is_(None), is_member(T.account_id, ACTS_FOR))
"""Its account belongs to that organization at ``:now``, or it acts for none."""

LIVES = and_(
    T.revoked_at.is_(None),
    or_(T.account_id.is_(None), exists().where(Account.id == T.account_id, Account.disabled_at.is_(None))),
    exists().where(ClientRecord.client_id == T.client_id, ClientRecord.disabled_at.is_(None)),
    IS_MEMBER,
)
"""It was not revoked, neither its account nor its client is disabled, and the account is still a member.

A condition of the statements themselves, so that it holds at the very moment, whatever a worker remembers.
"""


IS_IN_EFFECT = or_(T.code_hash.is_(None), T.redeemed_at.is_not(None), T.expires_at > T.code_expires_at)
"""Its client has something of it, beside a code that was not redeemed: that is all that expires of a code alone."""


def to_authorization(row: Sequence[Any]) -> Authorization:
    """The value of a row that begins with ``COLUMNS``."""
    return Authorization(**dict(zip(FIELDS, row, strict=False)))


@dataclass(frozen=True, slots=True)
class Redeemable:
    """The columns of what is redeemed once: known by the digest of a random value, until it expires.

    An authorization code is one; whatever else is handed out to be brought back once has the same three columns.
    """

    digest: ColumnElement[str]
    expires_at: ColumnElement[datetime]
    redeemed_at: ColumnElement[datetime]

    def is_open(self) -> ColumnElement[bool]:
        """The row of ``:digest``, if it may still be redeemed at ``:now``."""
        return and_(
            self.digest == bindparam("digest"),
            self.redeemed_at.is_(None),
            self.expires_at > bindparam("now"),
        )
