"""Making an organization."""

from sqlalchemy.orm import Session

from idp.accounts.names import canonical_name
from idp.actors import Actor, Permission
from idp.audit import audit
from idp.organizations.errors import InvalidOrganizationName
from idp.organizations.models import Organization

LONGEST_NAME = 200


def create_organization(session: Session, name: str, actor: Actor) -> Organization:
    """A new organization without members. Names may repeat. Raises InvalidOrganizationName, Forbidden."""
    actor.demand(Permission.ORGANIZATIONS_MANAGE)
    organization = Organization(name=check_name(name))
    session.add(organization)
    session.flush()
    action = "organization.created"
    audit(session, actor, action, subject=organization.id, organization=organization.id, name=organization.name)
    return organization


def check_name(text: str) -> str:
    """The one form of an organization's name. Raises InvalidOrganizationName."""
    name = canonical_name(text, LONGEST_NAME)
    if not name:
        raise InvalidOrganizationName(longest=LONGEST_NAME)
    return name
