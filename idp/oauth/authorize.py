"""The authorization endpoint: from the request to a step, an answer or a page that says what is wrong.

The request is written down only when the person has to act. Then the dispatcher, :func:`resume`, looks at it again
after every step and decides anew; no step knows what follows it.
"""

from dataclasses import replace

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from idp.accounts.summaries import email_of
from idp.infrastructure.database import current_session, expect_writes
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.flow import use_client, use_portal
from idp.infrastructure.web.request_log import log_with_request
from idp.interactions import Interaction, get_interaction
from idp.interactions.lifecycle import bind_interaction
from idp.interactions.requests import client_request_of
from idp.interactions.web import get_own_interaction, look_for_interaction
from idp.oauth.answering import answer_with_error, answer_with_success
from idp.oauth.cross_site_posts import LONGEST_ADDRESS, address_of_post, lacks_cookies
from idp.oauth.device_authorizations.deciding import get_open_device
from idp.oauth.refusals import answer_refusal
from idp.oauth.requests import read_request
from idp.oauth.resolved_session import ResolvedSession, resolve_session
from idp.oauth.situations import situation_of
from idp.oauth.writing_down import write_down
from idp.organizations.active.decision import note_organization
from idp.protocol.authorization_request import AuthorizationRequest
from idp.protocol.client import Client
from idp.protocol.refused_request import RequestRefused
from idp.protocol.steps import Due, Issue, Refuse, RequestStep, Switch, decide_request
from idp.sessions import SessionHandle, SignedIn, current_sign_in
from idp.signin.admission import join_portal_of
from idp.signin.dispatcher import page_url, resume_url
from idp.signin.facts import acr_requirement_of
from idp.signin.pipeline import begin_step_up
from idp.signin.remembered import resume_remembered
from idp.signin.steps import current_steps
from idp.signin.switching import switch_to


def authorize() -> Response:
    """Answer GET and POST /authorize (OpenID Connect Core 3.1.2)."""
    try:
        if lacks_cookies():
            return _ask_again_with_cookies()
        asked, client = read_request()
    except RequestRefused as refused:
        return answer_refusal(refused)
    return _advance(asked, client, None)


def resume(interaction_id: str) -> Response:
    """Go on with a request after a step: the dispatcher. Raises InteractionLost and RequestRefused."""
    if "posted" in request.args:
        _receive(interaction_id)
    expect_writes()
    interaction = get_own_interaction(current_session(), interaction_id)
    use_portal(interaction.portal)
    use_client(interaction.client_id)
    stored = client_request_of(interaction)
    if stored is None:
        return redirect(resume_url(interaction), 303)
    if stored.request.device is not None:
        get_open_device(stored.request.device)
    return _advance(stored.request, stored.client, interaction)


def _advance(asked: AuthorizationRequest, client: Client, interaction: Interaction | None) -> Response:
    log_with_request(client_id=client.client_id)
    use_portal(client.portal)
    resolved = resolve_session(asked, client, interaction)
    situation = situation_of(asked, client, resolved, interaction)
    decision = decide_request(current_steps(), situation)
    if isinstance(decision, Issue) and resolved.signed_in is not None and situation.joins_portal:
        joined = replace(situation.facts, admission=join_portal_of(client, resolved.signed_in))
        situation = replace(situation, facts=joined)
        decision = decide_request(current_steps(), situation)
    match decision:
        case Issue() if resolved.signed_in is not None:
            note_organization(situation.facts.organization, resolved.signed_in, client.portal)
            return answer_with_success(situation, decision, resolved.signed_in, interaction)
        case Switch() if resolved.handle is not None:
            return _switch(resolved.handle, interaction or _write_down(asked, client, resolved))
        case Refuse(error):
            return answer_with_error(asked, client, error, interaction)
        case Due(step):
            return _enter(step, interaction or _write_down(asked, client, resolved), resolved.signed_in)
    raise TypeError(f"{decision!r} without the session it is about")


def _enter(step: RequestStep, interaction: Interaction, signed_in: SignedIn | None) -> Response:
    if step.continues_session and signed_in is not None:
        return begin_step_up(get_interaction(current_session(), interaction.id, browser_hash(), lock=True), signed_in)
    return redirect(page_url(step, interaction), 303)


def _switch(handle: SessionHandle, interaction: Interaction) -> Response:
    """Another person of this browser was named and has to act: that person does so from now on."""
    response = redirect(url_for("oauth.resume", interaction_id=interaction.id), 303)
    switch_to(current_session(), response, handle)
    return response


def _write_down(asked: AuthorizationRequest, client: Client, resolved: ResolvedSession) -> Interaction:
    # Of somebody else who is signed in here and was named, the address is known better than by any hint.
    identifier = (
        email_of(resolved.handle.signed_in.account_id) if resolved.handle else asked.login_hint or resolved.recognized
    )
    return write_down(asked, client, browser_hash(), identifier)


def _ask_again_with_cookies() -> Response:
    """Redirect to a GET of the same; what is too long for an address is kept until then."""
    address = address_of_post()
    if len(address) <= LONGEST_ADDRESS:
        return redirect(address, 303)
    asked, client = read_request()
    kept = write_down(asked, client, None, asked.login_hint)
    return redirect(url_for("oauth.resume", interaction_id=kept.id, posted="1"), 303)


def _receive(interaction_id: str) -> None:
    """Give a kept request to the browser that posted it, and sign in whom that one remembers, as before any first look.

    Raises RequestRefused.
    """
    bind_interaction(interaction_id, browser_hash())
    kept = look_for_interaction(interaction_id)
    stored = client_request_of(kept) if kept is not None else None
    if stored is not None and current_sign_in() is None:
        resume_remembered(stored.client, acr_requirement_of(stored.request, stored.client))
