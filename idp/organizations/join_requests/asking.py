"""Asking to join an organization, and taking the request back."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.locks import hold_account
from idp.accounts.models import Account
from idp.accounts.notices import notify
from idp.actors import Actor
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.infrastructure.rate_limits import Budget, hit_limit
from idp.infrastructure.web.hosts import external_url
from idp.mail.header_text import clean_foreign_name
from idp.organizations.administrators import read_administrators
from idp.organizations.authority import lock_organization
from idp.organizations.errors import AlreadyMember
from idp.organizations.join_requests.errors import JoinRequestEnded
from idp.organizations.join_requests.messages import JoinRequested
from idp.organizations.join_requests.models import JoinRequest, JoinRequestState
from idp.organizations.lookup import belongs_to
from idp.organizations.models import Organization
from idp.organizations.policies.entry import check_address

_DAY = timedelta(days=1)
_MOST_OF_ACCOUNT = 5
_MOST_TO_ORGANIZATION = 100
_MOST_TOLD = 20


def hit_join_limit(organization_id: str, account_id: str) -> bool:
    """Count a request, outside any transaction; False when the account or the organization has had enough today."""
    budgets = [
        Budget(f"join request/account {account_id}", _MOST_OF_ACCOUNT, _DAY),
        Budget(f"join request/organization {organization_id}", _MOST_TO_ORGANIZATION, _DAY),
    ]
    return hit_limit(budgets, current_time()).is_allowed


def ask_to_join(session: Session, organization_id: str, account_id: str, portal: str, actor: Actor) -> JoinRequest:
    """Store the request and tell the administrators; one that waits already is left as it is.

    Raises OrganizationNotFound, AlreadyMember, AddressNotAllowed, SignedOutMeanwhile.
    """
    organization = lock_organization(session, organization_id)
    account = hold_account(session, account_id, actor.session_id)
    if belongs_to(session, account_id, organization_id):
        raise AlreadyMember(email=account.email, organization_id=organization_id)
    check_address(organization, account.email)
    waiting = find_request(session, organization_id, account_id)
    if waiting is not None and waiting.state == JoinRequestState.OPEN:
        return waiting
    request = JoinRequest(
        organization_id=organization_id, account_id=account_id, portal=portal, state=JoinRequestState.OPEN.value
    )
    session.add(request)
    session.flush()
    _tell_administrators(session, organization, account, actor.at_portal(portal))
    audit(session, actor, "join_request.sent", subject=account_id, organization=organization_id)
    return request


def withdraw_request(session: Session, organization_id: str, account_id: str, actor: Actor) -> JoinRequest:
    """Take the account's request back. Raises OrganizationNotFound, JoinRequestEnded."""
    lock_organization(session, organization_id)
    request = find_request(session, organization_id, account_id)
    if request is None or request.state != JoinRequestState.OPEN:
        raise JoinRequestEnded
    request.state, request.ended_at = JoinRequestState.WITHDRAWN.value, current_time()
    audit(session, actor, "join_request.withdrawn", subject=account_id, organization=organization_id)
    return request


def end_request_of_member(session: Session, organization_id: str, account_id: str) -> None:
    """End the open request of an account that belongs to the organization by now."""
    request = find_request(session, organization_id, account_id)
    if request is not None and request.state == JoinRequestState.OPEN:
        request.state, request.ended_at = JoinRequestState.APPROVED.value, current_time()


def find_request(session: Session, organization_id: str, account_id: str) -> JoinRequest | None:
    """The account's newest request to the organization."""
    return session.scalar(
        select(JoinRequest)
        .where(JoinRequest.account_id == account_id, JoinRequest.organization_id == organization_id)
        .order_by(JoinRequest.created_at.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )


def _tell_administrators(session: Session, organization: Organization, account: Account, actor: Actor) -> None:
    link = external_url("join_requests.index", organization_id=organization.id)
    for administrator in read_administrators(session, organization.id, _MOST_TOLD):
        message = JoinRequested(
            organization=clean_foreign_name(organization.name),
            requested_by=account.email,
            requests_link=link,
            name=administrator.name,
        )
        notify(session, administrator, message, actor)
