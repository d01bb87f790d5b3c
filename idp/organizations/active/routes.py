"""The pages on which an account chooses the organization that it acts for, or learns why it can act for none."""

from contextlib import suppress

from flask import Blueprint, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from idp.accounts.arrival import last_clients
from idp.accounts.locks import SignedOutMeanwhile, hold_account
from idp.accounts.summaries import account_summary
from idp.clients.registry import find_client
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import current_session
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.pages import render_page, use_portal
from idp.interactions import Interaction, get_interaction
from idp.interactions.requests import client_request_of
from idp.interactions.way_back import decide_way_back
from idp.interactions.web import load_interaction
from idp.organizations.active.choice import choose_organization
from idp.organizations.active.decision import find_active_organization
from idp.organizations.active.listing import find_organizations_at
from idp.organizations.administrators import find_administrators
from idp.organizations.logos.addresses import logo_url
from idp.organizations.lookup import belongs_to, find_organization_name
from idp.portals.registry import current_portal
from idp.protocol.organizations import OrganizationDecision
from idp.protocol.steps import ORGANIZATION_REFUSAL_SEEN
from idp.sessions import SignedIn, current_sign_in
from idp.sessions.recent import required_sign_in

active_organization = Blueprint("active_organization", __name__)


@active_organization.route("/signin/<interaction_id>/organization", methods=["GET", "POST"])
def choose(interaction_id: str) -> Response:
    """For which organization? Asked of an account that belongs to several, once at each portal."""
    interaction, signed_in = load_interaction(interaction_id), current_sign_in()
    if signed_in is None:
        return _resume(interaction)
    if request.method == "POST":
        _choose(interaction, signed_in, request.form.get("organization", ""))
        return _resume(interaction)
    query, after = request.args.get("q", "").strip(), request.args.get("after", "")
    found = find_organizations_at(signed_in.account_id, interaction.portal, query, after)
    return render_page(
        "organizations/choose.html",
        organizations=found.shown,
        logo_url=logo_url,
        next_url=_page(interaction, query, found.after),
        query=query,
        is_searchable=bool(found.after or query or after),
        account=account_summary(signed_in.account_id),
        client=find_client(interaction.client_id),
        interaction=interaction,
    )


@active_organization.route("/signin/<interaction_id>/no-organization", methods=["GET", "POST"])
def refused(interaction_id: str) -> Response:
    """Say why the account cannot go on for this organization, and whom to ask; the button tells the application so."""
    interaction, signed_in = load_interaction(interaction_id), current_sign_in()
    asked = client_request_of(interaction)
    if signed_in is None or asked is None:
        return _resume(interaction)
    active = find_active_organization(asked.request, asked.client, signed_in)
    if active.decision not in {OrganizationDecision.REFUSE, OrganizationDecision.LACK}:
        return _resume(interaction)
    if request.method == "POST":
        row = get_interaction(current_session(), interaction.id, browser_hash(), lock=True)
        row.settle(ORGANIZATION_REFUSAL_SEEN, signed_in.session_id, current_time())
        return _resume(row)
    # Of an organization that the account does not belong to, nothing is said.
    organization_id = active.membership.organization_id if active.membership else None
    return render_page(
        "organizations/refused.html",
        lacks=active.lacks,
        organization=find_organization_name(organization_id),
        administrators=find_administrators(organization_id) if organization_id else (),
        may_choose=asked.request.organization is None and organization_id is not None,
        account=account_summary(signed_in.account_id),
        client=asked.client,
        interaction=interaction,
    )


@active_organization.post("/account/organization")
def switch() -> Response:
    """Act for another organization at the portal that the person came from, and enter that anew.

    The portal starts a sign-in at its ``initiate_login_uri`` (OpenID Connect Core 4), which is answered without a page.
    """
    signed_in = required_sign_in()
    client = last_clients([signed_in.session_id]).get(signed_in.session_id)
    if client is not None:
        use_portal(client.portal)
    portal = current_portal()
    _choose_own(current_session(), signed_in, portal.key, request.form.get("organization", ""))
    back = decide_way_back(client, portal, current_settings().issuer)
    return redirect(back.url if back else url_for("accounts.home"), 303)


def _page(interaction: Interaction, query: str, after: str | None) -> str | None:
    if after is None:
        return None
    return url_for(".choose", interaction_id=interaction.id, q=query or None, after=after)


def _choose(interaction: Interaction, signed_in: SignedIn, organization_id: str) -> None:
    """Take a choice that is one of the account's; any other leads back to the page."""
    session = current_session()
    get_interaction(session, interaction.id, browser_hash(), lock=True)
    with suppress(SignedOutMeanwhile):
        _choose_own(session, signed_in, interaction.portal, organization_id)


def _choose_own(session: Session, signed_in: SignedIn, portal: str, organization_id: str) -> None:
    """Choose an organization of the account's own; any other changes nothing. Raises SignedOutMeanwhile."""
    hold_account(session, signed_in.account_id, signed_in.session_id)
    if belongs_to(session, signed_in.account_id, organization_id):
        choose_organization(
            session,
            session_id=signed_in.session_id,
            account_id=signed_in.account_id,
            portal=portal,
            organization_id=organization_id,
        )


def _resume(interaction: Interaction) -> Response:
    return redirect(url_for("oauth.resume", interaction_id=interaction.id), 303)
