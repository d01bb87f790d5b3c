"""The registrations of a customer's people, for the administrators of its organization."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from idp.infrastructure.database import current_session, reading
from idp.infrastructure.web.i18n import gettext
from idp.infrastructure.web.limits import limited_form
from idp.organizations.members.forms import RightForm
from idp.organizations.members.granting import MembershipGrant
from idp.organizations.pages import administered_organization, asked_cursor, neighbours, render_organization_page
from idp.organizations.policies.errors import AddressNotAllowed
from idp.registration.customer_approval.deciding import (
    approve_for_organization,
    get_of_organization,
    is_waiting,
    refuse_for_organization,
)
from idp.registration.customer_approval.errors import RegistrationDecided
from idp.registration.customer_approval.forms import RegistrationRefusalForm
from idp.registration.customer_approval.granting import GrantChoices
from idp.registration.customer_approval.listing import describe, find_decision, read_waiting
from idp.sessions.actor import current_actor
from idp.sessions.recent import recent_sign_in

registration_approvals = Blueprint(
    "registration_approvals", __name__, url_prefix="/organizations/<organization_id>/registrations"
)


@registration_approvals.get("")
def index(organization_id: str) -> Response:
    """Who waits for an account."""
    person, own = administered_organization(organization_id)
    with reading() as session:
        page = read_waiting(session, own.id, asked_cursor())
    done = {
        "approved": gettext("The registration was approved. The person will get an e-mail."),
        "refused": gettext("The registration was declined. The person will get an e-mail."),
    }
    return render_organization_page(
        "registration/approvals/index.html",
        person,
        own,
        registrations=page.entries,
        done=done.get(request.args.get("done", "")),
        **neighbours(page, ".index", organization_id=own.id),
    )


@registration_approvals.route("/<registration_id>", methods=["GET", "POST"])
@limited_form
def show(organization_id: str, registration_id: str) -> Response:
    """Who registers, and with which rights they are approved; or what was decided."""
    person, own = administered_organization(organization_id)
    with reading() as session:
        registration = get_of_organization(session, own.id, registration_id)
        waiting, decided = describe(session, registration), find_decision(session, registration)
        choices = GrantChoices.read(session, own.id)
    if not is_waiting(registration):
        return render_organization_page(
            "registration/approvals/decided.html", person, own, registration=waiting, decided=decided
        )
    form = choices.form(RightForm)
    if form.validate_on_submit():
        recent_sign_in()
        answer = _approve(own.id, registration_id, form, choices.grant(form))
        if answer is not None:
            return answer
    return render_organization_page(
        "registration/approvals/show.html",
        person,
        own,
        422 if form.errors else 200,
        registration=waiting,
        form=form,
        **choices.groups(form),
    )


@registration_approvals.route("/<registration_id>/refuse", methods=["GET", "POST"])
@limited_form
def refuse(organization_id: str, registration_id: str) -> Response:
    """Why the person gets no account."""
    person, own = administered_organization(organization_id)
    form = RegistrationRefusalForm()
    with reading() as session:
        registration = get_of_organization(session, own.id, registration_id)
        waiting = describe(session, registration)
    if not is_waiting(registration):
        return _to_registration(own.id, registration_id)
    if form.validate_on_submit():
        recent_sign_in()
        try:
            refuse_for_organization(current_session(), own.id, registration_id, form.reason.data or "", current_actor())
        except RegistrationDecided:
            return _to_registration(own.id, registration_id)
        return redirect(url_for(".index", organization_id=own.id, done="refused"), 303)
    status = 422 if form.errors else 200
    return render_organization_page(
        "registration/approvals/refuse.html", person, own, status, registration=waiting, form=form
    )


def _approve(organization_id: str, registration_id: str, form: RightForm, grant: MembershipGrant) -> Response | None:
    """None where the form says now why this person can't be a member."""
    try:
        approve_for_organization(current_session(), organization_id, registration_id, grant, current_actor())
    except RegistrationDecided:
        return _to_registration(organization_id, registration_id)
    except AddressNotAllowed as refused:
        form.role.errors = [refused.text]
        return None
    return redirect(url_for(".index", organization_id=organization_id, done="approved"), 303)


def _to_registration(organization_id: str, registration_id: str) -> Response:
    """The page of the registration, which tells what was decided."""
    return redirect(url_for(".show", organization_id=organization_id, registration_id=registration_id), 303)
