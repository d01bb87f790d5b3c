"""Choosing among the people who are signed in with this browser, and signing them out of it."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from idp.accounts.identifiers import canonical_identifier
from idp.accounts.summaries import AccountSummary, account_summaries
from idp.actors import visitor
from idp.clients.registry import find_client
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import current_session
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.local_paths import safe_local_path
from idp.infrastructure.web.pages import render_page
from idp.interactions import Interaction, get_interaction
from idp.interactions.web import load_interaction
from idp.protocol.steps import ACCOUNT_CHOSEN
from idp.sessions import BrowserAccounts, SessionHandle, current_accounts, set_session_cookies, sign_out_here
from idp.sessions.remember_cookie import current_remember_value
from idp.sessions.web import is_choice_due
from idp.signin.dispatcher import resume_url
from idp.signin.sign_out import sign_out
from idp.signin.switching import switch_to

chooser = Blueprint("chooser", __name__)


@chooser.route("/signin/<interaction_id>/account", methods=["GET", "POST"])
def choose(interaction_id: str) -> Response:
    """Who shall it be? (OpenID Connect Core 3.1.2.1, ``prompt=select_account``)"""
    interaction, accounts = load_interaction(interaction_id), current_accounts()
    summaries = account_summaries([each.signed_in.account_id for each in accounts.all_sessions])
    if request.method == "POST" and (removed := request.form.get("remove")):
        return _remove(interaction, accounts.find(removed))
    if request.method == "POST" and not request.form.get("session_id"):
        return _ask_somebody_else(interaction, summaries)
    if request.method == "POST":
        return _choose(interaction, accounts.find(request.form["session_id"]), summaries)
    if not accounts.all_sessions:
        return redirect(resume_url(interaction), 303)
    return render_page(
        "signin/choose_account.html",
        accounts=_shown(accounts, summaries, interaction.identifier),
        interaction=interaction,
        client=find_client(interaction.client_id),
    )


@chooser.post("/account/switch")
def switch() -> Response:
    """Activate another account that is signed in here, from the menu of the account pages."""
    chosen = current_accounts().find(request.form.get("session_id", ""))
    response = redirect(safe_local_path(request.form.get("next"), url_for("profile.index")), 303)
    if chosen is None or not switch_to(current_session(), response, chosen):
        return redirect(url_for("signin.start", account="choose", next=url_for("profile.index")), 303)
    return response


def _choose(interaction: Interaction, chosen: SessionHandle | None, summaries: dict[str, AccountSummary]) -> Response:
    """Go on as the person whose button was pressed; one who has gone since is no longer on the page."""
    again = redirect(url_for("chooser.choose", interaction_id=interaction.id), 303)
    summary = summaries.get(chosen.signed_in.account_id) if chosen else None
    if chosen is None or summary is None:
        return again
    session = current_session()
    interaction = get_interaction(session, interaction.id, browser_hash(), lock=True)
    response = redirect(resume_url(interaction), 303)
    if chosen != current_accounts().active:
        if not switch_to(session, response, chosen):
            return again
    elif is_choice_due():
        set_session_cookies(response, current_accounts().activate(chosen))
    interaction.forget_pending()
    interaction.identifier, interaction.wants_to_be_remembered = summary.email, False
    interaction.settle(ACCOUNT_CHOSEN, chosen.signed_in.session_id, current_time())
    return response


def _ask_somebody_else(interaction: Interaction, summaries: dict[str, AccountSummary]) -> Response:
    """Ask another account to sign in. The others stay signed in; a hint at an account that is not is kept."""
    interaction = get_interaction(current_session(), interaction.id, browser_hash(), lock=True)
    if any(_is_hinted(summary, interaction.identifier) for summary in summaries.values()):
        interaction.identifier = None
    interaction.wants_to_be_remembered = False
    return redirect(url_for("signin.sign_in", interaction_id=interaction.id, other="1"), 303)


def _remove(interaction: Interaction, leaving: SessionHandle | None) -> Response:
    """Sign one of them out of this browser, and show who is left."""
    response = redirect(url_for("chooser.choose", interaction_id=interaction.id), 303)
    if leaving is not None:
        session, ended = current_session(), [leaving.signed_in]
        sign_out(session, ended, visitor(), remember_value=current_remember_value())
        sign_out_here(response, ended)
    return response


def _shown(accounts: BrowserAccounts, summaries: dict[str, AccountSummary], hint: str | None) -> list[dict[str, Any]]:
    """The active one first, but before all who was hinted at."""
    shown = [
        {
            "session_id": each.signed_in.session_id,
            "name": summary.name,
            "email": summary.email,
            "initials": summary.initials,
            "is_active": each == accounts.active,
            "is_hinted": _is_hinted(summary, hint),
        }
        for each in accounts.all_sessions
        if (summary := summaries.get(each.signed_in.account_id))
    ]
    return sorted(shown, key=lambda each: not each["is_hinted"])


def _is_hinted(summary: AccountSummary, hint: str | None) -> bool:
    return bool(hint) and summary.is_called(canonical_identifier(hint or ""))
