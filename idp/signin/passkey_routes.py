"""Signing in with a passkey alone: it says who it is, and has verified that person.

No throttle stands before it: there is nothing to guess, and an account that is locked by the guessing of others is
still reached this way.
"""

from flask import Blueprint, Response, jsonify, redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from idp.accounts.locks import lock_account
from idp.actors import visitor
from idp.factors.passkeys.assertion import Assertion, accept_use, check_sign_in, record_refusal
from idp.factors.passkeys.challenges import Purpose, issue_challenge
from idp.factors.passkeys.errors import PasskeyRefused
from idp.factors.passkeys.options import sign_in_options
from idp.factors.passkeys.relying_party import this_relying_party
from idp.factors.passkeys.stored import passkeys_of
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import current_session
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.limits import limited_form
from idp.interactions import Interaction, get_interaction
from idp.interactions.web import load_interaction
from idp.sessions import current_sign_in
from idp.signin.forms import PasskeyForm
from idp.signin.pipeline import advance
from idp.signin.remembered import can_be_remembered

signin_passkey = Blueprint("signin_passkey", __name__)


@signin_passkey.post("/signin/<interaction_id>/passkey/options")
@limited_form
def options(interaction_id: str) -> Response:
    """What the browser asks its passkeys, behind the button and in the name field (conditional mediation)."""
    expected = _expected_account(load_interaction(interaction_id, is_act=False))
    challenge = issue_challenge(Purpose.SIGN_IN, browser_hash())
    allowed = passkeys_of(expected) if expected is not None else ()
    return jsonify(sign_in_options(this_relying_party(), challenge, allowed))


@signin_passkey.post("/signin/<interaction_id>/passkey")
@limited_form
def verify(interaction_id: str) -> BaseResponse:
    """The browser's answer."""
    interaction = load_interaction(interaction_id)
    form = PasskeyForm()
    sent = form.credential.data if form.validate_on_submit() else ""
    try:
        assertion = check_sign_in(sent or "", this_relying_party(), browser_hash())
    except PasskeyRefused as refused:
        record_refusal(refused, visitor())
        return _refuse(interaction)
    if _expected_account(interaction) not in {None, assertion.account_id}:
        return _refuse(interaction)
    row = get_interaction(current_session(), interaction.id, browser_hash(), lock=True)
    if not _begin(row, assertion):
        return _refuse(interaction)
    row.wants_to_be_remembered = form.remember.data and can_be_remembered(row)
    return advance(row)


def _expected_account(interaction: Interaction) -> str | None:
    """The one account that may answer, where a person who is signed in only confirms who they are; else None."""
    signed_in = current_sign_in() if interaction.is_fresh_sign_in_needed else None
    return signed_in.account_id if signed_in is not None else None


def _begin(interaction: Interaction, assertion: Assertion) -> bool:
    """Note that the passkey was right; False for a disabled account, a removed passkey or a fallen counter."""
    session = current_session()
    account = lock_account(session, assertion.account_id)
    actor = visitor().identified_as(assertion.account_id)
    if account is None or not account.is_active or not accept_use(session, assertion, actor):
        return False
    interaction.begin(account.id, assertion.amr, current_time())
    return True


def _refuse(interaction: Interaction) -> BaseResponse:
    """Back to the first page, which says so; the password still works."""
    return redirect(url_for("signin.sign_in", interaction_id=interaction.id, passkey="refused"), 303)
