"""Redeeming refresh tokens (RFC 6749 6): one statement, which exactly one of parallel attempts wins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, bindparam, case, or_, select, update

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Prepared, scalar
from idp.oauth.authorizations.authorization import Authorization, Rotation
from idp.oauth.authorizations.columns import ACTS_FOR, COLUMNS, LIVES, T, to_authorization
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.oauth.tokens.refresh_tokens import RefreshToken

_ROTATES = T.rotation == Rotation.CHAIN


@dataclass(frozen=True, slots=True)
class Refreshable:
    """An authorization in whatever state, with its present refresh token.

    ``lives`` says whether it, its account and its client still stand; ``count`` how often the token was replaced;
    ``contested_at`` when the one before came back too late, while the present one was unused; ``binding`` is what a
    refresh has to prove.
    """

    authorization: Authorization
    lives: bool
    secret_hash: str | None
    count: int
    expires_at: datetime | None
    contested_at: datetime | None
    binding: str | None

    def may_refresh(self, now: datetime) -> bool:
        """Whether its present refresh token could be redeemed now."""
        return self.lives and self.expires_at is not None and min(self.expires_at, self.authorization.expires_at) > now


def _to_refreshable(row: Sequence[Any]) -> Refreshable:
    return Refreshable(to_authorization(row), *row[len(COLUMNS) :])


_REDEEM = Prepared(
    update(AuthorizationRecord)
    .where(
        T.id == bindparam("authorization"),
        T.client_id == bindparam("client"),
        T.refresh_hash == bindparam("presented"),
        T.contested_at.is_(None),
        or_(T.refresh_binding.is_(None), T.refresh_binding == bindparam("binding")),
        T.refresh_expires_at > bindparam("now"),
        T.expires_at > bindparam("now"),
        LIVES,
    )
    .values(
        refresh_hash=case((_ROTATES, bindparam("successor", type_=String)), else_=T.refresh_hash),
        refresh_count=T.refresh_count + case((_ROTATES, 1), else_=0),
        refreshed_at=bindparam("now"),
        refresh_expires_at=bindparam("refresh_end"),
        organization_id=ACTS_FOR,
    )
    .returning(*COLUMNS),
    to_authorization,
)

_FIND = Prepared(
    select(
        *(*COLUMNS, LIVES.label("lives"), T.refresh_hash, T.refresh_count, T.refresh_expires_at),
        *(T.contested_at, T.refresh_binding),
    ).where(T.id == bindparam("authorization")),
    _to_refreshable,
)

_CONTEST = Prepared(
    update(AuthorizationRecord)
    .where(T.id == bindparam("authorization"), T.refresh_hash == bindparam("present"))
    .values(contested_at=bindparam("now"))
    .returning(T.id),
    scalar,
)


def redeem_refresh_token(
    presented: RefreshToken,
    successor: RefreshToken,
    *,
    client_id: str,
    now: datetime,
    refresh_expires_at: datetime,
    binding: str | None,
    organization_id: str | None = None,
) -> Authorization | None:
    """Use ``presented`` and, where the authorization rotates, put ``successor`` in its place; None unless every
    condition holds now. ``binding`` is what the request has proved. The authorization is for ``organization_id`` from
    now on, where there is one."""
    return _REDEEM.first(
        {
            "authorization": presented.authorization_id,
            "client": client_id,
            "presented": presented.secret_hash,
            "successor": successor.secret_hash,
            "now": now,
            "refresh_end": refresh_expires_at,
            "binding": binding,
            "organization": organization_id,
        }
    )


def find_refreshable(authorization_id: str) -> Refreshable | None:
    """An authorization in whatever state, to say why its refresh token can't be redeemed, and whose it is."""
    return _FIND.first({"authorization": authorization_id, "organization": None, "now": current_time()})


def contest_refresh_token(present: RefreshToken, now: datetime) -> bool:
    """Keep the present refresh token from being used; False when it was used meanwhile, and so is no longer present."""
    found = _CONTEST.first({"authorization": present.authorization_id, "present": present.secret_hash, "now": now})
    return found is not None
