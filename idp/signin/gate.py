"""The gate between a checked first factor and a session: what is still missing is decided here, anew at every step."""

from datetime import timedelta

from flask import redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from idp.accounts.models import Account
from idp.actors import visitor
from idp.factors.demand import Demand
from idp.factors.portal_demands import demands_of_interaction
from idp.factors.registry import has_factor
from idp.infrastructure.clock import now
from idp.infrastructure.database import connection, current_session
from idp.infrastructure.web.application import current_settings
from idp.interactions import Interaction
from idp.interactions.requests import client_request_of
from idp.organizations.second_factor import second_factor_demand
from idp.portals.demands import demands_of
from idp.protocol.interaction import Facts, StepUp, decide
from idp.protocol.second_factor import (
    AskFactor,
    ChangePassword,
    Complete,
    EnrolFactor,
    Policy,
    SignInFacts,
    decide_sign_in,
    is_demanded,
    strictest,
)
from idp.sessions import SignedIn, current_sign_in, hand_out, people_here
from idp.sessions.device_cookie import current_device_token, set_device_cookie
from idp.sessions.remember_cookie import clear_remember_cookie, current_remember_value, set_remember_cookie
from idp.sessions.trust import claim_wish, trust_device
from idp.signin.alerts import alert_of_sign_in
from idp.signin.completion import complete_sign_in
from idp.signin.dispatcher import resume_url
from idp.signin.facts import ACCOUNT, Proof, facts_of, grace_until, session_facts, wish_of_interaction
from idp.signin.sign_out import sign_out


def advance(interaction: Interaction) -> Response:
    """Lead a sign-in on: to what is missing, or with a session to what the browser came for.

    ``interaction`` is the row within the request's transaction, with a pending account.
    """
    facts = gather_facts(current_session(), interaction)
    decision = decide_sign_in(facts, now())
    match decision:
        case AskFactor():
            return _to("mfa.ask", interaction)
        case EnrolFactor(grace_until):
            if grace_until is not None:
                _note_demand(current_session(), interaction)
            return _to("mfa.enrol", interaction)
        case ChangePassword():
            return _to("new_password.choose", interaction)
        case Complete(acr):
            if _proves_nothing(interaction):
                interaction.forget_pending()
                return redirect(resume_url(interaction), 303)
            return _open(interaction, acr)


def gather_facts(session: Session, interaction: Interaction) -> SignInFacts:
    """What the decision rests on. The account must be pending.

    The account itself is read with ``session``: a transaction may just have found its password to be due.
    """
    proof = Proof(
        interaction.pending_account_id or "",
        tuple(interaction.pending_amr or ()),
        is_put_off=interaction.put_off_at is not None,
    )
    return facts_of(session, proof, demands_of_interaction(interaction), wish_of_interaction(interaction))


def standing_demand(account_id: str) -> Demand:
    """What the default portal and the person's organizations demand, whoever is asking for what."""
    demands = demands_of(None)
    demand = second_factor_demand(account_id)
    policy = strictest(Policy(demands.second_factor.policy), demand.policy)
    if not is_demanded(policy, is_administrator=demand.is_administrator):
        return Demand(is_required=False)
    account = connection().execute(ACCOUNT, {"account": account_id}).one()
    return Demand(is_required=True, grace_until=grace_until(account.second_factor_asked_at, demands))


def is_step_up_due(interaction: Interaction, signed_in: SignedIn) -> bool:
    """Whether the relying party's request asks for no more of this session than a second factor."""
    asked = client_request_of(interaction)
    if asked is None:
        return False
    facts = Facts(
        session=session_facts(signed_in, asked.client),
        signed_in_here=interaction.is_signed_in_here(signed_in.session_id),
        account_chosen=interaction.is_account_chosen(signed_in.session_id),
        can_step_up=has_factor(signed_in.account_id),
    )
    return isinstance(decide(asked.request, asked.client, facts, now()), StepUp)


def _proves_nothing(interaction: Interaction) -> bool:
    """Whether a step-up ends without any proof, because what asked for it is gone: then the session stays as it is."""
    signed_in = current_sign_in() if interaction.pending_session_id is not None else None
    return signed_in is not None and set(interaction.pending_amr or ()) <= set(signed_in.amr)


def _note_demand(session: Session, interaction: Interaction) -> None:
    account = session.get_one(Account, interaction.pending_account_id)
    account.second_factor_asked_at = account.second_factor_asked_at or now()


def _open(interaction: Interaction, acr: str) -> Response:
    opened = complete_sign_in(
        current_session(),
        interaction,
        acr,
        people=people_here(),
        device_token=current_device_token(),
        remember_value=current_remember_value(),
        actor=visitor(),
        settings=current_settings(),
        demands=demands_of_interaction(interaction),
    )
    if opened is None:
        # Disabled, or given a new password meanwhile: what was checked holds no more.
        return _to("signin.sign_in", interaction)
    if claim_wish(interaction.id, opened.device.account_id):
        trust_device(opened.device, demands_of_interaction(interaction).second_factor.trusted_device_days, now())
    if opened.news is not None:
        alert_of_sign_in(current_session(), opened.news, visitor().identified_as(opened.device.account_id))
    leaving = [each.signed_in for each in opened.people.surplus]
    sign_out(current_session(), leaving, visitor())
    response = redirect(resume_url(interaction), 303)
    hand_out(response, opened.people.without({each.session_id for each in leaving}))
    set_device_cookie(response, opened.device_token)
    if opened.remember_value:
        lifetime = timedelta(hours=demands_of_interaction(interaction).remember_me.hours)
        set_remember_cookie(response, opened.remember_value, lifetime)
    elif opened.remember_value is not None:
        clear_remember_cookie(response)
    return response


def _to(endpoint: str, interaction: Interaction) -> Response:
    return redirect(url_for(endpoint, interaction=interaction.id), 303)
