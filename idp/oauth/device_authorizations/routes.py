"""The pages about a device: its code, the question whether it is meant, and the way back to it."""

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from idp.accounts.summaries import account_summary
from idp.clients.registry import find_client
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import current_session, reading
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.flow import use_portal
from idp.infrastructure.web.headers import allow_image
from idp.infrastructure.web.i18n import current_language, lazy_gettext
from idp.infrastructure.web.limits import limited_form
from idp.infrastructure.web.pages import render_page
from idp.interactions import Interaction, get_interaction
from idp.interactions.requests import client_request_of
from idp.interactions.web import get_own_interaction, load_interaction, use_flow
from idp.oauth.device_authorizations.beginning import begin_with_device, find_typed_device
from idp.oauth.device_authorizations.deciding import get_open_device
from idp.oauth.device_authorizations.forms import UserCodeForm
from idp.oauth.device_authorizations.storing import find_device
from idp.protocol.client_languages import localize
from idp.protocol.device_authorizations import DeviceState, show_user_code
from idp.protocol.request_demands import needed_scopes
from idp.protocol.steps import CONSENT_DENIED, DEVICE_CONFIRMED
from idp.protocol.stored_request import asking_device
from idp.sessions import SignedIn, current_sign_in
from idp.signin.dispatcher import resume_url

device = Blueprint("device", __name__)
_INVALID = lazy_gettext("This code is not valid. Please check it, or start again on the device to get a new one.")


@device.route("/device", methods=["GET", "POST"])
@limited_form
def enter() -> Response:
    """Which code does the device show? (RFC 8628 3.3) One that comes with the address is filled in and never sent by
    itself (3.3.1, 5.4)."""
    use_portal(request.args.get("portal"))
    form = UserCodeForm(user_code=request.args.get("user_code"))
    if form.validate_on_submit():
        found = find_typed_device(form.user_code.data or "")
        if found is not None:
            return redirect(resume_url(begin_with_device(found)), 303)
        form.user_code.errors = [_INVALID]
    return render_page("oauth/device_enter.html", 422 if form.errors else 200, form=form)


@device.route("/device/<interaction_id>", methods=["GET", "POST"])
def confirm(interaction_id: str) -> Response:
    """Is this the device in front of the person? Asked each time, after all that the request needs otherwise."""
    interaction = load_interaction(interaction_id)
    asked = client_request_of(interaction)
    if asked is None or asked.request.device is None:
        abort(404)
    found = get_open_device(asked.request.device)
    signed_in = current_sign_in()
    if signed_in is None:
        return redirect(resume_url(interaction), 303)
    if request.method == "POST":
        return _settle(interaction, signed_in)
    client = localize(asked.client, current_language())
    return render_page(
        "oauth/device_confirm.html",
        client=client,
        logo_url=allow_image(client.logo_uri),
        user_code=show_user_code(found.user_code),
        account=account_summary(signed_in.account_id),
        session_id=signed_in.session_id,
        scopes=needed_scopes(asked.request),
        interaction=interaction,
    )


@device.get("/device/<interaction_id>/end")
def end(interaction_id: str) -> Response:
    """What became of the device, in the browser of its person: back to it. Raises InteractionLost."""
    use_flow(interaction_id)
    with reading() as session:
        interaction = session.get(Interaction, interaction_id)
        id = asking_device(interaction.request) if interaction is not None else None
        if interaction is None or id is None or interaction.browser_hash != browser_hash():
            return redirect(resume_url(get_own_interaction(session, interaction_id)), 303)
    found = find_device(id)
    if found is None:
        return redirect(url_for("device.enter", portal=interaction.portal), 303)
    if found.state is DeviceState.PENDING:
        return redirect(resume_url(interaction), 303)
    is_allowed = found.state is DeviceState.ALLOWED
    return render_page("oauth/device_end.html", client=find_client(found.client_id), is_allowed=is_allowed)


def _settle(interaction: Interaction, signed_in: SignedIn) -> Response:
    """The answer counts for the person whom the page showed: in another tab another one may have signed in since."""
    decision = request.form.get("decision")
    if decision in {"connect", "decline"} and request.form.get("session_id") == signed_in.session_id:
        row = get_interaction(current_session(), interaction.id, browser_hash(), lock=True)
        settled = (DEVICE_CONFIRMED, CONSENT_DENIED) if decision == "connect" else (CONSENT_DENIED, DEVICE_CONFIRMED)
        row.settle(settled[0], signed_in.session_id, current_time(), replaces=settled[1])
    return redirect(resume_url(interaction), 303)
