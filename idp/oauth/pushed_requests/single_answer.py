"""Answering a pushed request once (RFC 9126 4, 7.3): a code or an error, whichever browser or tab asks."""

from datetime import timedelta

from sqlalchemy import bindparam, insert
from sqlalchemy.orm import Session

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Prepared, insert_or_leave, no_row
from idp.infrastructure.web.application import current_settings
from idp.interactions.lifecycle import longest_life
from idp.oauth.pushed_requests.models import AnsweredRequest
from idp.oauth.pushed_requests.storing import NOT_USABLE
from idp.portals.demands import demands_of
from idp.protocol.client import Client
from idp.protocol.errors import InvalidRequestUri
from idp.protocol.refused_request import RequestRefused

_INSERT = Prepared(insert(AnsweredRequest).values(id=bindparam("id"), expires_at=bindparam("expires_at")), no_row)


def consume_pushed_request(pushed_as: str | None, client: Client, session: Session | None = None) -> bool:
    """Note that the request is answered: of any number of parallel answers one gets True; so does each to a request
    that was not pushed (``pushed_as`` is None).

    ``session`` is the transaction of the HTTP request where that has written already; without one this is a statement
    of its own.
    """
    if pushed_as is None:
        return True
    row = {"id": pushed_as, "expires_at": current_time() + _longest_wait(client)}
    if session is not None:
        return insert_or_leave(session, AnsweredRequest, row, unique=[AnsweredRequest.id])
    return _INSERT.insert_new(row)


def answered_before(client: Client) -> RequestRefused:
    """For an answer that came second: another browser or tab has got the one."""
    error = InvalidRequestUri(NOT_USABLE, detail="the request was answered meanwhile", client_id=client.client_id)
    return RequestRefused(error, client_id=client.client_id)


def _longest_wait(client: Client) -> timedelta:
    """Until when another sign-in may still come to its end that the same request has begun."""
    pushed = timedelta(seconds=current_settings().tokens.pushed_request_seconds)
    return pushed + longest_life(demands_of(client).lifetimes.interaction)
