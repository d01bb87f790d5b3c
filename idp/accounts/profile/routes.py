"""The profile page."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from idp.accounts.address_changes import EMAIL, find_pending
from idp.accounts.person import Person, current_person, render_account_page
from idp.accounts.profile.forms import ProfileForm
from idp.accounts.profile.service import Profile, change_profile
from idp.accounts.recovery_email.routes import shown_recovery_email
from idp.infrastructure.database import current_session, reading
from idp.infrastructure.web.i18n import choose_language, current_language, gettext
from idp.infrastructure.web.limits import limited_form
from idp.sessions.actor import current_actor
from idp.sessions.recent import sign_in_required

profile = Blueprint("profile", __name__, url_prefix="/account")


@profile.route("", methods=["GET", "POST"])
@limited_form
@sign_in_required
def index() -> Response:
    """Who the person is, and how they are reached."""
    person = current_person()
    form = ProfileForm()
    if form.validate_on_submit():
        return _save(person, form)
    if request.method == "GET":
        form.given_name.data, form.family_name.data = person.account.given_name, person.account.family_name
        form.language.data = person.account.language or current_language()
    return render_account_page(
        "accounts/profile.html",
        person,
        422 if form.errors else 200,
        form=form,
        user_name=person.account.username,
        email=person.account.email,
        email_change_url=url_for("email_change.request"),
        pending_email=_pending_email(person),
        recovery_email=shown_recovery_email(person),
        recovery_email_url=url_for("recovery_email.edit"),
        done=_done(person),
    )


def _done(person: Person) -> str | None:
    if request.args.get("kept") == "1" and person.account.delete_after is None:
        return gettext("Your account will be kept. It is no longer marked for deletion.")
    return gettext("Your profile has been saved.") if request.args.get("saved") == "1" else None


def _pending_email(person: Person) -> dict[str, Any] | None:
    with reading() as session:
        change = find_pending(session, person.account.id, EMAIL)
    if change is None:
        return None
    return {
        "email": change.new_email,
        "valid_until": change.expires_at,
        "cancel_url": url_for("email_change.cancel"),
    }


def _save(person: Person, form: ProfileForm) -> Response:
    asked = Profile(form.given_name.data or "", form.family_name.data or "", form.language.data)
    change_profile(current_session(), person.account.id, asked, current_actor())
    # Otherwise a choice at the foot of some earlier page would go on to outweigh the one made here.
    choose_language(asked.language)
    return redirect(url_for("profile.index", saved="1"), 303)
