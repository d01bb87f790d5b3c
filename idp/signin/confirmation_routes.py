"""The page on which a signed-in person confirms who they are: by password or passkey, and as that account alone."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from idp.accounts.own_account import get_own_account
from idp.accounts.summaries import AccountSummary
from idp.factors.passkeys.stored import passkeys_of
from idp.factors.web import is_settled
from idp.infrastructure.database import reading
from idp.infrastructure.web.i18n import gettext
from idp.infrastructure.web.limits import limited_form
from idp.infrastructure.web.pages import render_page
from idp.interactions import Interaction
from idp.interactions.web import load_interaction
from idp.sessions import SignedIn, current_sign_in
from idp.signin.dispatcher import resume_url
from idp.signin.forms import PasswordForm
from idp.signin.password_step import go_on_after, render_refusal, try_password

confirmation = Blueprint("confirmation", __name__)


@confirmation.route("/signin/<interaction_id>/confirm", methods=["GET", "POST"])
@limited_form
def ask(interaction_id: str) -> Response:
    """Password or passkey of the account that is signed in; then on with what waits for it."""
    interaction, signed_in = load_interaction(interaction_id), current_sign_in()
    if signed_in is None or not interaction.is_fresh_sign_in_needed:
        return redirect(url_for("signin.sign_in", interaction_id=interaction.id), 303)
    if request.method == "GET" and is_settled(interaction, signed_in):
        return redirect(resume_url(interaction), 303)
    facts, form = _facts(interaction, signed_in), PasswordForm()
    del form.remember
    if form.validate_on_submit():
        email = facts["account"].email
        outcome = try_password(interaction, email, form.password.data or "")
        on = go_on_after(interaction, outcome, email)
        return on or render_refusal("signin/confirm.html", form, outcome, **facts)
    if request.args.get("passkey") == "refused":
        form.form_errors.append(gettext("This passkey was not accepted. Please try again or use your password."))
    return render_page("signin/confirm.html", 422 if form.errors else 200, form=form, **facts)


def _facts(interaction: Interaction, signed_in: SignedIn) -> dict[str, Any]:
    with reading() as session:
        account = get_own_account(session, signed_in.account_id)
    options_url = url_for("signin_passkey.options", interaction_id=interaction.id)
    return {
        "interaction": interaction,
        "account": AccountSummary.of(account),
        "has_password": account.password_hash is not None,
        "is_saving": interaction.wrapped_form is not None,
        "cancel_url": resume_url(interaction),
        "passkey_options_url": options_url if passkeys_of(account.id) else None,
        "passkey_url": url_for("signin_passkey.verify", interaction_id=interaction.id),
    }
