"""The password was right, but has to be replaced before anything else is opened."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from idp.accounts.models import Account
from idp.accounts.new_password import NewPasswordForm, accept_password, shown_rules
from idp.accounts.password_change import replace_password
from idp.accounts.password_policy import words_of
from idp.accounts.passwords import hash_password
from idp.accounts.signals import credentials_changed
from idp.audit import record
from idp.clients.registry import find_client
from idp.factors.web import pending_interaction
from idp.infrastructure.clock import now
from idp.infrastructure.database import current_session, reading
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.hosts import external_url
from idp.infrastructure.web.i18n import current_language
from idp.infrastructure.web.limits import limited_form
from idp.infrastructure.web.pages import portal_key, render_page, request_info
from idp.interactions import Interaction, get_interaction
from idp.mail import PasswordChanged, enqueue
from idp.sessions import end_all_sessions
from idp.signin.blueprint import signin
from idp.signin.gate import advance, portal_of


@signin.route("/signin/<interaction>/new-password", methods=["GET", "POST"])
@limited_form
def new_password(interaction: str) -> Response:
    """Ask for the new password and go on with the sign-in."""
    found = pending_interaction(interaction)
    with reading() as session:
        account = session.get_one(Account, found.pending_account_id)
    if account.password_change_due_at is None:
        return redirect(url_for("signin.complete", interaction=found.id), 303)
    portal = portal_of(found)
    form = NewPasswordForm()
    words = words_of(account.email, account.name, account.username, portal.name)
    if form.validate_on_submit() and accept_password(form.password, portal.password, words, account.id):
        new_hash = hash_password(form.password.data or "", current_settings().passwords)
        return advance(_replace(found, new_hash))
    return render_page(
        "signin/new_password.html",
        422 if form.errors else 200,
        reason=account.password_change_reason,
        form=form,
        rules=shown_rules(portal.password),
        email=account.email,
        interaction=found,
        client=find_client(found.client_id) if found.client_id else None,
    )


def _replace(found: Interaction, new_hash: str) -> Interaction:
    """Store the password; whatever rested on the old one ends, this sign-in goes on."""
    session, moment = current_session(), now()
    row = get_interaction(session, found.id, browser_hash())
    account = session.get_one(Account, found.pending_account_id, with_for_update=True)
    replace_password(session, account, new_hash, moment)
    end_all_sessions(session, account.id)
    credentials_changed.send(account.id, session=session)
    row.begin(account.id, row.pending_amr or (), moment)
    record(
        session,
        "password.replaced",
        actor=account.id,
        subject=account.id,
        portal=found.portal,
        ip=request_info().ip,
    )
    enqueue(
        session,
        PasswordChanged(
            changed_at=moment,
            reset_link=external_url("password_reset.request"),
            name=account.name,
            asked_by=request_info(),
        ),
        recipient=account.email,
        portal=portal_key(),
        language=account.language or current_language(),
        account_id=account.id,
    )
    return row
