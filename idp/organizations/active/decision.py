"""The organization that an authorization request is answered for."""

from dataclasses import replace

from sqlalchemy.orm import Session

from idp.infrastructure.database import current_session, is_in_transaction, transaction
from idp.organizations.active.choice import (
    choose_organization,
    find_candidates,
    find_organization_of_domain,
    held_rights,
)
from idp.protocol.authorization_request import AuthorizationRequest
from idp.protocol.client import Client
from idp.protocol.organizations import (
    NOT_ASKED,
    ActiveOrganization,
    OrganizationDecision,
    asks_organization,
    decide_organization,
    find_lacking_right,
)
from idp.sessions import SignedIn

_OPEN = frozenset({OrganizationDecision.REFUSE, OrganizationDecision.CHOOSE})


def find_active_organization(asked: AuthorizationRequest, client: Client, signed_in: SignedIn) -> ActiveOrganization:
    """The one that the session answers for; no statement where the request is not about organizations."""
    if not asks_organization(asked, client):
        return NOT_ASKED
    named = asked.organization or _find_hinted(asked, signed_in)
    candidates = find_candidates(signed_in.account_id, signed_in.session_id, client.portal, named)
    active = decide_organization(asked.organization, candidates)
    if not client.required_rights or active.decision in _OPEN:
        return active
    lacks = find_lack(client, signed_in.account_id, active.organization_id)
    return replace(active, decision=OrganizationDecision.LACK, lacks=lacks) if lacks else active


def _find_hinted(asked: AuthorizationRequest, signed_in: SignedIn) -> str | None:
    """The account's organization with the mail domain that the client hints at: chosen without asking, and no more than
    a wish where there is none."""
    return find_organization_of_domain(signed_in.account_id, asked.domain_hint) if asked.domain_hint else None


def find_lack(client: Client, account_id: str, organization_id: str | None) -> str | None:
    """The first right that a client requires and the account does not have in the organization."""
    held = held_rights(account_id, organization_id, client.portal) if organization_id is not None else None
    return find_lacking_right(client.required_rights, held)


def note_organization(organization: ActiveOrganization, signed_in: SignedIn, portal: str) -> None:
    """Write down which organization the session acts for at the portal, where that is news."""
    if not organization.is_news or organization.organization_id is None:
        return
    if is_in_transaction():
        _note(current_session(), signed_in, portal, organization.organization_id)
        return
    with transaction() as session:
        _note(session, signed_in, portal, organization.organization_id)


def _note(session: Session, signed_in: SignedIn, portal: str, organization_id: str) -> None:
    choose_organization(
        session,
        session_id=signed_in.session_id,
        account_id=signed_in.account_id,
        portal=portal,
        organization_id=organization_id,
    )
