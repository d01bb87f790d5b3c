"""Making an organization."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.accounts.names import canonical_name
from idp.actors import Actor, Permission
from idp.audit import audit
from idp.organizations.errors import InvalidOrganizationName
from idp.organizations.members.adding import join_organization
from idp.organizations.members.right import Right
from idp.organizations.models import MemberRole, Organization, OrganizationKind

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class NewOrganization:
    """An organization to be. A private person's has that person's name, whatever ``name`` says."""

    kind: OrganizationKind
    name: str


def create_organization(
    session: Session,
    name: str,
    actor: Actor,
    *,
    kind: OrganizationKind = OrganizationKind.COMPANY,
    founder: Account | None = None,
    reference: str | None = None,
) -> Organization:
    """A new organization of an operator or an application, without members or with its ``founder``. Names may repeat.

    ``reference`` is the application's own key, told with the event. Raises InvalidOrganizationName, Forbidden.
    """
    actor.demand(Permission.ORGANIZATIONS_MANAGE)
    return _create(session, name, kind, founder, actor, reference)


def found_organization(session: Session, account: Account, new: NewOrganization, actor: Actor) -> Organization:
    """A new organization of the person who acts, whose account it is: the only member, administrator and legal
    representative. The caller has found that the portal lets people do that. Raises InvalidOrganizationName.
    """
    called = account.name or account.email if new.kind is OrganizationKind.PRIVATE else new.name
    return _create(session, called, new.kind, account, actor)


def check_name(text: str) -> str:
    """The one form of an organization's name. Raises InvalidOrganizationName."""
    name = canonical_name(text, LONGEST_NAME)
    if not name:
        raise InvalidOrganizationName(longest=LONGEST_NAME)
    return name


def _create(
    session: Session,
    name: str,
    kind: OrganizationKind,
    founder: Account | None,
    actor: Actor,
    reference: str | None = None,
) -> Organization:
    represented_by = founder.id if founder else None
    organization = Organization(name=check_name(name), kind=kind.value, representative_id=represented_by)
    session.add(organization)
    session.flush()
    about = {"subject": organization.id, "organization": organization.id}
    facts = {"name": organization.name, "kind": kind.value} | ({"reference": reference} if reference else {})
    audit(session, actor, "organization.created", **about, **facts)
    if founder is not None:
        join_organization(session, organization, founder, Right(MemberRole.ADMINISTRATOR, billing=True), actor)
    return organization
