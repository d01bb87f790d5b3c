"""The answer to an authorization request, given once: a code or an error.

Of any number of tabs with one interaction, one gets the answer.
"""

from datetime import timedelta

from flask import redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from idp.infrastructure.database import current_session
from idp.infrastructure.web.application import current_settings
from idp.interactions import Interaction
from idp.interactions.lifecycle import consume_interaction
from idp.oauth.authorizations import Authorization
from idp.oauth.authorizations.adding import OwnerGone, add_code
from idp.oauth.refusals import answer_refusal
from idp.oauth.responses import authorization_response
from idp.protocol.authorization_request import AuthorizationRequest
from idp.protocol.client import Client
from idp.protocol.errors import LoginRequired, OAuthError
from idp.protocol.refused_request import RequestRefused, ReturnAddress
from idp.protocol.request_facts import Situation
from idp.protocol.steps import Issue
from idp.protocol.subjects import subject_of
from idp.sessions import SignedIn
from idp.signin.facts import acr_at


def answer_with_code(
    situation: Situation, issue: Issue, signed_in: SignedIn, interaction: Interaction | None
) -> Response:
    """Store the authorization and send its code (RFC 6749 4.1.2), or an error where the account has gone meanwhile."""
    asked, client = situation.request, situation.client
    if interaction is not None and not consume_interaction(current_session(), interaction.id):
        return _answered_before(interaction)
    try:
        code = issue_code(situation, issue, signed_in, current_session() if interaction is not None else None)
    except OwnerGone:
        return answer_with_error(asked, client, LoginRequired("The account was deleted in the meantime."))
    return authorization_response(client, asked.redirect_uri, asked.channel, {"code": code})


def issue_code(situation: Situation, issue: Issue, signed_in: SignedIn, session: Session | None = None) -> str:
    """Store the authorization and return its code; ``session`` as with :func:`add_code`. Raises OwnerGone."""
    asked, client, now = situation.request, situation.client, situation.now
    authorization = Authorization(
        client_id=client.client_id,
        account_id=signed_in.account_id,
        subject=subject_of(signed_in.account_id, client),
        scope=issue.scopes,
        created_at=now,
        expires_at=now + timedelta(seconds=current_settings().tokens.code_seconds),
        session_id=signed_in.session_id,
        portal=client.portal,
        organization_id=situation.facts.organization.organization_id,
        authenticated_at=signed_in.authenticated_at,
        amr=signed_in.amr,
        acr=acr_at(signed_in, client),
        nonce=asked.nonce,
        claims_request=issue.claims.to_text() if issue.claims else None,
    )
    return add_code(
        authorization, redirect_uri=asked.redirect_uri, code_challenge=asked.code_challenge, session=session
    )


def answer_with_error(
    asked: AuthorizationRequest, client: Client, error: OAuthError, interaction: Interaction | None = None
) -> Response:
    """Send the error to the application (RFC 6749 4.1.2.1)."""
    if interaction is not None and not consume_interaction(current_session(), interaction.id):
        return _answered_before(interaction)
    return answer_refusal(RequestRefused(error, back=ReturnAddress(client, asked.redirect_uri, asked.channel)))


def _answered_before(interaction: Interaction) -> Response:
    """Two tabs, one request: the other one has the answer already, and the page says so."""
    return redirect(url_for("oauth.resume", interaction_id=interaction.id), 303)
