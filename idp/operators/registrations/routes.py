"""The list of registrations, one of them with all facts, and what an operator does about it."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from idp.actors import Permission
from idp.administration.errors import RegistrationNotOpen
from idp.administration.registration_facts import RegistrationFacts, get_registration_facts
from idp.administration.registration_queue import QueueFilter, read_queue
from idp.administration.registrations import confirm_address, refuse_registration
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import current_session, reading
from idp.infrastructure.web.i18n import gettext
from idp.infrastructure.web.limits import limited_form
from idp.operators.desk import Desk, open_desk, render_desk_page
from idp.operators.registrations.approving import approve_or_show
from idp.operators.registrations.forms import OperatorReasonForm, queue_form
from idp.operators.registrations.showing import shown
from idp.organizations.pages import asked_cursor, neighbours
from idp.portals.registry import all_portals, portal_name
from idp.registration.customer_approval.forms import RegistrationRefusalForm
from idp.sessions.recent import recent_sign_in

operator_registrations = Blueprint("operator_registrations", __name__, url_prefix="/operators/registrations")
_READ, _DECIDE = Permission.REGISTRATIONS_READ, Permission.REGISTRATIONS_DECIDE


@operator_registrations.get("")
def index() -> Response:
    """Who waits, the oldest first; ``?kind=``, ``?portal=`` and ``?search=`` narrow it."""
    desk, now = open_desk(_READ), current_time()
    form = queue_form({key: portal.name for key, portal in all_portals().items()})
    asked = form.asked()
    with reading() as session:
        page = read_queue(session, asked, asked_cursor(), now, desk.actor)
    done = {
        "approved": gettext("The registration was approved. The person will get an e-mail."),
        "refused": gettext("The registration was declined. The person will get an e-mail."),
    }
    return render_desk_page(
        "operators/registrations/index.html",
        desk,
        422 if form.errors else 200,
        form=form,
        is_narrowed=asked != QueueFilter(),
        registrations=[(each, portal_name(each.portal)) for each in page.entries],
        done=done.get(request.args.get("done", "")),
        **neighbours(page, ".index", **form.query()),
    )


@operator_registrations.route("/<registration_id>", methods=["GET", "POST"])
@limited_form
def show(registration_id: str) -> Response:
    """All that is known of it; the form approves it."""
    desk = open_desk(_READ, _DECIDE if request.method == "POST" else None)
    facts = _facts(desk, registration_id)
    if desk.may(_DECIDE) and facts.can_be_decided:
        return approve_or_show(desk, facts)
    if request.method == "POST":
        return _to_registration(registration_id)
    return render_desk_page("operators/registrations/show.html", desk, **shown(desk, facts))


@operator_registrations.route("/<registration_id>/refuse", methods=["GET", "POST"])
@limited_form
def refuse(registration_id: str) -> Response:
    """Why the person gets no account."""
    desk, form = open_desk(_READ, _DECIDE), RegistrationRefusalForm()
    facts = _facts(desk, registration_id)
    if not facts.can_be_decided:
        return _to_registration(registration_id)
    if form.validate_on_submit():
        recent_sign_in()
        reason = form.reason.data or ""
        try:
            refuse_registration(current_session(), registration_id, reason, desk.because(reason))
        except RegistrationNotOpen:
            return _to_registration(registration_id)
        return redirect(url_for(".index", done="refused"), 303)
    status = 422 if form.errors else 200
    return render_desk_page("operators/registrations/refuse.html", desk, status, facts=facts, form=form)


@operator_registrations.route("/<registration_id>/confirm", methods=["GET", "POST"])
@limited_form
def confirm(registration_id: str) -> Response:
    """How the operator knows that the address is the person's."""
    desk, form = open_desk(_READ, _DECIDE), OperatorReasonForm()
    facts = _facts(desk, registration_id)
    if not facts.can_be_confirmed:
        return _to_registration(registration_id)
    if form.validate_on_submit():
        recent_sign_in()
        try:
            confirm_address(current_session(), registration_id, form.reason.data or "", desk.actor)
        except RegistrationNotOpen:
            return _to_registration(registration_id)
        return redirect(url_for(".show", registration_id=registration_id, done="confirmed"), 303)
    status = 422 if form.errors else 200
    return render_desk_page("operators/registrations/confirm.html", desk, status, facts=facts, form=form)


def _facts(desk: Desk, registration_id: str) -> RegistrationFacts:
    with reading() as session:
        return get_registration_facts(session, registration_id, desk.actor)


def _to_registration(registration_id: str) -> Response:
    """The page of the registration, which tells what was decided."""
    return redirect(url_for(".show", registration_id=registration_id), 303)
