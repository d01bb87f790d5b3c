"""What the statements on authorizations share: the columns of the value, and the conditions under which one lives."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, or_

from idp.accounts.models import Account
from idp.clients.models import ClientRecord
from idp.oauth.authorizations.authorization import Authorization
from idp.oauth.authorizations.models import AuthorizationRecord

T = AuthorizationRecord.__table__.c

FIELDS = tuple(field.name for field in fields(Authorization))
COLUMNS = tuple(T[name] for name in FIELDS)
"""The columns of an :class:`Authorization`, for ``select`` and ``returning``."""

LIVES = and_(
    T.revoked_at.is_(None),
    or_(T.account_id.is_(None), exists().where(Account.id == T.account_id, Account.disabled_at.is_(None))),
    exists().where(ClientRecord.client_id == T.client_id, ClientRecord.disabled_at.is_(None)),
)
"""It was not revoked, and neither its account nor its client is disabled.

A condition of the statements themselves, so that it holds at the very moment, whatever a worker remembers.
"""


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
