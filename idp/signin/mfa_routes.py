"""The pages of a second factor that a sign-in lacks: asking for one, or setting one up."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from idp.clients.registry import find_client
from idp.factors.portal_demands import demands_of_interaction
from idp.factors.registry import current_factors, enrolled_factors
from idp.factors.web import lock_pending, pending_interaction, shown_account
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import current_session, expect_writes
from idp.infrastructure.web.pages import render_page
from idp.infrastructure.web.prefetching import acts_on_get
from idp.interactions import Interaction
from idp.protocol.second_factor import enrolment_grace
from idp.protocol.steps import ENROLMENT_PUT_OFF, Lacking, decide_sign_in
from idp.signin.pipeline import advance, gather_facts, next_url
from idp.signin.steps import ENROLMENT, current_steps

mfa = Blueprint("mfa", __name__)


@mfa.get("/signin/<interaction_id>/complete")
@acts_on_get
def complete(interaction_id: str) -> Response:
    """Go on with a sign-in by a link of a page that has nothing to settle, as after recovery codes were shown."""
    interaction = pending_interaction(interaction_id)
    expect_writes()
    return advance(_lock(interaction))


@mfa.get("/signin/<interaction_id>/factor")
def ask(interaction_id: str) -> Response:
    """The page of the best factor that the person has."""
    interaction = pending_interaction(interaction_id)
    mine = enrolled_factors(interaction.pending_account_id or "", demands_of_interaction(interaction), is_demanded=True)
    if not mine:
        return redirect(next_url(interaction), 303)
    return redirect(url_for(mine[0].verify_endpoint, interaction_id=interaction.id), 303)


@mfa.route("/signin/<interaction_id>/enrol", methods=["GET", "POST"])
def enrol(interaction_id: str) -> Response:
    """A second factor is demanded and there is none: choose one; or later, as long as that is allowed."""
    interaction = pending_interaction(interaction_id)
    facts = gather_facts(current_session(), interaction)
    if decide_sign_in(current_steps(), facts, current_time()) != Lacking(ENROLMENT):
        return redirect(next_url(interaction), 303)
    grace = enrolment_grace(facts)
    can_wait = grace is not None and grace > current_time()
    if request.method == "POST" and can_wait:
        row = _lock(interaction)
        row.settle(ENROLMENT_PUT_OFF, None, current_time())
        return advance(row)
    offered = [factor for factor in current_factors() if factor.is_standalone]
    choices = [
        {
            "key": factor.key,
            "label": factor.label,
            "description": factor.description,
            "icon": factor.icon,
            "enrol_url": url_for(factor.enrol_endpoint, interaction_id=interaction.id),
            "is_recommended": factor is offered[0],
        }
        for factor in offered
        if factor.enrol_endpoint
    ]
    return render_page(
        "signin/enrol_factor.html",
        factors=choices,
        grace_until=grace if can_wait else None,
        account=shown_account(interaction),
        interaction=interaction,
        client=find_client(interaction.client_id),
    )


def _lock(interaction: Interaction) -> Interaction:
    return lock_pending(interaction.id, interaction.pending_account_id or "")
