"""The page for an account that the application's portal does not admit."""

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from idp.accounts.summaries import account_summary
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import current_session
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.pages import render_page
from idp.interactions import get_interaction
from idp.interactions.web import load_interaction
from idp.portals.demands import demands_of
from idp.protocol.admission import AdmissionDecision
from idp.protocol.steps import REFUSAL_SEEN
from idp.registration.access import PortalAccess, access_of
from idp.signin.admission import Entering, find_entering
from idp.signin.dispatcher import resume_url

admission = Blueprint("admission", __name__)


@admission.route("/signin/<interaction_id>/not-admitted", methods=["GET", "POST"])
def refused(interaction_id: str) -> Response:
    """Say that the account has no access here, and whom to ask; the button tells the application so."""
    interaction = load_interaction(interaction_id)
    entering = find_entering(interaction, AdmissionDecision.REFUSE)
    if entering is None:
        return redirect(resume_url(interaction), 303)
    signed_in = entering.signed_in
    if request.method == "POST":
        row = get_interaction(current_session(), interaction.id, browser_hash(), lock=True)
        row.settle(REFUSAL_SEEN, signed_in.session_id, current_time())
        return redirect(resume_url(row), 303)
    return render_page(
        "signin/not_admitted.html",
        interaction=interaction,
        account=account_summary(signed_in.account_id),
        client=entering.client,
        may_register=_may_register(entering),
    )


def _may_register(entering: Entering) -> bool:
    """Whether the account can ask for access by what the portal's registration asks."""
    demands = demands_of(entering.client)
    access = access_of(entering.signed_in.account_id, demands)
    return demands.is_registration_open and access is PortalAccess.MAY_BE_ASKED_FOR
