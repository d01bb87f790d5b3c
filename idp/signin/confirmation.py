"""Confirming who one is before something sensitive is saved: what waits for it, and how it is carried on with.

A form that is sent without a recent sign-in is kept with an interaction that asks for one. The last form of that, a
password or a second factor, is answered by a redirect that keeps its method (307) to the address of the first one,
which then acts on what was kept (docs/decisions/0059).
"""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from idp.accounts.summaries import email_of
from idp.infrastructure.database import reading, transaction
from idp.infrastructure.secrets import UnwrapError
from idp.infrastructure.web.application import current_secret_box
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.local_paths import safe_local_path
from idp.infrastructure.web.pages import portal_key
from idp.infrastructure.web.sent_form import CARRIED_ON, carry_on_with, sent_form
from idp.interactions import Interaction, find_interaction, start_interaction
from idp.interactions.held_forms import HeldForm, find_held_form, hold_form, redeem_held_form
from idp.portals.account_demands import demands_of_account
from idp.sessions import SignedIn
from idp.sessions.recent import came_for
from idp.signin.dispatcher import resume_url

_NOT_HELD = frozenset({"csrf_token"})


def hold_until_confirmed(signed_in: SignedIn) -> Response:
    """Keep the form of this request, and lead to the page that asks for the confirmation."""
    account_id = signed_in.account_id
    fields = tuple((name, value) for name, value in sent_form().items(multi=True) if name not in _NOT_HELD)
    lifetime, email = demands_of_account(account_id).lifetimes.interaction, email_of(account_id)
    with transaction() as session:
        interaction = start_interaction(
            session,
            browser_hash=browser_hash(),
            portal=portal_key(),
            lifetime=lifetime,
            return_to=safe_local_path(came_for(), url_for("accounts.home")),
            identifier=email,
        )
        interaction.is_fresh_sign_in_needed = True
        hold_form(interaction, HeldForm(account_id, request.path, fields), current_secret_box())
        address = url_for("confirmation.ask", interaction_id=interaction.id)
    return redirect(address, 303)


def carry_on(signed_in: SignedIn, interaction_id: str) -> Response | None:
    """Let this request be about the form that waited; where to go instead, for one that is gone or another's."""
    with reading() as session:
        interaction = find_interaction(session, interaction_id, browser_hash())
    form = _find_form(interaction) if interaction is not None else None
    if interaction is None or form is None or form.path != request.path:
        return redirect(url_for("accounts.home") if interaction is None else resume_url(interaction), 303)
    with transaction() as session:
        if not redeem_held_form(session, interaction, form, signed_in.account_id):
            return redirect(resume_url(interaction), 303)
    carry_on_with(form.fields)
    return None


def lead_back(interaction: Interaction) -> Response:
    """Back to what the browser came for: with the form that waited, where this request is a form as well."""
    form = _find_form(interaction) if request.method == "POST" else None
    if form is None:
        return redirect(resume_url(interaction), 303)
    return redirect(f"{form.path}?{CARRIED_ON}={interaction.id}", 307)


def _find_form(interaction: Interaction) -> HeldForm | None:
    """The form that waits; one that was wrapped under a key that is gone was never sent."""
    try:
        return find_held_form(interaction, current_secret_box())
    except UnwrapError:
        return None
