"""Requesting the deletion of an organization, and cancelling it."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from idp.accounts.notices import notify
from idp.actors import Actor, ActorKind
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.hosts import external_url
from idp.mail.header_text import clean_foreign_name
from idp.organizations.administrators import read_administrators
from idp.organizations.authority import hold_organization
from idp.organizations.deletion.errors import OnlyRepresentativeDeletes, OrganizationHeld
from idp.organizations.deletion.holds import is_held
from idp.organizations.deletion.messages import OrganizationDeletionCancelled, OrganizationDeletionRequested
from idp.organizations.models import Organization

_MOST_TOLD = 100


def request_organization_deletion(
    session: Session, organization_id: str, waiting_time: timedelta, actor: Actor
) -> datetime:
    """Store the request and tell all administrators; returns when the organization will be deleted.

    A second request changes nothing. Raises OrganizationHeld, OnlyRepresentativeDeletes, and what
    :func:`hold_organization` raises.
    """
    organization = hold_organization(session, organization_id, actor)
    if actor.kind is ActorKind.PERSON and organization.representative_id != actor.id:
        raise OnlyRepresentativeDeletes
    if organization.delete_after is not None:
        return organization.delete_after
    if is_held(session, organization_id):
        raise OrganizationHeld
    now = current_time()
    organization.delete_after = now + waiting_time
    _tell(session, actor, "organization.deletion_requested", organization_id)
    for administrator in read_administrators(session, organization_id, _MOST_TOLD):
        told = OrganizationDeletionRequested(
            organization=clean_foreign_name(organization.name),
            requested_at=now,
            valid_until=organization.delete_after,
            deletion_link=_link(organization),
            name=administrator.name,
        )
        notify(session, administrator, told, actor)
    return organization.delete_after


def cancel_organization_deletion(session: Session, organization_id: str, actor: Actor) -> bool:
    """Let the organization stay, which every administrator may say; False where there is no request. All
    administrators are told. Raises what :func:`hold_organization` raises."""
    organization = hold_organization(session, organization_id, actor)
    if organization.delete_after is None:
        return False
    organization.delete_after = None
    _tell(session, actor, "organization.deletion_cancelled", organization_id)
    for administrator in read_administrators(session, organization_id, _MOST_TOLD):
        told = OrganizationDeletionCancelled(
            organization=clean_foreign_name(organization.name),
            deletion_link=_link(organization),
            name=administrator.name,
        )
        notify(session, administrator, told, actor)
    return True


def _link(organization: Organization) -> str:
    return external_url("organization_deletion.index", organization_id=organization.id)


def _tell(session: Session, actor: Actor, action: str, organization_id: str) -> None:
    audit(session, actor, action, subject=organization_id, organization=organization_id)
