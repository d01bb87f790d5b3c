"""The authorization endpoint: from the request to a step, an answer or a page that says what is wrong.

The request is written down only when the person has to act. Then the dispatcher, :func:`resume`, looks at it again
after every step and decides anew; no step knows what follows it.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import structlog
from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from idp.clients.registry import find_client
from idp.consent.service import granted_scopes
from idp.factors.registry import has_factor
from idp.infrastructure.clock import now
from idp.infrastructure.database import current_session, expect_writes
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.pages import use_language, use_portal
from idp.infrastructure.web.request_log import log_with_request
from idp.interactions import Interaction, get_interaction, start_interaction
from idp.interactions.lifecycle import claim_completion
from idp.oauth.http import sent_pairs
from idp.oauth.refusals import refusal_page
from idp.oauth.responses import authorization_response
from idp.oauth.signing_keys import current_keyring
from idp.oauth.supported import SUPPORTED
from idp.oauth.tokens import families
from idp.oauth.tokens.id_tokens import read_hint
from idp.protocol.authorization_request import (
    AuthorizationRequest,
    identify,
    parse_authorization_request,
    response_channel,
)
from idp.protocol.client import Client
from idp.protocol.errors import AccessDenied, OAuthError
from idp.protocol.interaction import Facts, Issue, Refuse, SessionFacts, Step, decide, prefers_multi_factor
from idp.protocol.parameters import parse_parameters
from idp.protocol.resource_indicators import check_resources
from idp.protocol.tokens import ACR_MULTI_FACTOR
from idp.sessions.lifecycle import SignedIn
from idp.sessions.web import current_sign_in
from idp.signin.dispatcher import next_step_url
from idp.signin.facts import wish_of
from idp.signin.remembered import Recognized, resume_remembered

_log = structlog.get_logger(__name__)


def authorize() -> Response:
    """Answer GET and POST /authorize (OpenID Connect Core 3.1.2)."""
    if request.method == "POST" and not request.cookies:
        return _ask_again_with_cookies()
    try:
        parameters = parse_parameters(sent_pairs())
        client, redirect_uri = identify(parameters, find_client)
    except OAuthError as error:
        return refusal_page(error)
    log_with_request(client_id=client.client_id)
    try:
        asked = parse_authorization_request(parameters, client, SUPPORTED)
        check_resources(asked.resource, current_settings().issuer)
    except OAuthError as error:
        _log_refusal(client, error)
        channel = response_channel(parameters, SUPPORTED, client)
        return authorization_response(client, redirect_uri, channel, error.to_parameters())
    return _advance(asked, client, None)


def resume(interaction_id: str) -> Response:
    """Go on with a request after a step: the dispatcher. Raises InteractionLost."""
    expect_writes()
    interaction = get_interaction(current_session(), interaction_id, browser_hash())
    use_portal(interaction.portal)
    parameters: Mapping[str, str] = interaction.parameters or {}
    try:
        # The client may have changed meanwhile; what holds is what is registered now.
        client, _ = identify(parameters, find_client)
        asked = parse_authorization_request(parameters, client, SUPPORTED)
    except OAuthError as error:
        return refusal_page(error)
    log_with_request(client_id=client.client_id)
    return _advance(asked, client, interaction)


def _advance(asked: AuthorizationRequest, client: Client, interaction: Interaction | None) -> Response:
    signed_in, recognized = current_sign_in(), None
    if signed_in is None and interaction is None:
        match resume_remembered(client.portal, wish_of(asked, client)):
            case SignedIn() as resumed:
                signed_in = resumed
            case Recognized() as known:
                recognized = known.email
    if interaction is not None and interaction.is_consent_denied(_session_id(signed_in)):
        return _finish(asked, client, interaction, AccessDenied("The person did not allow the access.").to_parameters())
    decision = decide(asked, client, _facts(asked, client, signed_in, interaction), now())
    match decision:
        case Issue() if signed_in is not None:
            return _issue(asked, client, decision, signed_in, interaction)
        case Refuse(error):
            _log_refusal(client, error)
            return _finish(asked, client, interaction, error.to_parameters())
    return redirect(next_step_url(_as_step(decision), interaction or _write_down(asked, client, recognized)), 303)


def _facts(
    asked: AuthorizationRequest, client: Client, signed_in: SignedIn | None, interaction: Interaction | None
) -> Facts:
    settings = current_settings()
    hint = read_hint(asked.id_token_hint, current_keyring(), settings.issuer) if asked.id_token_hint else None
    asks_consent = signed_in is not None and (client.consent == "explicit" or interaction is not None)
    session_id = _session_id(signed_in)
    return Facts(
        session=_session_facts(signed_in),
        signed_in_here=interaction is not None and interaction.is_signed_in_here(session_id),
        account_chosen=interaction is not None and interaction.is_account_chosen(session_id),
        consented_here=interaction is not None and interaction.is_consented(session_id),
        granted_scopes=granted_scopes(signed_in.account_id, client.client_id)
        if asks_consent and signed_in is not None
        else frozenset(),
        hint_subject=hint.subject if hint else None,
        can_step_up=signed_in is not None
        and prefers_multi_factor(asked, client)
        and signed_in.acr != ACR_MULTI_FACTOR
        and has_factor(signed_in.account_id),
    )


def _issue(
    asked: AuthorizationRequest, client: Client, issue: Issue, signed_in: SignedIn, interaction: Interaction | None
) -> Response:
    if interaction is not None and not claim_completion(current_session(), interaction.id):
        # Two tabs, one request: the other one has the answer already.
        return redirect(url_for("oauth.resume", interaction=interaction.id), 303)
    moment = now()
    family: dict[str, Any] = {
        "client_id": client.client_id,
        "account_id": signed_in.account_id,
        "session_id": signed_in.session_id,
        "scope": " ".join(issue.scopes),
        "claims_request": issue.claims.to_text() if issue.claims else None,
        "nonce": asked.nonce,
        "authenticated_at": signed_in.authenticated_at,
        "amr": list(signed_in.amr),
        "acr": signed_in.acr,
        "redirect_uri": asked.redirect_uri,
        "code_challenge": asked.code_challenge,
    }
    lifetime = timedelta(seconds=current_settings().tokens.code_seconds)
    within = current_session() if interaction is not None else None
    code = families.add_family(family, moment, moment + lifetime, within)
    return authorization_response(client, asked.redirect_uri, asked.channel, {"code": code})


def _finish(
    asked: AuthorizationRequest, client: Client, interaction: Interaction | None, answer: Mapping[str, str]
) -> Response:
    if interaction is not None:
        claim_completion(current_session(), interaction.id)
    return authorization_response(client, asked.redirect_uri, asked.channel, answer)


def _write_down(asked: AuthorizationRequest, client: Client, recognized: str | None) -> Interaction:
    settings = current_settings()
    use_portal(client.portal)
    language = " ".join(asked.ui_locales) or None
    use_language(language)
    return start_interaction(
        current_session(),
        browser_hash=browser_hash(),
        portal=client.portal or settings.default_portal,
        lifetime=timedelta(minutes=settings.sessions.interaction_minutes),
        client_id=client.client_id,
        parameters=asked.to_parameters(),
        language=language[:10] if language else None,
        identifier=asked.login_hint or recognized,
    )


def _ask_again_with_cookies() -> Response:
    """A POST from another site comes without our cookies (SameSite=Lax); as a GET of the same it brings them."""
    return redirect(f"{url_for('oauth.authorize')}?{urlencode(list(request.form.items(multi=True)))}", 303)


def _as_step(decision: object) -> Step:
    if not isinstance(decision, Step):  # decide() issues for a session only
        raise TypeError(f"{decision!r} is not a step")
    return decision


def _session_id(signed_in: SignedIn | None) -> str | None:
    return signed_in.session_id if signed_in else None


def _session_facts(signed_in: SignedIn | None) -> SessionFacts | None:
    if signed_in is None:
        return None
    return SessionFacts(
        account_id=signed_in.account_id,
        auth_time=signed_in.authenticated_at,
        sid=signed_in.session_id,
        acr=signed_in.acr,
        amr=signed_in.amr,
    )


def _log_refusal(client: Client, error: OAuthError) -> None:
    _log.info(
        "authorization refused",
        client_id=client.client_id,
        error=error.code,
        description=error.description,
        why=error.detail,
    )
