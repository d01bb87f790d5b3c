"""The end-session endpoint (OpenID Connect RP-Initiated Logout 1.0)."""

from collections.abc import Sequence

from flask import make_response, redirect, request
from werkzeug.wrappers import Response

from idp.actors import visitor
from idp.clients.registry import find_client
from idp.clients.subjects.naming import find_subject
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import current_session, expect_writes
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.csrf import require_own_form
from idp.infrastructure.web.pages import use_language, use_portal
from idp.infrastructure.web.request_log import log_with_request
from idp.oauth.cross_site_posts import lacks_cookies
from idp.oauth.http import sent_pairs
from idp.oauth.logout_elsewhere import ask_again_with_cookies, end_elsewhere
from idp.oauth.logout_pages import END_SESSION, ask_confirmation, signed_out_url
from idp.oauth.provider_keys import current_keyring
from idp.oauth.refusals import refusal_page
from idp.oauth.tokens.id_tokens import read_hint
from idp.protocol.client import Client
from idp.protocol.errors import OAuthError
from idp.protocol.logout_request import (
    AskConfirmation,
    HintFacts,
    SignOut,
    decide_logout,
    parse_logout_request,
)
from idp.protocol.parameters import parse_parameters
from idp.protocol.steps import Refuse
from idp.sessions import BrowserAccounts, SessionHandle, SignedIn, current_accounts, current_sign_in, sign_out_here
from idp.sessions.remember_cookie import current_remember_value
from idp.sessions.remembered import account_of_series, revoke_series, series_of
from idp.signin.facts import session_facts
from idp.signin.remembered import Recognized, resume_remembered
from idp.signin.sign_out import sign_out

_OWN_FIELDS = ("csrf_token", "confirm", "session_id")


def logout() -> Response:
    """Answer GET and POST /logout: sign out, or ask first where the request does not prove whom it is about."""
    try:
        parameters = parse_parameters([pair for pair in sent_pairs() if pair[0] not in _OWN_FIELDS])
    except OAuthError as error:
        return refusal_page(END_SESSION, error, request.values.get("client_id"))
    asked = parse_logout_request(parameters)
    hint = read_hint(asked.id_token_hint, current_keyring(), current_settings().issuer)
    client_id = hint.client_id if hint else asked.client_id
    client = find_client(client_id)
    if client is not None:
        log_with_request(client_id=client.client_id)
    use_portal(client.portal if client else None)
    use_language(" ".join(asked.ui_locales))
    if lacks_cookies() and "confirm" not in request.form:
        return ask_again_with_cookies(asked, hint, client)
    # Somebody who is only remembered is signed out as well, for good.
    present = current_sign_in() or resume_remembered(client, beside_others=True)
    active, accounts = present if isinstance(present, SignedIn) else None, current_accounts()
    remembered = present.series if isinstance(present, Recognized) else None
    expect_writes()
    others = [session_facts(each.signed_in, client) for each in accounts.others]
    decision = decide_logout(asked, hint, client, session_facts(active, client) if active else None, others)
    if isinstance(decision, SignOut) and remembered is not None and not _is_remembered(hint, client):
        decision = AskConfirmation(redirect=decision.redirect)
    match decision:
        case Refuse():
            return refusal_page(END_SESSION, decision.error, client_id)
        case SignOut():
            leaving = _handles(accounts, decision.sid)
            left = end_elsewhere(decision, hint, client)
            response = _sign_out(leaving, client, decision.redirect, remembered)
            if left is not None:
                sign_out_here(response, [left])
            return response
    confirmed = _confirmed(accounts)
    if confirmed is not None:
        value = current_remember_value() if len(confirmed) == len(accounts.all_sessions) else None
        return _sign_out(confirmed, client, decision.redirect, series_of(value) if value else remembered)
    if not accounts.all_sessions and remembered is None and decision.received is None:
        # There is nothing to end: whoever comes twice finds it done.
        return redirect(signed_out_url(client), 303)
    return ask_confirmation(asked, decision, client, accounts)


def _confirmed(accounts: BrowserAccounts) -> Sequence[SessionHandle] | None:
    """Who is to be signed out by the button of our page: the one whom it showed, or everybody; None for no button."""
    answer = request.form.get("confirm") if request.method == "POST" else None
    if answer not in {"yes", "everybody"}:
        return None
    require_own_form()
    return accounts.all_sessions if answer == "everybody" else _handles(accounts, request.form.get("session_id"))


def _sign_out(
    leaving: Sequence[SessionHandle], client: Client | None, location: str | None, series: str | None
) -> Response:
    response = make_response(redirect(location or signed_out_url(client), 303))
    if series is not None:
        revoke_series(current_session(), series, current_time())
    if leaving:
        ended = [each.signed_in for each in leaving]
        sign_out(
            current_session(),
            ended,
            visitor(),
            client_id=client.client_id if client else None,
            remember_value=current_remember_value(),
        )
        sign_out_here(response, ended)
    return response


def _is_remembered(hint: HintFacts | None, client: Client | None) -> bool:
    """Whether the hint is about the account that this browser remembers: only that one is forgotten unasked."""
    value = current_remember_value()
    account_id = account_of_series(current_session(), value) if value else None
    if hint is None or client is None or account_id is None:
        return False
    return hint.subject == find_subject(account_id, client)


def _handles(accounts: BrowserAccounts, session_id: str | None) -> list[SessionHandle]:
    handle = accounts.find(session_id) if session_id else None
    return [handle] if handle else []
