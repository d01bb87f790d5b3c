"""The page for an account that has still to complete the journey of the application's portal."""

from collections.abc import Sequence

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from idp.accounts.fields import PageForm
from idp.accounts.journey_form import completed_journey, journey_form
from idp.accounts.locks import hold_account
from idp.accounts.summaries import account_summary
from idp.agreements.parts import agreed_texts
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import current_session
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.limits import limited_form
from idp.infrastructure.web.pages import render_page, use_portal
from idp.interactions import Interaction, get_interaction
from idp.interactions.web import load_interaction
from idp.portals.demands import demands_of
from idp.portals.journey import JourneyPart
from idp.protocol.admission import AdmissionDecision
from idp.protocol.steps import JOURNEY_DECLINED
from idp.sessions import SignedIn
from idp.sessions.actor import current_actor
from idp.signin.admission import Entering, find_entering
from idp.signin.completed_journey import complete_at_sign_in
from idp.signin.dispatcher import resume_url
from idp.signin.missing_parts import missing_parts

journey = Blueprint("journey", __name__)


@journey.route("/signin/<interaction_id>/journey", methods=["GET", "POST"])
@limited_form
def complete(interaction_id: str) -> Response:
    """Ask for what the portal's journey asks, and go on; or back to the application without."""
    interaction = load_interaction(interaction_id)
    entering = find_entering(interaction, AdmissionDecision.COMPLETE_JOURNEY)
    if entering is None:
        return redirect(resume_url(interaction), 303)
    demands, signed_in = demands_of(entering.client), entering.signed_in
    use_portal(demands.portal)
    parts = missing_parts(demands, signed_in.account_id, entering.admission)
    form = journey_form(PageForm, demands.portal, parts)
    # The answer counts for the account that the page showed: another tab may have signed in another one since.
    is_own = request.form.get("session_id") == signed_in.session_id
    if is_own and request.form.get("decision") == "decline":
        return _decline(interaction, signed_in)
    if form.validate_on_submit() and is_own:
        return _complete(interaction, signed_in, demands.portal, form, parts)
    return _render(interaction, entering, form, parts)


def _complete(
    interaction: Interaction, signed_in: SignedIn, portal: str, form: PageForm, parts: Sequence[JourneyPart]
) -> Response:
    """What was withdrawn meanwhile stays so: the request is decided anew."""
    session, actor, own = current_session(), current_actor(), signed_in.account_id
    hold_account(session, own, signed_in.session_id)
    agreed = agreed_texts(form, parts)
    complete_at_sign_in(session, own, portal, actor, completed_journey(form, portal), agreed)
    return redirect(resume_url(interaction), 303)


def _decline(interaction: Interaction, signed_in: SignedIn) -> Response:
    row = get_interaction(current_session(), interaction.id, browser_hash(), lock=True)
    row.settle(JOURNEY_DECLINED, signed_in.session_id, current_time())
    return redirect(resume_url(row), 303)


def _render(interaction: Interaction, entering: Entering, form: PageForm, parts: Sequence[JourneyPart]) -> Response:
    return render_page(
        "signin/journey.html",
        422 if form.errors else 200,
        account=account_summary(entering.signed_in.account_id),
        session_id=entering.signed_in.session_id,
        form=form,
        journey=parts,
        is_admitted=entering.is_admitted,
        interaction=interaction,
        client=entering.client,
    )
