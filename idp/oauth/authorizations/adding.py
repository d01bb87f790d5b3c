"""Storing a new authorization: one INSERT, with whatever may be redeemed for it."""

from contextlib import nullcontext
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from idp.infrastructure.database import Prepared, no_row
from idp.infrastructure.ids import digest, new_token
from idp.oauth.authorizations.authorization import Authorization
from idp.oauth.authorizations.columns import FIELDS
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.oauth.tokens.refresh_tokens import RefreshToken

_INSERT = Prepared(
    insert(AuthorizationRecord).values(
        {column.name: bindparam(column.name) for column in AuthorizationRecord.__table__.columns}
    ),
    no_row,
)
_NOTHING_TO_REDEEM = {
    column.name: None for column in AuthorizationRecord.__table__.columns if column.name not in FIELDS
} | {"refresh_count": 0}


class OwnerGone(Exception):
    """The account or the client of a new authorization was deleted after it was looked up."""


def add_code(
    authorization: Authorization,
    *,
    redirect_uri: str,
    code_challenge: str | None,
    code_expires_at: datetime | None = None,
    jkt: str | None = None,
    session: Session | None = None,
) -> str:
    """Store an authorization with a code, and return the code.

    It comes into effect with the redemption, and until then expires with its code. Where a token comes beside the code,
    it is in effect at once, and ``code_expires_at`` is earlier than its own ``expires_at``. Redeeming moves that.
    ``jkt`` is the DPoP key that the code is bound to. ``session`` is the request's transaction where it has written
    already; without one the insert is a transaction of its own. Raises OwnerGone.
    """
    code = new_token()
    _insert(
        authorization,
        session,
        code_hash=digest(code),
        code_expires_at=code_expires_at or authorization.expires_at,
        redirect_uri=redirect_uri,
        code_challenge=code_challenge,
        code_jkt=jkt,
    )
    return code


def add_code_of_device(authorization: Authorization, code_hash: str, session: Session) -> None:
    """The same for a code that the device has already (RFC 8628), by its digest: it is bound to no redirect URI.

    Raises OwnerGone.
    """
    _insert(authorization, session, code_hash=code_hash, code_expires_at=authorization.expires_at)


def add_authorization(
    authorization: Authorization,
    refresh_token: RefreshToken | None = None,
    refresh_expires_at: datetime | None = None,
    session: Session | None = None,
) -> None:
    """Store an authorization that is in effect at once, as of a grant without a code. Raises OwnerGone."""
    _insert(
        authorization,
        session,
        refresh_hash=refresh_token.secret_hash if refresh_token else None,
        refresh_expires_at=refresh_expires_at,
    )


def _insert(authorization: Authorization, session: Session | None, **further: Any) -> None:
    own = {name: getattr(authorization, name) for name in FIELDS}
    try:
        # A savepoint, since PostgreSQL gives up a transaction in which a statement failed.
        with session.begin_nested() if session else nullcontext():
            _INSERT.execute({**_NOTHING_TO_REDEEM, **own, **further}, session)
    except IntegrityError as error:
        raise OwnerGone from error
