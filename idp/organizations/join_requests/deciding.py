"""Approving and refusing a request, by an administrator of the organization; of two at once, one decides."""

from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.accounts.notices import notify
from idp.actors import Actor
from idp.admissions import join_portal
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.hosts import external_url
from idp.mail.header_text import clean_foreign_name, clean_line
from idp.organizations.authority import hold_organization
from idp.organizations.join_requests.errors import JoinRequestEnded, JoinRequestNotFound, OwnJoinRequest
from idp.organizations.join_requests.messages import JoinRequestDecided
from idp.organizations.join_requests.models import LONGEST_REASON, JoinRequest, JoinRequestState
from idp.organizations.members.adding import join_organization
from idp.organizations.members.right import Right
from idp.organizations.models import Organization
from idp.organizations.policies.entry import check_lets_in


def approve(session: Session, organization_id: str, request_id: str, actor: Actor) -> JoinRequest:
    """Let the person belong to the organization, as a member without products.

    Raises JoinRequestNotFound, JoinRequestEnded, OwnJoinRequest, OnlyRepresentativeLetsIn, AlreadyMember,
    AddressNotAllowed, and what ``hold_organization`` raises.
    """
    organization, request = _hold(session, organization_id, request_id, actor)
    check_lets_in(organization, actor)
    account = session.get_one(Account, request.account_id)
    join_organization(session, organization, account, Right(), actor)
    join_portal(session, account.id, request.portal, actor, way="join_request")
    _end(session, organization, request, JoinRequestState.APPROVED, actor)
    return request


def refuse(session: Session, organization_id: str, request_id: str, reason: str, actor: Actor) -> JoinRequest:
    """Refuse the request; the person reads ``reason`` where they asked. Raises as :func:`approve` does."""
    organization, request = _hold(session, organization_id, request_id, actor)
    request.reason = clean_line(reason, LONGEST_REASON)
    _end(session, organization, request, JoinRequestState.REFUSED, actor)
    return request


def get_request(session: Session, organization_id: str, request_id: str) -> JoinRequest:
    """A request to the organization. Raises JoinRequestNotFound, for another's as for none."""
    request = session.get(JoinRequest, request_id, populate_existing=True)
    if request is None or request.organization_id != organization_id:
        raise JoinRequestNotFound
    return request


def _hold(session: Session, organization_id: str, request_id: str, actor: Actor) -> tuple[Organization, JoinRequest]:
    organization = hold_organization(session, organization_id, actor)
    request = get_request(session, organization_id, request_id)
    if request.account_id == actor.id:
        raise OwnJoinRequest
    if request.state != JoinRequestState.OPEN:
        raise JoinRequestEnded
    return organization, request


def _end(
    session: Session, organization: Organization, request: JoinRequest, state: JoinRequestState, actor: Actor
) -> None:
    request.state, request.ended_at = state.value, current_time()
    audit(session, actor, f"join_request.{state}", subject=request.account_id, organization=organization.id)
    account = session.get_one(Account, request.account_id)
    message = JoinRequestDecided(
        organization=clean_foreign_name(organization.name),
        is_approved=state is JoinRequestState.APPROVED,
        join_link=external_url("join_organization.ask", organization=organization.id),
        name=account.name,
    )
    # The administrator's language says nothing about the reader.
    notify(session, account, message, actor.at_portal(request.portal))
