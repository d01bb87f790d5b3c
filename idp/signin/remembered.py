"""Coming back with a remembered sign-in, where no session is live.

It repeats the evidence of the original sign-in and never stands for a new one: the session says when and how the person
really signed in, so that a client that asks for a fresh sign-in gets one. Nor does it open more than the original
sign-in would open today.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import after_this_request
from flask import session as browser
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from idp.accounts.locks import lock_account
from idp.accounts.models import Account
from idp.accounts.notices import notify
from idp.accounts.security.alerts import issue_secure_link
from idp.accounts.signals import sessions_ended
from idp.actors import Actor, visitor
from idp.admissions import find_admission
from idp.audit import audit
from idp.factors.portal_demands import demands_before_account
from idp.factors.registry import has_factor
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import is_in_transaction, reading, transaction
from idp.infrastructure.web.application import current_secret_box, current_settings
from idp.infrastructure.web.csrf import hand_forms_to
from idp.infrastructure.web.pages import request_info
from idp.interactions import Interaction
from idp.portals.account_demands import demands_of_account
from idp.portals.demands import PortalDemands, demands_of
from idp.protocol.admission import Admission
from idp.protocol.client import Client
from idp.protocol.steps import Complete, decide_sign_in
from idp.sessions import (
    BrowserAccounts,
    SessionHandle,
    SignedIn,
    current_accounts,
    current_sign_in,
    other_sessions,
    override_current,
    set_session_cookies,
    start_session,
)
from idp.sessions.device_cookie import current_device_token
from idp.sessions.devices import find_device
from idp.sessions.models import RememberedSignIn
from idp.sessions.remember_cookie import clear_remember_cookie, current_remember_value, set_remember_cookie
from idp.sessions.remembered import Replayed, Used, account_of_series, end_sessions_of_series, use_remembered
from idp.sessions.sign_in_context import note_sign_in_context
from idp.sessions.trust import trust_of
from idp.signin.alerts import alert_of_sign_in
from idp.signin.facts import NO_ACR_REQUIREMENT, AcrRequirement, AuthenticationEvidence, facts_of
from idp.signin.messages import RememberedReplay
from idp.signin.steps import current_steps


@dataclass(frozen=True, slots=True)
class Recognized:
    """The account that a browser remembers where more is demanded than that: its person signs in from this name on.

    ``series`` is the id of the remembered sign-in.
    """

    email: str
    series: str


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a remembered sign-in has come to: ``accounts`` where it opened a session, and the cookie's new value."""

    result: SignedIn | Recognized
    value: str
    expires_at: datetime
    accounts: BrowserAccounts | None = None


def resume_remembered(
    client: Client | None, requirement: AcrRequirement = NO_ACR_REQUIREMENT, *, beside_others: bool = False
) -> SignedIn | Recognized | None:
    """Sign the person in whom this browser remembers, if the portal of ``client`` offers that, or for a page of ours
    all portals that admitted the account; None without any work where there is no cookie.

    It is decided like any other sign-in, with what a client requires (``requirement``): where a new password is due, or
    a second factor is asked for that the original sign-in did not have, the account is only recognized.

    While other accounts are signed in here none is brought back unasked, but with ``beside_others``: who acts is then a
    choice. Call it outside any transaction, where :func:`current_sign_in` gives None. The cookies go with the
    response.
    """
    value = current_remember_value()
    if value is None or is_in_transaction() or (other_sessions() and not beside_others):
        return None
    demands = demands_of(client) if client is not None else _demands_of_owner(value)
    if not demands.remember_me.offered:
        return None
    accounts = current_accounts()
    # A forged cookie is refused before the token is used up for nothing.
    len(browser)
    with transaction() as session:
        outcome = _resume(session, value, demands, requirement, accounts)
    if outcome is None:
        after_this_request(_forget)
        return None
    if outcome.accounts is not None and outcome.accounts.active is not None:
        override_current(outcome.accounts)
        # Now, because the page that follows may have forms.
        hand_forms_to(outcome.accounts.active.signed_in.account_id)

    @after_this_request
    def set_cookies(response: Response) -> Response:
        if outcome.accounts is not None and current_sign_in() != outcome.result:
            # The page itself has signed the person out.
            return response
        if outcome.accounts is not None:
            set_session_cookies(response, outcome.accounts)
        set_remember_cookie(response, outcome.value, outcome.expires_at - current_time())
        return response

    return outcome.result


def can_be_remembered(interaction: Interaction) -> bool:
    """Whether to offer it. Not where a session is only authenticated again: that was settled before."""
    rules = demands_before_account(interaction).remember_me
    return rules.offered and not interaction.is_fresh_sign_in_needed


def _demands_of_owner(value: str) -> PortalDemands:
    with reading() as session:
        owner = account_of_series(session, value)
    return demands_of_account(owner or "")


def _resume(
    session: Session, value: str, demands: PortalDemands, requirement: AcrRequirement, accounts: BrowserAccounts
) -> _Outcome | None:
    now = current_time()
    not_before = now - timedelta(hours=demands.remember_me.hours)
    key = current_secret_box().derive("remembered sign-in")
    # Before the series: whoever changes the password holds the account too, and ends its series afterwards.
    owner = account_of_series(session, value)
    account = lock_account(session, owner)
    if account is None:
        return None
    match use_remembered(session, value, key, now, not_before):
        case Used(row, following):
            return _decide(session, account, row, following, demands, requirement, accounts)
        case Replayed(row):
            _note_replay(session, account, row, visitor().at_portal(demands.portal), now)
    return None


def _decide(
    session: Session,
    account: Account,
    row: RememberedSignIn,
    value: str,
    demands: PortalDemands,
    requirement: AcrRequirement,
    accounts: BrowserAccounts,
) -> _Outcome | None:
    """The cookie was right. It is worth nothing on a device that the account does not know: it was copied there."""
    known = find_device(current_device_token(), account.id, request_info().user_agent)
    if not account.is_active or known is None:
        return None
    evidence = AuthenticationEvidence(
        account_id=account.id, amr=tuple(row.amr), remembered_at=row.created_at, trust=known.trust
    )
    admission = find_admission(account.id, demands.portal, session) or Admission(portal=demands.portal)
    facts = facts_of(evidence, admission, demands, requirement, has_factor=has_factor(account.id))
    match decide_sign_in(current_steps(), facts, current_time()):
        case Complete(acr):
            handle = _open(session, account, row, demands.portal, acr, accounts, is_put_off=facts.is_put_off)
            return _Outcome(handle.signed_in, value, row.expires_at, accounts.activate(handle))
    return _Outcome(Recognized(account.email, row.id), value, row.expires_at)


def _open(
    session: Session,
    account: Account,
    row: RememberedSignIn,
    portal: str,
    acr: str,
    accounts: BrowserAccounts,
    *,
    is_put_off: bool,
) -> SessionHandle:
    actor = visitor().at_portal(portal).identified_as(account.id)
    context = note_sign_in_context(
        session,
        account.id,
        current_device_token(),
        language=account.language or actor.language,
        actor=actor,
        settings=current_settings(),
        now=current_time(),
    )
    opened, token = start_session(
        session,
        account.id,
        amr=row.amr,
        acr=acr,
        actor=actor,
        settings=current_settings().sessions,
        present=[each.signed_in for each in accounts.all_sessions],
        device=context.seen.row,
    )
    opened.authenticated_at, opened.remembered_id = row.authenticated_at, row.id
    opened.expires_at = min(opened.expires_at, row.expires_at)
    opened.enrolment_put_off_at = current_time() if is_put_off else None
    audit(session, actor, "sign_in.remembered", subject=account.id, session_id=opened.id)
    if context.is_new:
        alert_of_sign_in(session, context, actor)
    session.flush()
    return SessionHandle(token, SignedIn.of(opened, trust_of(context.seen.row)))


def _note_replay(session: Session, account: Account, row: RememberedSignIn, actor: Actor, now: datetime) -> None:
    """The series is over; so is what it has opened, and its owner is told."""
    sessions_ended.send(account.id, session=session, session_ids=end_sessions_of_series(session, row.id, now))
    audit(session, actor, "sign_in.remembered_replayed", subject=account.id)
    secure = issue_secure_link(session, account, RememberedReplay, actor)
    message = RememberedReplay(
        asked_by=actor.request_info,
        noticed_at=now,
        secure_link=secure.url,
        secure_until=secure.valid_until,
        name=account.name,
    )
    notify(session, account, message, actor)


def _forget(response: Response) -> Response:
    clear_remember_cookie(response)
    return response
