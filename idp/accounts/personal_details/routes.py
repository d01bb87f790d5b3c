"""The page of the personal details."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from idp.accounts.locks import hold_account
from idp.accounts.person import current_person, render_account_page
from idp.accounts.personal_details.claims import details_of
from idp.accounts.personal_details.fields import offered_details
from idp.accounts.personal_details.forms import details_form
from idp.accounts.personal_details.service import change_details
from idp.accounts.portal_fields.form_fields import entries_of, fill_fields, make_fields
from idp.accounts.portal_fields.keeping import change_shared
from idp.accounts.portal_fields.shared import shared_entries
from idp.admissions.lookup import admitted_portals
from idp.infrastructure.database import current_session
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.i18n import gettext
from idp.infrastructure.web.limits import limited_form
from idp.portals.portal_fields import shared_fields_at
from idp.sessions.actor import current_actor
from idp.sessions.recent import sign_in_required

personal_details = Blueprint("personal_details", __name__, url_prefix="/account/details")


@personal_details.route("", methods=["GET", "POST"])
@limited_form
@sign_in_required
def index() -> Response:
    """What portals may be told of the person beside the name, and what the person shares with portals."""
    details = offered_details(current_settings().accounts.profile_fields)
    person = current_person()
    shared = shared_fields_at(current_settings(), admitted_portals(person.account.id))
    if not details and not shared:
        raise NotFound
    form = details_form(details, details_of(person.account.claims), make_fields(shared))
    if request.method == "GET":
        fill_fields(form, shared_entries(person.account.shared_fields, shared))
    if form.validate_on_submit():
        asked = {detail.name: str(form[detail.name].data or "") for detail in details}
        session, actor = current_session(), current_actor()
        hold_account(session, person.account.id, actor.session_id)
        change_details(session, person.account.id, asked, actor)
        change_shared(session, person.account.id, shared, entries_of(form, shared), actor)
        return redirect(url_for("personal_details.index", saved="1"), 303)
    return render_account_page(
        "accounts/personal_details.html",
        person,
        422 if form.errors else 200,
        form=form,
        are_asked=bool(shared),
        details=[(detail, form[detail.name]) for detail in details],
        done=gettext("Your details have been saved.") if request.args.get("saved") == "1" else None,
    )
