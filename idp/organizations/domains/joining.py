"""Joining an organization by the domain of one's confirmed address."""

from sqlalchemy.orm import Session

from idp.accounts.locks import hold_account
from idp.actors import Actor
from idp.admissions import join_portal
from idp.audit import audit
from idp.organizations.authority import lock_organization
from idp.organizations.domains.errors import DomainDoesNotLetIn
from idp.organizations.domains.lookup import find_affiliations
from idp.organizations.domains.mail_domains import domain_of
from idp.organizations.domains.models import Joining
from idp.organizations.join_requests.asking import end_request_of_member
from idp.organizations.members.adding import join_organization
from idp.organizations.members.right import Right


def join_by_domain(session: Session, organization_id: str, account_id: str, portal: str, actor: Actor) -> None:
    """Let the account that acts belong to the organization, as a member without products.

    Raises DomainDoesNotLetIn, OrganizationNotFound, SignedOutMeanwhile.
    """
    organization = lock_organization(session, organization_id)
    account = hold_account(session, account_id, actor.session_id)
    offered = find_affiliations(session, account, organization_id)
    if not any(each.joining is Joining.AT_ONCE for each in offered):
        raise DomainDoesNotLetIn
    about = {"subject": account_id, "organization": organization_id, "domain": domain_of(account.email)}
    audit(session, actor, "membership.joined_by_domain", **about)
    join_organization(session, organization, account, Right(), actor)
    join_portal(session, account_id, portal, actor, way="domain")
    end_request_of_member(session, organization_id, account_id)
