"""The page of the step, and the end of the way."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from idp.accounts.summaries import account_summary
from idp.factors.factor import Factor
from idp.factors.registry import current_factors
from idp.factors.web import strong_sign_in
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import current_session
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.limits import limited_form
from idp.infrastructure.web.pages import portal_key, render_page
from idp.infrastructure.web.sent_form import sent_form
from idp.interactions import start_interaction
from idp.portals.account_demands import demands_of_account
from idp.sessions import SignedIn
from idp.sessions.recent import required_sign_in

securing = Blueprint("securing", __name__, url_prefix="/secure-account")


@securing.route("/second-factor", methods=["GET", "POST"])
@limited_form
def check() -> Response:
    """Which second factors there are; where there is none, the form sets up the chosen one."""
    account_id = required_sign_in().account_id
    if request.method == "POST":
        return _set_up(strong_sign_in())
    return render_page(
        "factors/securing/check.html",
        account=account_summary(account_id),
        present=[_shown(factor, item.name) for factor in _offered() for item in factor.items(account_id)],
        offered=[_shown(factor) for factor in _offered()],
        manage_url=url_for("factors.overview"),
        next_url=url_for("securing.done"),
    )


@securing.get("/done")
def done() -> Response:
    """The account is its owner's again."""
    required_sign_in()
    return render_page("factors/securing/done.html", next_url=url_for("accounts.home"))


def _offered() -> Sequence[Factor]:
    return [each for each in current_factors() if each.is_standalone and each.is_strong and each.enrol_endpoint]


def _shown(factor: Factor, name: str = "") -> dict[str, Any]:
    return {
        "key": factor.key,
        "label": factor.label,
        "name": name,
        "description": factor.description,
        "icon": factor.icon,
    }


def _set_up(signed_in: SignedIn) -> Response:
    """To the page of the chosen factor, as a step of an interaction that comes back here."""
    chosen = next((each for each in _offered() if each.key == sent_form().get("factor")), None)
    if chosen is None or chosen.enrol_endpoint is None:
        return redirect(url_for("securing.check"), 303)
    interaction = start_interaction(
        current_session(),
        browser_hash=browser_hash(),
        portal=portal_key(),
        lifetime=demands_of_account(signed_in.account_id).lifetimes.interaction,
        return_to=url_for("securing.check"),
    )
    interaction.begin(signed_in.account_id, signed_in.amr, current_time(), signed_in.session_id)
    return redirect(url_for(chosen.enrol_endpoint, interaction_id=interaction.id), 303)
