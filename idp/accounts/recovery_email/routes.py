"""The pages about the recovery address."""

from typing import Any

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from idp.accounts.address_changes import RECOVERY_EMAIL, find_pending
from idp.accounts.email_change.forms import NewEmailForm
from idp.accounts.identifiers import canonical_email
from idp.accounts.person import Person, current_person, render_account_page
from idp.accounts.recovery_email.change import (
    hit_request_limit,
    remove_recovery_email,
    request_recovery_email,
)
from idp.infrastructure.database import current_session, reading
from idp.infrastructure.web.i18n import format_moment, gettext
from idp.infrastructure.web.limits import limited_form
from idp.portals.account_demands import demands_of_account
from idp.sessions.actor import current_actor
from idp.sessions.recent import recent_sign_in, recent_sign_in_required, required_sign_in, sign_in_required

recovery_email = Blueprint("recovery_email", __name__, url_prefix="/account/recovery-email")


@recovery_email.route("", methods=["GET", "POST"])
@limited_form
@sign_in_required
def edit() -> Response:
    """Which address shall it be? Asking for it takes a recent sign-in."""
    person = current_person()
    form = NewEmailForm()
    if form.validate_on_submit():
        recent_sign_in()
        if (email := _asked(person, form)) is not None:
            return _request(person, email)
    shown = shown_recovery_email(person)
    return render_account_page(
        "accounts/recovery_email/edit.html",
        person,
        422 if form.errors else 200,
        form=form,
        recovery_email=shown,
        remove_url=url_for("recovery_email.remove") if shown else None,
        back_url=url_for("profile.index"),
    )


@recovery_email.post("/remove")
@limited_form
@recent_sign_in_required
def remove() -> Response:
    """Have none."""
    remove_recovery_email(current_session(), required_sign_in().account_id, current_actor())
    return redirect(url_for("profile.index"), 303)


def shown_recovery_email(person: Person) -> dict[str, Any] | None:
    """The address as pages show it: one that waits for its confirmation before the one that holds."""
    with reading() as session:
        change = find_pending(session, person.account.id, RECOVERY_EMAIL)
    if change is not None:
        return {"email": change.new_email, "is_confirmed": False}
    address = person.account.recovery_email
    return {"email": address, "is_confirmed": True} if address else None


def _asked(person: Person, form: NewEmailForm) -> str | None:
    """The canonical address of the form, or None with the reason beside the field."""
    email = canonical_email(form.email.data or "") or ""
    if email == person.account.email:
        form.email.errors = [gettext("Please choose a different address from the one you sign in with.")]
        return None
    if email == person.account.recovery_email:
        form.email.errors = [gettext("This is already your recovery e-mail.")]
        return None
    if not hit_request_limit(person.account.id, email, demands_of_account(person.account.id).throttle):
        form.email.errors = [gettext("We have already sent several e-mails. Please try again in an hour.")]
        return None
    return email


def _request(person: Person, email: str) -> Response:
    change = request_recovery_email(current_session(), person.account.id, email, current_actor())
    return render_account_page(
        "accounts/recovery_email/sent.html",
        person,
        email=email,
        valid_until=format_moment(change.expires_at),
        request_url=url_for("recovery_email.edit"),
        back_url=url_for("profile.index"),
    )
