"""The sign-in pages."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from idp.accounts.summaries import email_of
from idp.clients.registry import find_client
from idp.factors.web import is_settled
from idp.infrastructure.database import current_session
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.limits import limited_form
from idp.infrastructure.web.local_paths import safe_local_path
from idp.infrastructure.web.pages import portal_key, render_page, use_portal
from idp.infrastructure.web.prefetching import acts_on_get
from idp.interactions import Interaction, start_interaction
from idp.interactions.web import load_interaction
from idp.portals.account_demands import demands_of_any_account
from idp.sessions import SignedIn, current_accounts, current_sign_in, other_sessions
from idp.signin.asked_again import AskedAgain, find_asked_again
from idp.signin.dispatcher import resume_url
from idp.signin.facts import acr_requirement_of_interaction
from idp.signin.forms import CombinedForm, IdentifyForm, PasswordForm
from idp.signin.going_on import Lack, find_lack
from idp.signin.password_step import go_on_after, render_refusal, try_password, writable
from idp.signin.pipeline import begin_step_up
from idp.signin.remembered import Recognized, resume_remembered
from idp.signin.shown_forms import facts_of_page, fill_in, is_combined, is_ticked, name_rules, offered, status_of

signin = Blueprint("signin", __name__)


@signin.get("/signin")
@acts_on_get
def start() -> Response:
    """Sign in for a page of ours (``next``, a local path), in the look of ``portal``.

    ``fresh`` authenticates a live session again, before something sensitive. ``account`` is "other" for signing another
    account in beside, and "choose" for choosing among those that are signed in. ``ask`` is "password" where the person
    of ``email`` is known by a mailed link, and need not send the name first.
    """
    use_portal(request.args.get("portal"))
    return_to = safe_local_path(request.args.get("next"), url_for("accounts.home"))
    is_fresh, choice = request.args.get("fresh") == "1", request.args.get("account")
    signed_in = current_sign_in()
    is_asked = is_fresh or choice in {"other", "choose"}
    resumed = resume_remembered(None) if signed_in is None and not is_fresh and choice != "other" else None
    recognized = resumed.email if isinstance(resumed, Recognized) else None
    present = resumed if isinstance(resumed, SignedIn) else signed_in
    lack = find_lack(present) if present is not None and not is_asked else None
    if present is not None and not is_asked and lack is None:
        return redirect(return_to, 303)
    known = email_of(present.account_id) if present is not None and (is_fresh or lack is not None) else None
    address = known or request.args.get("email") or recognized
    can_choose = choice == "choose" or (signed_in is None and not address and choice != "other")
    interaction = start_interaction(
        current_session(),
        browser_hash=browser_hash(),
        portal=portal_key(),
        lifetime=demands_of_any_account().lifetimes.interaction,
        return_to=return_to,
        identifier=address,
    )
    interaction.is_fresh_sign_in_needed = is_fresh
    if present is not None and lack is Lack.SECOND_FACTOR:
        return begin_step_up(interaction, present)
    if can_choose and current_accounts().all_sessions:
        return redirect(url_for("chooser.choose", interaction_id=interaction.id), 303)
    other = "1" if choice == "other" else None
    page = "signin.password" if address and request.args.get("ask") == "password" else "signin.sign_in"
    return redirect(url_for(page, interaction_id=interaction.id, other=other), 303)


@signin.route("/signin/<interaction_id>", methods=["GET", "POST"])
@acts_on_get
@limited_form
def sign_in(interaction_id: str) -> Response:
    """First step: the name; or name and password, where the portal wants them on one page."""
    interaction = load_interaction(interaction_id)
    if elsewhere := _find_elsewhere(interaction):
        return redirect(elsewhere, 303)
    resumed = _look_for_remembered(interaction)
    if isinstance(resumed, SignedIn):
        return redirect(resume_url(interaction), 303)
    again = _asked_again(interaction)
    name = interaction.identifier or (resumed.email if resumed else again.account.email if again else None)
    if is_combined(interaction):
        return _combined(interaction, name, again)
    form = offered(IdentifyForm(), interaction)
    if form.validate_on_submit(name_rules(interaction)):
        return _finish_filled(interaction, form) or _ask_password(interaction, form)
    if request.method == "GET":
        fill_in(form, name)
    return render_page("signin/identify.html", status_of(form), form=form, again=again, **facts_of_page(interaction))


@signin.route("/signin/<interaction_id>/password", methods=["GET", "POST"])
@limited_form
def password(interaction_id: str) -> Response:
    """Second step: the password of the name that was typed."""
    interaction = load_interaction(interaction_id)
    if elsewhere := _find_elsewhere(interaction):
        return redirect(elsewhere, 303)
    if not interaction.identifier or is_combined(interaction):
        return redirect(url_for("signin.sign_in", interaction_id=interaction.id), 303)
    form = offered(PasswordForm(), interaction)
    facts = {"name": interaction.identifier, "again": _asked_again(interaction), **facts_of_page(interaction)}
    if form.validate_on_submit():
        return _sign_in("signin/password.html", interaction, interaction.identifier, form, facts)
    if form.remember and request.method == "GET":
        form.remember.data = interaction.wants_to_be_remembered
    return render_page("signin/password.html", status_of(form), form=form, **facts)


def _find_elsewhere(interaction: Interaction) -> str | None:
    """The page that this one leads to, for a person who is signed in: what was signed in to, where the browser's back
    button opens a page that is done with, or the page that asks for nothing but a confirmation.

    What an application asked for is over once it was answered.
    """
    if interaction.client_id is not None or current_sign_in() is None:
        return None
    if interaction.is_fresh_sign_in_needed:
        refused = request.args.get("passkey")
        return url_for("confirmation.ask", interaction_id=interaction.id, passkey=refused)
    is_asked = request.method == "POST" or "other" in request.args
    return None if is_asked or not is_settled(interaction, current_sign_in()) else resume_url(interaction)


def _finish_filled(interaction: Interaction, form: IdentifyForm) -> Response | None:
    """The way on after the right password of a password manager, beside the name. None for a wrong one, of which
    nothing is said: the person has not typed it, and is asked for it on the next page."""
    if not form.current_password.data:
        return None
    name = form.email.data or ""
    outcome = try_password(interaction, name, form.current_password.data)
    return go_on_after(interaction, outcome, name, wants_to_be_remembered=is_ticked(form))


def _sign_in(
    template: str, interaction: Interaction, name: str, form: PasswordForm | CombinedForm, facts: dict[str, Any]
) -> Response:
    outcome = try_password(interaction, name, form.password.data or "")
    on = go_on_after(interaction, outcome, name, wants_to_be_remembered=is_ticked(form))
    return on or render_refusal(template, form, outcome, **facts)


def _ask_password(interaction: Interaction, form: IdentifyForm) -> Response:
    row = writable(interaction)
    row.identifier, row.wants_to_be_remembered = form.email.data, is_ticked(form)
    return redirect(url_for("signin.password", interaction_id=interaction.id), 303)


def _asked_again(interaction: Interaction) -> AskedAgain | None:
    """None for a person who has just said that it is not theirs."""
    return None if "other" in request.args else find_asked_again(interaction)


def _look_for_remembered(interaction: Interaction) -> SignedIn | Recognized | None:
    """Resume a remembered sign-in without a question, unless the person has just said that it is not theirs."""
    is_asked = request.method == "POST" or "other" in request.args or interaction.is_fresh_sign_in_needed
    if is_asked or current_sign_in() is not None:
        return None
    return resume_remembered(find_client(interaction.client_id), acr_requirement_of_interaction(interaction))


def _combined(interaction: Interaction, name: str | None, again: AskedAgain | None) -> Response:
    form = offered(CombinedForm(), interaction)
    facts = {"again": again, **facts_of_page(interaction)}
    if form.validate_on_submit(name_rules(interaction)):
        return _sign_in("signin/combined.html", interaction, form.email.data or "", form, facts)
    if request.method == "GET":
        fill_in(form, name)
    return render_page("signin/combined.html", status_of(form), form=form, **facts)


@signin.post("/signin/<interaction_id>/not-you")
def not_you(interaction_id: str) -> Response:
    """Let another account sign in. The others stay signed in."""
    interaction = load_interaction(interaction_id)
    row = writable(interaction)
    row.identifier, row.wants_to_be_remembered = None, False
    if other_sessions():
        return redirect(url_for("chooser.choose", interaction_id=interaction.id), 303)
    return redirect(url_for("signin.sign_in", interaction_id=interaction.id, other="1"), 303)
