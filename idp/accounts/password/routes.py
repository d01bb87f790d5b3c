"""The password page."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from idp.accounts.new_password import NewPasswordForm, accept_new_password, accept_unused, shown_rules
from idp.accounts.password.service import change_password
from idp.accounts.password_policy import rules_met, words_of
from idp.accounts.passwords import hash_password
from idp.accounts.person import Person, current_person, render_account_page
from idp.infrastructure.database import current_session
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.i18n import gettext
from idp.infrastructure.web.limits import limited_form
from idp.portals.account_demands import demands_of_account
from idp.sessions.actor import current_actor
from idp.sessions.recent import recent_sign_in, sign_in_required

password = Blueprint("password", __name__)


@password.route("/account/password", methods=["GET", "POST"])
@limited_form
@sign_in_required
def index() -> Response:
    """A new password; saving it takes a recent sign-in."""
    person = current_person()
    account, demands = person.account, demands_of_account(person.account.id)
    form = NewPasswordForm()
    words = words_of(account.given_name, account.family_name, account.email, account.username, *demands.names)
    if accept_new_password(form, demands.password, words):
        # Before it is compared with former ones: whoever finds the session open must not learn of those.
        recent_sign_in()
        if accept_unused(form, demands.password, account.id):
            return _save(person, form.password.data or "")
    return render_account_page(
        "accounts/password.html",
        person,
        422 if form.errors else 200,
        form=form,
        rules=shown_rules(demands.password),
        email=account.email,
        changed_at=account.password_changed_at,
        has_password=account.password_hash is not None,
        done=gettext("Your password has been changed.") if request.args.get("changed") == "1" else None,
    )


@password.get("/.well-known/change-password")
def well_known() -> Response:
    """Where password managers look for the page (W3C, A Well-Known URL for Changing Passwords)."""
    return redirect(url_for("password.index"), 302)


def _save(person: Person, new_password: str) -> Response:
    # Before the transaction: hashing is slow.
    settings = current_settings()
    password_hash, met = hash_password(new_password, settings.passwords), rules_met(new_password, settings)
    change_password(current_session(), person.account.id, password_hash, met, current_actor())
    return redirect(url_for("password.index", changed="1"), 303)
