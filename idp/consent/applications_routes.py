"""The page of connected applications."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from idp.accounts.locks import hold_account
from idp.accounts.person import current_person, render_account_page
from idp.clients.registry import find_client
from idp.consent.applications import granted_consents, withdraw_from
from idp.consent.models import Consent
from idp.infrastructure.database import current_session, reading
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.headers import allow_image
from idp.infrastructure.web.i18n import current_language, gettext
from idp.infrastructure.web.limits import limited_form
from idp.interactions.way_back import decide_way_back
from idp.portals.registry import current_portal
from idp.protocol.client import Client
from idp.protocol.client_languages import localize
from idp.sessions.actor import current_actor
from idp.sessions.recent import required_sign_in, sign_in_required

applications = Blueprint("applications", __name__, url_prefix="/account/applications")


@applications.get("")
@sign_in_required
def index() -> Response:
    """Who may see what of the account."""
    person = current_person()
    with reading() as session:
        consents = granted_consents(session, person.account.id)
    shown = [_shown(each, client) for each in consents if (client := find_client(each.client_id)) is not None]
    return render_account_page(
        "consent/applications.html",
        person,
        applications=shown,
        done=gettext("Access has been withdrawn.") if request.args.get("withdrawn") == "1" else None,
    )


@applications.post("/<path:client_id>/withdraw")
@limited_form
@sign_in_required
def revoke(client_id: str) -> Response:
    """Take everything back from one application."""
    session, actor = current_session(), current_actor()
    # An answer to a consent page, which adds to what is there, takes turns with this.
    account = hold_account(session, required_sign_in().account_id, actor.session_id)
    if not withdraw_from(session, account.id, client_id, actor):
        abort(404)
    return redirect(url_for("applications.index", withdrawn="1"), 303)


def _shown(consent: Consent, client: Client) -> dict[str, Any]:
    client = localize(client, current_language())
    hosts = [host for uri in client.redirect_uris if (host := urlsplit(uri).hostname)]
    return {
        "name": client.name,
        "domain": hosts[0] if hosts else None,
        "logo_url": allow_image(client.logo_uri),
        "url": _way_to(client, hosts),
        "policy_uri": client.policy_uri,
        "tos_uri": client.tos_uri,
        "contacts": client.contacts,
        "scopes": consent.scopes,
        "granted_at": consent.granted_at,
        "revoke_url": url_for("applications.revoke", client_id=client.client_id),
    }


def _way_to(client: Client, hosts: list[str]) -> str | None:
    """Where the client begins a sign-in by itself, else its home page. What it says of itself is shown only where its
    verified redirect addresses bear it out."""
    if _is_borne_out(client.initiate_login_uri, hosts):
        way = decide_way_back(client, current_portal(), current_settings().issuer)
        return way.url if way is not None else None
    return client.client_uri if _is_borne_out(client.client_uri, hosts) else None


def _is_borne_out(uri: str | None, hosts: list[str]) -> bool:
    parts = urlsplit(uri or "")
    return parts.scheme in {"https", "http"} and parts.hostname in hosts
