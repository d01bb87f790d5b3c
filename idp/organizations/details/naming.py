"""Changing what an organization is called, and what it is in law."""

from sqlalchemy.orm import Session

from idp.actors import Actor
from idp.audit import audit
from idp.organizations.authority import hold_organization
from idp.organizations.creation import check_name
from idp.organizations.models import OrganizationKind


def rename_organization(
    session: Session, organization_id: str, name: str, kind: OrganizationKind, actor: Actor
) -> bool:
    """Call the organization so from now on, which applications learn with the next claims; False where nothing changes.

    Raises InvalidOrganizationName, and what :func:`hold_organization` raises.
    """
    organization = hold_organization(session, organization_id, actor)
    name = check_name(name)
    before = {"name": organization.name, "kind": organization.kind}
    after = {"name": name, "kind": kind.value}
    if before == after:
        return False
    organization.name, organization.kind = name, kind.value
    about = {"subject": organization.id, "organization": organization.id}
    audit(session, actor, "organization.renamed", **about, before=before, after=after)
    return True
