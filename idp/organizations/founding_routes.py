"""The page on which a person creates an organization, where the portal lets people do that."""

from flask import Blueprint, abort, redirect, url_for
from werkzeug.wrappers import Response
from wtforms import RadioField, StringField
from wtforms.validators import Length

from idp.accounts.arrival import arrival_portal
from idp.accounts.fields import PageForm, cleaned_name, plain_text
from idp.accounts.own_account import get_own_account
from idp.accounts.person import current_person, render_account_page
from idp.infrastructure.database import current_session
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.i18n import gettext, lazy_gettext
from idp.infrastructure.web.limits import limited_form
from idp.organizations.creation import LONGEST_NAME, found_organization
from idp.organizations.models import OrganizationKind
from idp.organizations.words import KINDS
from idp.portals.demands import lets_people_found_organizations
from idp.sessions.actor import current_actor
from idp.sessions.recent import recent_sign_in

organization_founding = Blueprint("organization_founding", __name__, url_prefix="/organizations/new")


def may_found() -> bool:
    """Whether the person of this page creates organizations by themselves."""
    return lets_people_found_organizations(current_settings(), arrival_portal())


class FoundingForm(PageForm):
    """What the organization is, and its name; a private person's has that person's."""

    kind = RadioField(
        lazy_gettext("Type"),
        choices=[(kind.value, KINDS[kind]) for kind in OrganizationKind],
        default=OrganizationKind.COMPANY.value,
    )
    company = StringField(
        lazy_gettext("Name of the company"),
        filters=[cleaned_name],
        validators=[
            plain_text,
            Length(max=LONGEST_NAME, message=lazy_gettext("Please enter no more than 200 characters.")),
        ],
    )

    def is_complete(self) -> bool:
        """Whether a company has its name; else the field says so."""
        if self.kind.data == OrganizationKind.COMPANY.value and not self.company.data:
            self.company.errors = [gettext("Please enter the name of the company.")]
            return False
        return True


@organization_founding.route("", methods=["GET", "POST"])
@limited_form
def create() -> Response:
    """Company or private person, and the name."""
    person = current_person()
    if not may_found():
        abort(404)
    form = FoundingForm()
    if form.validate_on_submit() and form.is_complete():
        recent_sign_in()
        account = get_own_account(current_session(), person.account.id)
        kind = OrganizationKind(form.kind.data)
        made = found_organization(current_session(), account, form.company.data or "", kind, current_actor())
        return redirect(url_for("organizations.overview", organization_id=made.id, created="1"), 303)
    own_name = person.account.name or person.account.email
    return render_account_page(
        "organizations/new.html", person, 422 if form.errors else 200, form=form, own_name=own_name
    )
