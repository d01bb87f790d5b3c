"""The page that asks."""

from urllib.parse import urlsplit

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from idp.accounts.locks import SignedOutMeanwhile, hold_account
from idp.accounts.summaries import account_summary
from idp.consent.service import answer
from idp.infrastructure.database import current_session
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.headers import allow_image
from idp.infrastructure.web.i18n import current_language
from idp.infrastructure.web.pages import render_page
from idp.interactions import Interaction, get_interaction
from idp.interactions.requests import ClientRequest, client_request_of
from idp.interactions.web import load_interaction
from idp.protocol.client_languages import localize
from idp.protocol.request_demands import needed_scopes
from idp.sessions import SignedIn, current_sign_in
from idp.sessions.actor import current_actor

consent = Blueprint("consent", __name__)


@consent.route("/consent/<interaction_id>", methods=["GET", "POST"], endpoint="consent")
def ask(interaction_id: str) -> Response:
    """May the application know this? (OpenID Connect Core 3.1.2.4)"""
    interaction = load_interaction(interaction_id)
    asked = client_request_of(interaction)
    if asked is None:
        abort(404)
    signed_in = current_sign_in()
    if signed_in is None:
        return _resume(interaction)
    if request.method == "POST":
        return _settle(interaction, asked, signed_in)
    return render_page(
        "consent/consent.html",
        client=_describe(asked),
        account=account_summary(signed_in.account_id),
        session_id=signed_in.session_id,
        scopes=needed_scopes(asked.request),
        revoke_url=url_for("applications.index"),
        interaction=interaction,
    )


def _settle(interaction: Interaction, asked: ClientRequest, signed_in: SignedIn) -> Response:
    decision = request.form.get("decision")
    # The answer counts for the person whom the page showed: in another tab somebody else may have signed in since.
    if decision in {"allow", "deny"} and request.form.get("session_id") == signed_in.session_id:
        session = current_session()
        row = get_interaction(session, interaction.id, browser_hash(), lock=True)
        try:
            hold_account(session, signed_in.account_id, signed_in.session_id)
        except SignedOutMeanwhile:
            return _resume(interaction)
        answer(
            session,
            row,
            needed_scopes(asked.request),
            is_allowed=decision == "allow",
            signed_in=signed_in,
            actor=current_actor(),
        )
    return _resume(interaction)


def _resume(interaction: Interaction) -> Response:
    return redirect(url_for("oauth.resume", interaction_id=interaction.id), 303)


def _describe(asked: ClientRequest) -> dict[str, object]:
    """The domain is that of the redirect URI, which was verified; what a client says of itself was not."""
    client = localize(asked.client, current_language())
    return {
        "name": client.name,
        "domain": urlsplit(asked.request.redirect_uri).hostname,
        "logo_url": allow_image(client.logo_uri),
        "policy_uri": client.policy_uri,
        "tos_uri": client.tos_uri,
        "contacts": client.contacts,
        "is_self_registered": client.is_self_registered,
    }
