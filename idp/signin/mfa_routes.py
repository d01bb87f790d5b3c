"""The pages of a second factor that a sign-in lacks: asking for one, or setting one up."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from idp.accounts.summaries import account_summary
from idp.clients.registry import find_client
from idp.factors.portal_demands import demands_of_interaction
from idp.factors.registry import current_factors, enrolled_factors
from idp.factors.web import pending_interaction
from idp.infrastructure.clock import now
from idp.infrastructure.database import current_session, expect_writes
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.pages import render_page
from idp.infrastructure.web.prefetching import acts_on_get
from idp.interactions import Interaction, get_interaction
from idp.protocol.second_factor import enrolment_grace
from idp.protocol.steps import ENROLMENT_PUT_OFF, Lacking, decide_sign_in
from idp.signin.pipeline import advance, gather_facts, next_url
from idp.signin.steps import ENROLMENT, current_steps

mfa = Blueprint("mfa", __name__)


@mfa.get("/signin/<interaction>/complete")
@acts_on_get
def complete(interaction: str) -> Response:
    """Go on with a sign-in by a link of a page that has nothing to settle, as after recovery codes were shown."""
    pending_interaction(interaction)
    expect_writes()
    return advance(_row(interaction))


@mfa.get("/signin/<interaction>/factor")
def ask(interaction: str) -> Response:
    """The page of the best factor that the person has."""
    found = pending_interaction(interaction)
    mine = enrolled_factors(found.pending_account_id or "", demands_of_interaction(found), is_demanded=True)
    if not mine:
        return redirect(next_url(found), 303)
    return redirect(url_for(mine[0].verify_endpoint, interaction=found.id), 303)


@mfa.route("/signin/<interaction>/enrol", methods=["GET", "POST"])
def enrol(interaction: str) -> Response:
    """A second factor is demanded and there is none: choose one; or later, as long as that is allowed."""
    found = pending_interaction(interaction)
    facts = gather_facts(current_session(), found)
    if decide_sign_in(current_steps(), facts, now()) != Lacking(ENROLMENT):
        return redirect(next_url(found), 303)
    grace = enrolment_grace(facts)
    can_wait = grace is not None and grace > now()
    if request.method == "POST" and can_wait:
        row = _row(interaction)
        row.settle(ENROLMENT_PUT_OFF, None, now())
        return advance(row)
    offered = [each for each in current_factors() if each.is_standalone]
    choices = [
        {
            "key": each.key,
            "label": each.label,
            "description": each.description,
            "icon": each.icon,
            "enrol_url": url_for(each.enrol_endpoint, interaction=found.id),
            "is_recommended": each is offered[0],
        }
        for each in offered
        if each.enrol_endpoint
    ]
    return render_page(
        "signin/enrol_factor.html",
        factors=choices,
        grace_until=grace if can_wait else None,
        account=account_summary(found.pending_account_id or ""),
        interaction=found,
        client=find_client(found.client_id),
    )


def _row(interaction_id: str) -> Interaction:
    """The interaction within the request's transaction."""
    return get_interaction(current_session(), interaction_id, browser_hash(), lock=True)
