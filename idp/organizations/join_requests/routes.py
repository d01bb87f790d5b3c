"""The requests to join an organization, for its administrators."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from idp.accounts.fields import ButtonForm
from idp.accounts.summaries import email_of
from idp.infrastructure.database import current_session, reading
from idp.infrastructure.web.i18n import gettext
from idp.infrastructure.web.limits import limited_form
from idp.infrastructure.web.sent_form import sent_form
from idp.organizations.join_requests.deciding import approve, get_request
from idp.organizations.join_requests.deciding import refuse as refuse_request
from idp.organizations.join_requests.errors import JoinRequestEnded
from idp.organizations.join_requests.forms import RefusalForm
from idp.organizations.join_requests.listing import read_waiting
from idp.organizations.join_requests.models import JoinRequestState
from idp.organizations.pages import administered_organization, asked_cursor, neighbours, render_organization_page
from idp.sessions.actor import current_actor
from idp.sessions.recent import recent_sign_in

join_requests = Blueprint("join_requests", __name__, url_prefix="/organizations/<organization_id>/requests")


@join_requests.get("")
def index(organization_id: str) -> Response:
    """Who waits to be let in."""
    person, own = administered_organization(organization_id)
    with reading() as session:
        page = read_waiting(session, own.id, asked_cursor())
    done = {
        "approved": gettext("The person now belongs to the organization."),
        "refused": gettext("The request was declined. The person will get an e-mail."),
    }
    return render_organization_page(
        "organizations/join_requests/index.html",
        person,
        own,
        requests=page.entries,
        is_ended=request.args.get("done") == "ended",
        done=done.get(request.args.get("done", "")),
        **neighbours(page, "join_requests.index", organization_id=own.id),
    )


@join_requests.post("")
@limited_form
def decide(organization_id: str) -> Response:
    """The answer on a card: approve; or first the page that asks why not."""
    administered_organization(organization_id)
    request_id = sent_form().get("request", "")
    if sent_form().get("decision") != "approve":
        return redirect(url_for(".refuse", organization_id=organization_id, request_id=request_id), 303)
    if not ButtonForm().validate_on_submit():
        return redirect(url_for(".index", organization_id=organization_id), 303)
    recent_sign_in()
    try:
        approve(current_session(), organization_id, request_id, current_actor())
    except JoinRequestEnded:
        return _to_list(organization_id, "ended")
    return _to_list(organization_id, "approved")


@join_requests.route("/<request_id>/refuse", methods=["GET", "POST"])
@limited_form
def refuse(organization_id: str, request_id: str) -> Response:
    """Why the person is not let in."""
    person, own = administered_organization(organization_id)
    form = RefusalForm()
    with reading() as session:
        waiting = get_request(session, own.id, request_id)
    if waiting.state != JoinRequestState.OPEN:
        return _to_list(own.id, "ended")
    if form.validate_on_submit():
        recent_sign_in()
        try:
            refuse_request(current_session(), own.id, request_id, form.reason.data or "", current_actor())
        except JoinRequestEnded:
            return _to_list(own.id, "ended")
        return _to_list(own.id, "refused")
    return render_organization_page(
        "organizations/join_requests/refuse.html",
        person,
        own,
        422 if form.errors else 200,
        form=form,
        email=email_of(waiting.account_id),
    )


def _to_list(organization_id: str, done: str) -> Response:
    return redirect(url_for(".index", organization_id=organization_id, done=done), 303)
