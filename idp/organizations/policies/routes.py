"""The page on which administrators set the policies of their organization."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from idp.infrastructure.database import current_session
from idp.infrastructure.web.i18n import gettext
from idp.infrastructure.web.limits import limited_form
from idp.organizations.pages import administered_organization, render_organization_page
from idp.organizations.policies.forms import policies_form
from idp.organizations.policies.policies import Policies, set_policies
from idp.sessions.actor import current_actor
from idp.sessions.recent import recent_sign_in

organization_policies = Blueprint(
    "organization_policies", __name__, url_prefix="/organizations/<organization_id>/policies"
)


@organization_policies.route("", methods=["GET", "POST"])
@limited_form
def index(organization_id: str) -> Response:
    """Second factor, age of a sign-in, who lets people in, and with which addresses."""
    person, own = administered_organization(organization_id)
    form = policies_form(Policies.of(own.organization))
    if form.validate_on_submit():
        recent_sign_in()
        set_policies(current_session(), own.id, form.policies(), current_actor())
        return redirect(url_for("organization_policies.index", organization_id=own.id, saved="1"), 303)
    return render_organization_page(
        "organizations/policies.html",
        person,
        own,
        422 if form.errors else 200,
        form=form,
        done=gettext("Your changes were saved.") if request.args.get("saved") == "1" else None,
    )
