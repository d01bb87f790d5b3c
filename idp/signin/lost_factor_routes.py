"""The page for an account whose second factors are out of reach: what may still help, and who does."""

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from idp.factors.portal_demands import demands_of_interaction
from idp.factors.recovery_codes.codes import count_unused
from idp.factors.web import pending_interaction, shown_account, ways_to_confirm
from idp.infrastructure.web.pages import render_page
from idp.signin.pipeline import next_url

lost_factor = Blueprint("lost_factor", __name__)


@lost_factor.get("/signin/<interaction_id>/factor/none-at-hand")
def index(interaction_id: str) -> Response:
    """Never a dead end: the ways that the person has set up, recovery codes, and the support.

    Only after the right password: which factors an account has is told to no one else.
    """
    interaction = pending_interaction(interaction_id)
    ways = ways_to_confirm(interaction)
    if not ways:
        return redirect(next_url(interaction), 303)
    account_id = interaction.pending_account_id or ""
    return render_page(
        "signin/lost_factor.html",
        interaction=interaction,
        account=shown_account(interaction),
        ways=ways,
        has_recovery_codes=count_unused(account_id) > 0,
        trusts_devices=demands_of_interaction(interaction).second_factor.trusted_device_days > 0,
    )
