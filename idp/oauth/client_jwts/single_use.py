"""Using a JWT once (RFC 7523 3, OpenID Connect Core 1.0 9, RFC 9449 11.1)."""

from datetime import datetime

from sqlalchemy import bindparam, insert

from idp.infrastructure.database import Prepared, no_row
from idp.infrastructure.ids import digest
from idp.oauth.client_jwts.models import UsedJwt

_INSERT = Prepared(insert(UsedJwt).values(id=bindparam("id"), expires_at=bindparam("expires_at")), no_row)


def use_once(signer: str, jwt_id: str, until: datetime) -> bool:
    """Note the ``jti`` of a signer, outside any transaction; of parallel uses one returns True.

    A client signs by its identifier; no signer of another kind may be named like one.
    """
    return _INSERT.insert_new({"id": digest(f"{signer}\n{jwt_id}"), "expires_at": until})
