"""Naming the legal representative of an organization, when the former one is gone or there was none."""

from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.accounts.notices import notify
from idp.actors import Actor
from idp.administration.errors import AccountDisabled
from idp.administration.reasons import require_reason
from idp.infrastructure.web.hosts import external_url
from idp.organizations.authority import hold_organization
from idp.organizations.models import Organization
from idp.organizations.representative.appointing import appoint
from idp.organizations.representative.messages import RepresentativeReplaced


def name_representative(session: Session, organization_id: str, account: Account, actor: Actor) -> bool:
    """Let the account represent the organization without a hand-over; False where it does already.

    The reason of the actor is the evidence, which is kept with the event. The new and the former representative are
    both told by mail. Raises MissingReason, AccountDisabled, and what :func:`hold_organization` raises.
    """
    organization = hold_organization(session, organization_id, actor)
    require_reason(actor)
    if not account.is_active:
        raise AccountDisabled(email=account.email)
    if organization.representative_id == account.id:
        return False
    former = session.get(Account, organization.representative_id) if organization.representative_id else None
    appoint(session, organization, account, actor)
    for told in filter(None, (account, former)):
        notify(session, told, _message(organization, account, told), actor)
    return True


def _message(organization: Organization, representative: Account, told: Account) -> RepresentativeReplaced:
    return RepresentativeReplaced(
        organization=organization.name,
        representative=representative.name or representative.email,
        organization_link=external_url("organizations.overview", organization_id=organization.id),
        name=told.name,
    )
