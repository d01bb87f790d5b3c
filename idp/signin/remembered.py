"""Coming back with a remembered sign-in, where no session is live.

It repeats the proof of the original sign-in and never stands for a new one: the session says when and how the person
really signed in, so that whoever asks for a fresh sign-in gets one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import after_this_request, g
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from idp.accounts.models import Account
from idp.audit import record
from idp.infrastructure.clock import now
from idp.infrastructure.database import is_in_transaction, transaction
from idp.infrastructure.web.application import current_secret_box, current_settings
from idp.infrastructure.web.hosts import external_url
from idp.infrastructure.web.i18n import current_language
from idp.infrastructure.web.pages import request_info
from idp.mail import RememberedReplay, enqueue
from idp.sessions import SignedIn, set_session_cookie, start_session
from idp.sessions.device_cookie import current_device_token
from idp.sessions.devices import find_device
from idp.sessions.models import Device, RememberedSignIn
from idp.sessions.remember_cookie import clear_remember_cookie, current_remember_value, set_remember_cookie
from idp.sessions.remembered import Replayed, Used, end_sessions_of_series, use_remembered
from idp.settings.portals import RememberMe


@dataclass(frozen=True, slots=True)
class _Resumed:
    """The session that a remembered sign-in has opened, and the new values of the cookies."""

    signed_in: SignedIn
    token: str
    value: str
    expires_at: datetime


def resume_remembered(portal: str | None) -> SignedIn | None:
    """Sign the person in whom this browser remembers, if ``portal`` (a key) offers that; None without any work where
    there is no cookie.

    Call it outside any transaction, where :func:`current_sign_in` found nobody. The cookies go with the response.
    """
    value = current_remember_value()
    rules = remember_me_of(portal)
    if value is None or not rules.offered or is_in_transaction():
        return None
    with transaction() as session:
        resumed = _resume(session, value, rules, portal or current_settings().default_portal)
    if resumed is None:
        after_this_request(_forget)
        return None
    g.sign_in = resumed.signed_in

    @after_this_request
    def hand_out(response: Response) -> Response:
        set_session_cookie(response, resumed.token)
        set_remember_cookie(response, resumed.value, resumed.expires_at - now())
        return response

    return resumed.signed_in


def remember_me_of(portal: str | None) -> RememberMe:
    """What a portal says of staying signed in."""
    settings = current_settings()
    return (settings.portals.get(portal or "") or settings.portals[settings.default_portal]).remember_me


def _resume(session: Session, value: str, rules: RememberMe, portal: str) -> _Resumed | None:
    moment = now()
    not_before = moment - timedelta(hours=rules.hours)
    key = current_secret_box().derive("remembered sign-in")
    outcome = use_remembered(session, value, key, moment, not_before)
    match outcome:
        case Used(row, following):
            return _open(session, row, following, portal)
        case Replayed(row):
            _note_replay(session, row, portal, moment)
    return None


def _open(session: Session, row: RememberedSignIn, value: str, portal: str) -> _Resumed | None:
    account = session.scalar(select(Account).where(Account.id == row.account_id))
    if account is None or not account.is_active:
        return None
    known = find_device(current_device_token(), account.id, request_info().user_agent)
    opened, token = start_session(
        session,
        account.id,
        amr=row.amr,
        acr=row.acr,
        request_info=request_info(),
        settings=current_settings().sessions,
        device=session.get(Device, known.id) if known else None,
    )
    opened.authenticated_at, opened.remembered_id = row.authenticated_at, row.id
    opened.expires_at = min(opened.expires_at, row.expires_at)
    record(
        session,
        "sign_in.remembered",
        actor=account.id,
        subject=account.id,
        portal=portal,
        ip=request_info().ip,
        session_id=opened.id,
    )
    session.flush()
    signed_in = SignedIn(
        opened.id, account.id, opened.authenticated_at, tuple(opened.amr), opened.acr, opened.last_seen_at
    )
    return _Resumed(signed_in, token, value, row.expires_at)


def _note_replay(session: Session, row: RememberedSignIn, portal: str, moment: datetime) -> None:
    """The series is over; so is what it has opened, and its owner is told."""
    end_sessions_of_series(session, row.id, moment)
    account = session.get_one(Account, row.account_id)
    record(session, "sign_in.remembered_replayed", subject=account.id, portal=portal, ip=request_info().ip)
    enqueue(
        session,
        RememberedReplay(
            asked_by=request_info(),
            noticed_at=moment,
            reset_link=external_url("password_reset.request", portal=portal),
            name=account.name,
        ),
        recipient=account.email,
        portal=portal,
        language=account.language or current_language(),
        account_id=account.id,
    )


def _forget(response: Response) -> Response:
    clear_remember_cookie(response)
    return response
