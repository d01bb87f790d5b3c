"""The page on which a person creates an organization, where the portal lets people do that."""

from flask import Blueprint, abort, redirect, url_for
from werkzeug.wrappers import Response

from idp.accounts.arrival import arrival_portal
from idp.accounts.own_account import get_own_account
from idp.accounts.person import current_person, render_account_page
from idp.infrastructure.database import current_session
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.limits import limited_form
from idp.organizations.creation import found_organization
from idp.organizations.founding_form import FoundingForm, entered_organization
from idp.portals.demands import lets_people_found_organizations
from idp.sessions.actor import current_actor
from idp.sessions.recent import recent_sign_in

organization_founding = Blueprint("organization_founding", __name__, url_prefix="/organizations/new")


def may_found() -> bool:
    """Whether the person of this page creates organizations by themselves."""
    return lets_people_found_organizations(current_settings(), arrival_portal())


@organization_founding.route("", methods=["GET", "POST"])
@limited_form
def create() -> Response:
    """Company or private person, and the name."""
    person = current_person()
    if not may_found():
        abort(404)
    form = FoundingForm()
    if form.validate_on_submit():
        recent_sign_in()
        account = get_own_account(current_session(), person.account.id)
        made = found_organization(current_session(), account, entered_organization(form), current_actor())
        return redirect(url_for("organizations.overview", organization_id=made.id, created="1"), 303)
    own_name = person.account.name or person.account.email
    return render_account_page(
        "organizations/new.html", person, 422 if form.errors else 200, form=form, own_name=own_name
    )
