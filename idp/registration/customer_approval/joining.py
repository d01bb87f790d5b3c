"""The membership that an approved registration gives in the organization of its customer."""

from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.actors import Actor
from idp.organizations.active.choice import remember_organization
from idp.organizations.authority import lock_organization
from idp.organizations.errors import OrganizationNotFound
from idp.organizations.join_requests.asking import end_request_of_member
from idp.organizations.members.granting import MembershipGrant, join_with
from idp.organizations.models import Organization
from idp.organizations.policies.entry import is_allowed
from idp.registration.models import Registration


def hold_customer_organization(session: Session, registration: Registration) -> Organization | None:
    """The organization of the customer, held until the transaction ends; None without one, or where it is gone.

    It is held before the customer's record and the account, as by each decision about a registration.
    """
    if registration.organization_id is None:
        return None
    try:
        return lock_organization(session, registration.organization_id)
    except OrganizationNotFound:
        return None


def can_join(registration: Registration, organization: Organization | None) -> bool:
    """Whether the membership that was approved can still be given; true where none was."""
    if registration.organization_id is None:
        return True
    return organization is not None and is_allowed(organization.email_domains, registration.email)


def join_as_approved(
    session: Session, registration: Registration, organization: Organization | None, account_id: str, actor: Actor
) -> None:
    """Let the account belong to the organization, and act for it at the portal, as was granted with the approval."""
    if organization is None or registration.granted is None:
        return
    account = session.get_one(Account, account_id)
    join_with(session, organization, account, MembershipGrant.from_json(registration.granted), actor)
    end_request_of_member(session, organization.id, account_id)
    if registration.is_of_admitted:
        # The account acts for another organization there, or for none, and chooses by itself.
        return
    remember_organization(session, account_id=account_id, portal=registration.portal, organization_id=organization.id)
