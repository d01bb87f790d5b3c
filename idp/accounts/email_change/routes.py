"""The pages on which a person asks for another e-mail address. What mailed links lead to is in ``link_pages``."""

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from idp.accounts.address_changes import EMAIL, void_pending
from idp.accounts.email_change.forms import NewEmailForm
from idp.accounts.email_change.request import hit_request_limit, request_change
from idp.accounts.identifiers import canonical_email
from idp.accounts.person import Person, current_person, render_account_page
from idp.infrastructure.database import current_session
from idp.infrastructure.web.i18n import format_moment, gettext
from idp.infrastructure.web.limits import limited_form
from idp.portals.account_demands import demands_of_account
from idp.sessions.actor import current_actor
from idp.sessions.recent import recent_sign_in, required_sign_in, sign_in_required

email_change = Blueprint("email_change", __name__, url_prefix="/account/email")


@email_change.route("", methods=["GET", "POST"], endpoint="request")
@limited_form
@sign_in_required
def ask() -> Response:
    """Which address shall hold? Asking for it takes a recent sign-in."""
    person = current_person()
    form = NewEmailForm()
    if form.validate_on_submit():
        recent_sign_in()
        if (new_email := _asked(person, form)) is not None:
            return _request(person, new_email)
    return render_account_page(
        "accounts/email_change/request.html",
        person,
        422 if form.errors else 200,
        form=form,
        email=person.account.email,
        back_url=url_for("profile.index"),
    )


@email_change.post("/cancel")
@limited_form
@sign_in_required
def cancel() -> Response:
    """Keep the old address after all."""
    void_pending(current_session(), required_sign_in().account_id, EMAIL)
    return redirect(url_for("profile.index"), 303)


def _asked(person: Person, form: NewEmailForm) -> str | None:
    """The canonical address of the form, or None with the reason beside the field."""
    new_email = canonical_email(form.email.data or "") or ""
    if new_email == person.account.email:
        form.email.errors = [gettext("You already use this address.")]
        return None
    if not hit_request_limit(person.account.id, new_email, demands_of_account(person.account.id).throttle):
        form.email.errors = [gettext("We have already sent several e-mails. Please try again in an hour.")]
        return None
    return new_email


def _request(person: Person, new_email: str) -> Response:
    change = request_change(current_session(), person.account.id, new_email, current_actor())
    return render_account_page(
        "accounts/email_change/sent.html",
        person,
        email=new_email,
        valid_until=format_moment(change.expires_at),
        request_url=url_for("email_change.request"),
        back_url=url_for("profile.index"),
    )
