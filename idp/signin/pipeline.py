"""From a checked first factor to a session: what a sign-in still lacks is decided here, anew after every step."""

from datetime import timedelta

from flask import redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from idp.accounts.own_account import get_own_account
from idp.actors import visitor
from idp.admissions import find_admission
from idp.factors.changes import recheck_factors
from idp.factors.mfa_requirement import MfaRequirement
from idp.factors.portal_demands import demands_before_account, demands_of_interaction
from idp.factors.registry import enrolled_factors, has_factor
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import current_session, reading
from idp.infrastructure.web.application import current_settings
from idp.interactions import Interaction
from idp.portals.account_demands import demands_of_account, demands_of_each_portal
from idp.protocol.admission import Admission
from idp.protocol.second_factor import Policy, SignInFacts, enrolment_grace, is_demanded
from idp.protocol.steps import ENROLMENT_PUT_OFF, STEPPED_UP, Complete, Lacking, decide_sign_in
from idp.sessions import SignedIn, current_accounts, current_sign_in, put_enrolment_off, set_session_cookies
from idp.sessions.device_cookie import current_device_token, set_device_cookie
from idp.sessions.recent import is_recent
from idp.sessions.remember_cookie import clear_remember_cookie, current_remember_value, set_remember_cookie
from idp.sessions.trust import current_trust
from idp.signin.alerts import alert_of_sign_in
from idp.signin.completion import BrowserState, Granted, complete_sign_in
from idp.signin.confirmation import lead_back
from idp.signin.dispatcher import page_url, resume_url
from idp.signin.facts import AuthenticationEvidence, acr_requirement_of_interaction, facts_of
from idp.signin.sign_out import sign_out
from idp.signin.steps import ENROLMENT, current_steps


def advance(interaction: Interaction) -> Response:
    """Lead a sign-in on: to the page of what it lacks, or with a session to what the browser came for.

    ``interaction`` is the row within the request's transaction, with a pending account.
    """
    facts = gather_facts(current_session(), interaction)
    match decide_sign_in(current_steps(), facts, current_time()):
        case Lacking(step):
            if step.key == ENROLMENT.key and enrolment_grace(facts) is not None:
                _note_demand(current_session(), interaction)
            return redirect(page_url(step, interaction), 303)
        case Complete(acr):
            signed_in = current_sign_in() if interaction.pending_session_id is not None else None
            if signed_in is not None and _proves_nothing(interaction, signed_in):
                return _leave_as_it_is(interaction, signed_in)
            return _open(interaction, acr)


def begin_step_up(interaction: Interaction, signed_in: SignedIn) -> Response:
    """Begin a sign-in with what a session has proved already; it then lacks only the rest.

    Only for a session of which the request asks no more than that: where credentials are asked for again, an old proof
    must not look like a new one. Nor may a factor be set up by a person who found the session open: without a recent
    sign-in and without a factor to ask for, the credentials are asked for first.
    """
    if not is_recent(signed_in) and not enrolled_factors(
        signed_in.account_id, demands_of_interaction(interaction), is_demanded=True
    ):
        return redirect(url_for("signin.sign_in", interaction_id=interaction.id), 303)
    interaction.begin(signed_in.account_id, signed_in.amr, current_time(), signed_in.session_id)
    return advance(interaction)


def next_url(interaction: Interaction) -> str:
    """The page of what a pending sign-in lacks, or the address at which it is completed where it lacks nothing."""
    with reading() as session:
        decision = decide_sign_in(current_steps(), gather_facts(session, interaction), current_time())
    if isinstance(decision, Lacking):
        return page_url(decision.step, interaction)
    return url_for("mfa.complete", interaction_id=interaction.id)


def gather_facts(session: Session, interaction: Interaction) -> SignInFacts:
    """What the decision rests on. The account must be pending.

    The account itself is read with ``session``: a transaction may just have found its password to be due.
    """
    account_id, demands = interaction.pending_account_id or "", demands_of_interaction(interaction)
    evidence = AuthenticationEvidence(
        account_id=account_id,
        amr=tuple(interaction.pending_amr or ()),
        is_put_off=ENROLMENT_PUT_OFF in interaction.settled_by(None),
        trust=current_trust(account_id) if _may_trust_count(interaction) else None,
    )
    admission = find_admission(account_id, demands.portal, session) or Admission(portal=demands.portal)
    requirement = acr_requirement_of_interaction(interaction)
    return facts_of(evidence, admission, demands, requirement, has_factor=has_factor(account_id))


def standing_mfa_requirement(account_id: str) -> MfaRequirement:
    """What the portals that admitted the account and its organizations demand, apart from any request."""
    demands = demands_of_account(account_id)
    admission = find_admission(account_id, demands.portal) or Admission(portal=demands.portal)
    evidence = AuthenticationEvidence(account_id=account_id, amr=())
    facts = facts_of(evidence, admission, demands, has_factor=admission.has_second_factor)
    if not is_demanded(facts.policy, is_administrator=facts.is_administrator):
        return MfaRequirement(is_required=False)
    portal = _demanding_portal(account_id, is_administrator=facts.is_administrator)
    return MfaRequirement(is_required=True, grace_until=facts.grace_until, portal=portal)


def _demanding_portal(account_id: str, *, is_administrator: bool) -> str | None:
    """The name of the first portal of the account that demands a second factor by its own policy."""
    names = (
        each.names[0]
        for each in demands_of_each_portal(account_id)
        if is_demanded(Policy(each.second_factor.policy), is_administrator=is_administrator)
    )
    return next(names, None)


def _may_trust_count(interaction: Interaction) -> bool:
    """Trust stands in for a second factor neither where a fresh sign-in is asked for before something sensitive, nor
    in a step-up, which is there because it does not suffice."""
    return not interaction.is_fresh_sign_in_needed and interaction.pending_session_id is None


def _proves_nothing(interaction: Interaction, signed_in: SignedIn) -> bool:
    """Whether a step-up ends without any proof: setting up a factor was put off, or what asked for one is gone."""
    return set(interaction.pending_amr or ()) <= set(signed_in.amr)


def _leave_as_it_is(interaction: Interaction, signed_in: SignedIn) -> Response:
    """The session is none that was stepped up; what was put off is written down.

    Where nothing was, the account's own word about its factors may have asked for one that is not there; it must not do
    so without end.
    """
    recheck_factors(current_session(), get_own_account(current_session(), signed_in.account_id))
    if ENROLMENT_PUT_OFF in interaction.settled_by(None):
        put_enrolment_off(current_session(), signed_in.session_id, current_time())
    interaction.forget_pending()
    interaction.settle(STEPPED_UP, signed_in.session_id, current_time())
    return redirect(resume_url(interaction), 303)


def _note_demand(session: Session, interaction: Interaction) -> None:
    account = get_own_account(session, interaction.pending_account_id)
    account.second_factor_asked_at = account.second_factor_asked_at or current_time()


def _granted(interaction: Interaction) -> Granted:
    """Staying signed in lasts as long as the page said, before it was known to whom."""
    demands, offer = demands_of_interaction(interaction), demands_before_account(interaction).remember_me
    remember_me = offer if demands.remember_me.offered else demands.remember_me
    return Granted(demands.second_factor.trusted_device_days, remember_me)


def _open(interaction: Interaction, acr: str) -> Response:
    granted = _granted(interaction)
    opened = complete_sign_in(
        current_session(),
        interaction,
        acr,
        browser=BrowserState(current_accounts(), current_device_token(), current_remember_value()),
        actor=visitor(),
        settings=current_settings(),
        granted=granted,
    )
    if opened is None:
        # Disabled, or given a new password meanwhile: what was checked holds no more.
        return redirect(url_for("signin.sign_in", interaction_id=interaction.id), 303)
    if opened.news is not None:
        alert_of_sign_in(current_session(), opened.news, visitor())
    leaving = [each.signed_in for each in opened.accounts.surplus]
    sign_out(current_session(), leaving, visitor())
    response = lead_back(interaction)
    set_session_cookies(response, opened.accounts.without({each.session_id for each in leaving}))
    set_device_cookie(response, opened.device_token)
    if opened.remember_value:
        set_remember_cookie(response, opened.remember_value, timedelta(hours=granted.remember_me.hours))
    elif opened.remember_value is not None:
        clear_remember_cookie(response)
    return response
