"""The password was right, but has to be replaced before anything else is opened."""

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from idp.accounts.locks import hold_pending_account
from idp.accounts.new_password import NewPasswordForm, accept_new_password, shown_rules
from idp.accounts.own_account import get_own_account
from idp.accounts.password_policy import rules_met, words_of
from idp.accounts.passwords import hash_password
from idp.accounts.security.passwords import Replacement, replace_password
from idp.actors import visitor
from idp.clients.registry import find_client
from idp.factors.portal_demands import demands_of_interaction
from idp.factors.web import pending_interaction
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import current_session, reading
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.limits import limited_form
from idp.infrastructure.web.pages import render_page
from idp.interactions import Interaction, get_interaction
from idp.protocol.steps import Lacking, decide_sign_in
from idp.signin.pipeline import advance, gather_facts, next_url
from idp.signin.steps import NEW_PASSWORD, current_steps

new_password = Blueprint("new_password", __name__)


@new_password.route("/signin/<interaction_id>/new-password", methods=["GET", "POST"])
@limited_form
def choose(interaction_id: str) -> Response:
    """Ask for the new password and go on with the sign-in."""
    interaction = pending_interaction(interaction_id)
    # Not before the second factor: the password alone, which may be the leaked one, must not replace itself.
    with reading() as session:
        is_due = decide_sign_in(current_steps(), gather_facts(session, interaction), current_time()) == Lacking(
            NEW_PASSWORD
        )
        account = get_own_account(session, interaction.pending_account_id)
    if not is_due:
        return redirect(next_url(interaction), 303)
    demands = demands_of_interaction(interaction)
    form = NewPasswordForm()
    words = words_of(account.email, account.name, account.username, *demands.names)
    # Never the one that has to be replaced, even where a portal allows former ones.
    policy = demands.password.model_copy(update={"former_passwords": max(1, demands.password.former_passwords)})
    if accept_new_password(form, policy, words, account.id):
        chosen, settings = form.password.data or "", current_settings()
        replaced = _replace(interaction, hash_password(chosen, settings.passwords), rules_met(chosen, settings))
        if replaced is None:
            return redirect(url_for("signin.sign_in", interaction_id=interaction.id), 303)
        return advance(replaced)
    return render_page(
        "signin/new_password.html",
        422 if form.errors else 200,
        reason=account.password_change_reason,
        form=form,
        rules=shown_rules(demands.password),
        email=account.email,
        interaction=interaction,
        client=find_client(interaction.client_id),
    )


def _replace(interaction: Interaction, new_hash: str, met: tuple[str, ...]) -> Interaction | None:
    """Store the password; what rested on the old one ends, this sign-in goes on.

    None when this sign-in holds no more: while the password was hashed, another tab may have put another account in
    its place, or the account may have been disabled or given another password.
    """
    session = current_session()
    row = get_interaction(session, interaction.id, browser_hash(), lock=True)
    account = hold_pending_account(session, row)
    if account is None or account.id != interaction.pending_account_id:
        return None
    actor = visitor().identified_as(account.id)
    replace_password(session, account, new_hash, actor, reason=Replacement.DEMANDED, rules_met=met)
    # As of now: what was checked before the password was replaced would not hold.
    row.begin(account.id, row.pending_amr or (), current_time())
    return row
