"""Deleting the organizations whose time has come."""

from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.accounts.notices import notify
from idp.actors import system_actor
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import connection, transaction
from idp.infrastructure.web.hosts import external_url
from idp.mail.header_text import clean_foreign_name
from idp.organizations.deletion.holds import is_held
from idp.organizations.deletion.messages import OrganizationDeleted
from idp.organizations.deletion.models import OrganizationHold
from idp.organizations.models import Membership, Organization
from idp.organizations.signals import membership_ended

_AT_ONCE = 20
_ACTOR = system_actor("deletion of organizations")


def delete_due_organizations() -> None:
    """Periodic task: delete the organizations whose waiting time is over and that nothing holds, each in a transaction
    of its own."""
    now = current_time()
    due = select(Organization.id).where(
        Organization.delete_after <= now, ~exists().where(OrganizationHold.organization_id == Organization.id)
    )
    for organization_id in connection().scalars(due.limit(_AT_ONCE)).all():
        with transaction() as session:
            delete_organization_if_due(session, organization_id, now)


def delete_organization_if_due(session: Session, organization_id: str, now: datetime) -> bool:
    """Delete one organization; False where that was taken back, or done by another worker, meanwhile, or where
    something has come to hold it. Relying parties learn of it as of a membership that ends, members by mail."""
    organization = session.get(Organization, organization_id, with_for_update=True, populate_existing=True)
    if organization is None or organization.delete_after is None or organization.delete_after > now:
        return False
    if is_held(session, organization_id):
        return False
    members = session.scalars(
        select(Account)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.organization_id == organization_id)
        .order_by(Account.id)
    ).all()
    name, link = clean_foreign_name(organization.name), external_url("organizations.index")
    about = {"subject": organization_id, "organization": organization_id}
    audit(session, _ACTOR, "organization.deleted", **about, name=organization.name, members=len(members))
    session.execute(delete(Organization).where(Organization.id == organization_id))
    for account in members:
        membership_ended.send(account.id, session=session, organization_id=organization_id)
        told = OrganizationDeleted(organization=name, organizations_link=link, name=account.name)
        notify(session, account, told, _ACTOR)
    return True
