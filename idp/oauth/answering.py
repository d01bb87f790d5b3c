"""The answer to an authorization request, given once: what its response type asks for, or an error.

Of any number of tabs with one interaction, one gets the answer; so does one of all browsers with one pushed request.
"""

from collections.abc import Mapping
from datetime import timedelta

from flask import redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from idp.clients.subjects.naming import give_subject
from idp.infrastructure.database import current_session
from idp.infrastructure.web.application import current_settings
from idp.interactions import Interaction
from idp.interactions.lifecycle import consume_interaction
from idp.oauth.authorizations import Authorization, Rotation
from idp.oauth.authorizations.adding import OwnerGone, add_code
from idp.oauth.device_authorizations.answering import answer_device, refuse_device
from idp.oauth.front_channel import make_front_channel_answer
from idp.oauth.pushed_requests.single_answer import answered_before, consume_pushed_request
from idp.oauth.refusals import answer_refusal, send_error
from idp.oauth.resource_servers import current_audiences
from idp.oauth.responses import authorization_response
from idp.oauth.session_management.cookie import set_state_cookie
from idp.oauth.session_management.states import is_managed, make_session_state
from idp.protocol.authorization_request import AuthorizationRequest
from idp.protocol.client import Client
from idp.protocol.errors import LoginRequired, OAuthError
from idp.protocol.refused_request import ReturnAddress
from idp.protocol.request_facts import Situation
from idp.protocol.response_types import CODE, NONE
from idp.protocol.steps import Issue
from idp.sessions import SignedIn, current_sign_in
from idp.signin.facts import acr_at


def answer_with_success(
    situation: Situation, issue: Issue, signed_in: SignedIn, interaction: Interaction | None
) -> Response:
    """Store the authorization and send its code (RFC 6749 4.1.2), or what the response type names instead; an error
    where account or session have gone meanwhile, or no access token goes with the scope that was allowed."""
    asked, client = situation.request, situation.client
    if not _is_first(asked, client, interaction):
        return _answered_before(client, interaction)
    if asked.device is not None and interaction is not None:
        authorization = _authorization_of(situation, issue, signed_in, current_session())
        return answer_device(asked.device, client, authorization, interaction)
    try:
        members = _members(situation, issue, signed_in, current_session() if interaction is not None else None)
    except OwnerGone:
        return send_error(_way_back(asked, client), LoginRequired("The account was deleted in the meantime."))
    except OAuthError as error:
        return send_error(_way_back(asked, client), error)
    watched = current_sign_in() if asked.is_openid and is_managed(client) else None
    if watched is None:
        return authorization_response(client, asked.redirect_uri, asked.channel, members)
    state = make_session_state(client.client_id, asked.redirect_uri, watched.session_id)
    told = members if state is None else {**members, "session_state": state}
    response = authorization_response(client, asked.redirect_uri, asked.channel, told)
    set_state_cookie(response, watched.session_id)
    return response


def _members(situation: Situation, issue: Issue, signed_in: SignedIn, session: Session | None) -> Mapping[str, str]:
    """What the answer has beside `state` and `iss`: nothing for ``none`` (Multiple Response Types 4)."""
    asked, client = situation.request, situation.client
    if asked.response_type == CODE:
        return {"code": issue_code(situation, issue, signed_in, session)}
    if asked.response_type == NONE:
        return {}
    return make_front_channel_answer(_authorization_of(situation, issue, signed_in, session), asked, client, session)


def issue_code(situation: Situation, issue: Issue, signed_in: SignedIn, session: Session | None = None) -> str:
    """Store the authorization and return its code; ``session`` as with :func:`add_code`. Raises OwnerGone."""
    asked = situation.request
    return add_code(
        _authorization_of(situation, issue, signed_in, session),
        redirect_uri=asked.redirect_uri,
        code_challenge=asked.code_challenge,
        jkt=asked.dpop_jkt,
        session=session,
    )


def _authorization_of(
    situation: Situation, issue: Issue, signed_in: SignedIn, session: Session | None
) -> Authorization:
    """What the person allows the client, in effect for as long as a code."""
    asked, client, now = situation.request, situation.client, situation.now
    known_as = situation.facts.session.subject if situation.facts.session else None
    return Authorization(
        client_id=client.client_id,
        account_id=signed_in.account_id,
        subject=known_as or give_subject(signed_in.account_id, client, session),
        scope=issue.scopes,
        created_at=now,
        expires_at=now + timedelta(seconds=current_settings().tokens.code_seconds),
        session_id=signed_in.session_id,
        session_expires_at=situation.facts.session_ends_at,
        portal=client.portal,
        organization_id=situation.facts.organization.organization_id,
        authenticated_at=signed_in.authenticated_at,
        amr=signed_in.amr,
        acr=acr_at(signed_in, client),
        audience=tuple(map(current_audiences().identify, asked.resource)),
        nonce=asked.nonce,
        claims_request=issue.claims.to_text() if issue.claims else None,
        rotation=Rotation.CHAIN if client.rotates_refresh_tokens else Rotation.FIXED,
    )


def answer_with_error(
    asked: AuthorizationRequest, client: Client, error: OAuthError, interaction: Interaction | None = None
) -> Response:
    """Send the error to the application (RFC 6749 4.1.2.1)."""
    if not _is_first(asked, client, interaction):
        return _answered_before(client, interaction)
    if asked.device is not None and interaction is not None:
        return refuse_device(asked.device, client, error, interaction)
    return send_error(_way_back(asked, client), error)


def _is_first(asked: AuthorizationRequest, client: Client, interaction: Interaction | None) -> bool:
    """Whether neither the interaction nor the request, where that was pushed, has got its answer."""
    if interaction is None:
        return consume_pushed_request(asked.pushed_as, client)
    session = current_session()
    return consume_interaction(session, interaction.id) and consume_pushed_request(asked.pushed_as, client, session)


def _way_back(asked: AuthorizationRequest, client: Client) -> ReturnAddress:
    return ReturnAddress(client, asked.redirect_uri, asked.channel)


def _answered_before(client: Client, interaction: Interaction | None) -> Response:
    """Two tabs, one request: the other one has the answer already, and the page says so or leads to the application."""
    if interaction is None:
        return answer_refusal(answered_before(client))
    return redirect(url_for("oauth.resume", interaction_id=interaction.id), 303)
