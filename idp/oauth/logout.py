"""The end-session endpoint (OpenID Connect RP-Initiated Logout 1.0)."""

from flask import make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from idp.accounts.cards import account_card
from idp.audit import record
from idp.clients.registry import find_client
from idp.infrastructure.clock import now
from idp.infrastructure.database import current_session, expect_writes
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.csrf import require_own_form
from idp.infrastructure.web.headers import allow_form_action
from idp.infrastructure.web.pages import portal_key, render_page, request_info, use_language, use_portal
from idp.infrastructure.web.request_log import log_with_request
from idp.oauth.http import sent_pairs
from idp.oauth.refusals import refusal_page
from idp.oauth.signing_keys import current_keyring
from idp.oauth.tokens.families import revoke_families_of_session
from idp.oauth.tokens.id_tokens import read_hint
from idp.portals.registry import current_portal
from idp.protocol.client import Client
from idp.protocol.errors import OAuthError
from idp.protocol.interaction import Refuse, SessionFacts
from idp.protocol.logout_request import AskConfirmation, LogoutRequest, decide_logout, parse_logout_request
from idp.protocol.parameters import parse_parameters
from idp.sessions.lifecycle import SignedIn, end_session
from idp.sessions.remembered import revoke_series
from idp.sessions.web import clear_session_cookie, current_sign_in
from idp.signin.remembered import Recognized, resume_remembered

_OWN_FIELDS = ("csrf_token", "confirm")


def logout() -> Response:
    """Answer GET and POST /logout: sign out, or ask first where the request does not prove whom it is about."""
    try:
        parameters = parse_parameters([pair for pair in sent_pairs() if pair[0] not in _OWN_FIELDS])
    except OAuthError as error:
        return refusal_page(error)
    asked = parse_logout_request(parameters)
    hint = read_hint(asked.id_token_hint, current_keyring(), current_settings().issuer)
    client_id = hint.client_id if hint else asked.client_id
    client = find_client(client_id) if client_id else None
    if client is not None:
        log_with_request(client_id=client.client_id)
    use_portal(client.portal if client else None)
    use_language(" ".join(asked.ui_locales))
    # Somebody who is only remembered is signed out as well, for good.
    present = current_sign_in() or resume_remembered(portal_key())
    signed_in = present if isinstance(present, SignedIn) else None
    expect_writes()
    decision = decide_logout(asked, hint, client, _session_facts(signed_in))
    match decision:
        case Refuse():
            return refusal_page(decision.error)
        case AskConfirmation() if not _is_confirmed():
            if signed_in is None and decision.received is None:
                # There is nothing to end: whoever comes twice finds it done.
                return redirect(_signed_out_url(client), 303)
            return _ask(asked, decision, client, signed_in)
    return _sign_out(present, client, decision.redirect)


def signed_out() -> Response:
    """The page behind a sign-out that leads nowhere else; it offers the way back that it may not take by itself."""
    client = find_client(request.args.get("client_id", ""))
    use_portal(client.portal if client else None)
    return render_page(
        "oauth/signed_out.html",
        client=client,
        return_url=(client.client_uri if client else None) or current_portal().url,
        sign_in_url=url_for("signin.start", portal=portal_key()),
    )


def _signed_out_url(client: Client | None) -> str:
    return url_for("oauth.signed_out", client_id=client.client_id if client else None)


def _is_confirmed() -> bool:
    if request.method != "POST" or request.form.get("confirm") != "yes":
        return False
    require_own_form()
    return True


def _ask(
    asked: LogoutRequest, decision: AskConfirmation, client: Client | None, signed_in: SignedIn | None
) -> Response:
    allow_form_action(decision.redirect)
    mismatch = None
    if decision.received is not None:
        mismatch = {"received": decision.received, "registered": decision.registered}
    return render_page(
        "oauth/confirm_logout.html",
        account=account_card(signed_in.account_id) if signed_in else None,
        client=client,
        fields=asked.to_parameters(),
        stay_url=url_for("accounts.home"),
        mismatch=mismatch,
    )


def _sign_out(present: SignedIn | Recognized | None, client: Client | None, location: str | None) -> Response:
    response = make_response(redirect(location or _signed_out_url(client), 303))
    session = current_session()
    if isinstance(present, Recognized):
        revoke_series(session, present.series, now())
    elif (signed_in := present) is not None:
        end_session(session, signed_in.session_id)
        revoke_families_of_session(session, signed_in.session_id, now())
        record(
            session,
            "sign_out.succeeded",
            actor=signed_in.account_id,
            subject=signed_in.account_id,
            client_id=client.client_id if client else None,
            ip=request_info().ip,
        )
        clear_session_cookie(response)
    return response


def _session_facts(signed_in: SignedIn | None) -> SessionFacts | None:
    if signed_in is None:
        return None
    return SessionFacts(account_id=signed_in.account_id, auth_time=signed_in.authenticated_at, sid=signed_in.session_id)
