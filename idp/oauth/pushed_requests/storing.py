"""Storing a pushed request, and finding it by the ``request_uri`` that its client was given (RFC 9126 2.2, 4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, insert, select

from idp.infrastructure.database import Prepared, no_row
from idp.infrastructure.ids import digest, new_token
from idp.oauth.pushed_requests.models import AnsweredRequest, PushedRequest
from idp.protocol.authorization_request import AuthorizationRequest
from idp.protocol.errors import InvalidRequestUri
from idp.protocol.pushed_requests import REQUEST_URI_PREFIX
from idp.protocol.stored_request import to_json

_T = PushedRequest.__table__.c
_INSERT = Prepared(
    insert(PushedRequest).values({column.name: bindparam(column.name) for column in PushedRequest.__table__.columns}),
    no_row,
)

NOT_USABLE = "The request_uri is not valid, has expired, or was used."
"""What a client is told in each of these cases, so that it learns nothing about the requests of other clients."""


@dataclass(frozen=True, slots=True)
class _KeptRequest:
    """A request that is kept, in whatever state."""

    client_id: str
    request: Mapping[str, Any]
    expires_at: datetime
    is_answered: bool


def _to_kept(row: Sequence[Any]) -> _KeptRequest:
    return _KeptRequest(*row)


_FIND = Prepared(
    select(_T.client_id, _T.request, _T.expires_at, exists().where(AnsweredRequest.id == _T.id)).where(
        _T.id == bindparam("digest")
    ),
    _to_kept,
)


def store_pushed_request(asked: AuthorizationRequest, expires_at: datetime) -> str:
    """The ``request_uri`` that stands for a checked request from now on."""
    request_uri = f"{REQUEST_URI_PREFIX}{new_token()}"
    pushed_as = digest(request_uri)
    request = to_json(replace(asked, pushed_as=pushed_as))
    _INSERT.execute({"id": pushed_as, "client_id": asked.client_id, "request": request, "expires_at": expires_at})
    return request_uri


def get_pushed_request(request_uri: str, client_id: str, now: datetime) -> Mapping[str, Any]:
    """The stored request. Raises InvalidRequestUri unless this client has pushed it, lately, and got no answer yet."""
    found = _FIND.first({"digest": digest(request_uri)})
    fault = _find_fault(found, client_id, now)
    if found is None or fault is not None:
        raise InvalidRequestUri(NOT_USABLE, detail=fault or "", client_id=client_id)
    return found.request


def _find_fault(found: _KeptRequest | None, client_id: str, now: datetime) -> str | None:
    if found is None:
        return "no request is kept under this request_uri: it has expired, or was never handed out"
    if found.client_id != client_id:
        return f"the request was pushed by {found.client_id}"
    if found.is_answered:
        return "the request was answered before"
    return None if now < found.expires_at else f"the request_uri expired at {found.expires_at.isoformat()}"
