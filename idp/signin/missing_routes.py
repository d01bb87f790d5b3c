"""What may still be missing once the first factor was right: a second one, or setting one up."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from idp.accounts.cards import account_card
from idp.clients.registry import find_client
from idp.factors.portal_demands import demands_of_interaction
from idp.factors.registry import FACTORS, enrolled_factors
from idp.factors.web import pending_interaction
from idp.infrastructure.clock import now
from idp.infrastructure.database import current_session, expect_writes
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.pages import render_page
from idp.interactions import Interaction, get_interaction
from idp.interactions.web import load_interaction
from idp.protocol.second_factor import EnrolFactor, decide_sign_in
from idp.sessions import current_sign_in
from idp.sessions.recent import is_recent
from idp.signin.dispatcher import resume_url
from idp.signin.gate import advance, gather_facts, is_step_up_due

mfa = Blueprint("mfa", __name__)


@mfa.get("/signin/<interaction>/complete")
def complete(interaction: str) -> Response:
    """Where every step of a sign-in returns to: look at what is there, and lead on."""
    pending_interaction(interaction)
    expect_writes()
    return advance(_row(interaction))


@mfa.get("/signin/<interaction>/step-up")
def step_up(interaction: str) -> Response:
    """Begin with what the session proves already; the gate then asks for the rest.

    Nothing but a second factor may be missing: where credentials are asked for again, typing this address must not
    make an old proof look like a new one. Nor may somebody who found the session open set up a factor of their own.
    """
    found = load_interaction(interaction)
    signed_in = current_sign_in()
    if signed_in is None or not is_step_up_due(found, signed_in):
        return redirect(resume_url(found), 303)
    if not is_recent(signed_in) and not enrolled_factors(
        signed_in.account_id, demands_of_interaction(found), is_demanded=True
    ):
        return redirect(url_for("signin.sign_in", interaction=found.id), 303)
    expect_writes()
    row = _row(interaction)
    row.begin(signed_in.account_id, signed_in.amr, now(), signed_in.session_id)
    return advance(row)


@mfa.get("/signin/<interaction>/factor")
def ask(interaction: str) -> Response:
    """The page of the best factor that the person has, or of the one asked for."""
    found = pending_interaction(interaction)
    mine = enrolled_factors(found.pending_account_id or "", demands_of_interaction(found), is_demanded=True)
    if not mine:
        return redirect(url_for("mfa.complete", interaction=found.id), 303)
    wanted = request.args.get("with")
    chosen = next((each for each in mine if each.key == wanted), mine[0])
    return redirect(url_for(chosen.verify_endpoint, interaction=found.id), 303)


@mfa.route("/signin/<interaction>/enrol", methods=["GET", "POST"])
def enrol(interaction: str) -> Response:
    """A second factor is demanded and there is none: choose one; or later, as long as that is allowed."""
    found = pending_interaction(interaction)
    decision = decide_sign_in(gather_facts(current_session(), found), now())
    if not isinstance(decision, EnrolFactor):
        return redirect(url_for("mfa.complete", interaction=found.id), 303)
    can_wait = decision.grace_until is not None and decision.grace_until > now()
    if request.method == "POST" and can_wait:
        row = _row(interaction)
        row.put_off_at = now()
        return advance(row)
    choices = [
        {
            "key": each.key,
            "label": each.label,
            "description": each.description,
            "icon": each.icon,
            "enrol_url": url_for(each.enrol_endpoint, interaction=found.id),
            "is_recommended": each is FACTORS[0],
        }
        for each in FACTORS
        if each.enrol_endpoint and each.is_standalone
    ]
    return render_page(
        "signin/enrol_factor.html",
        factors=choices,
        grace_until=decision.grace_until if can_wait else None,
        account=account_card(found.pending_account_id or ""),
        interaction=found,
        client=find_client(found.client_id),
    )


def _row(interaction_id: str) -> Interaction:
    """The interaction within the request's transaction."""
    return get_interaction(current_session(), interaction_id, browser_hash(), lock=True)
