"""Giving an organization a logo, and finding it."""

import hashlib

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from idp.actors import Actor
from idp.audit import audit
from idp.infrastructure.database import connection
from idp.organizations.authority import hold_organization
from idp.organizations.logos.pictures import draw_logo
from idp.organizations.models import Organization

_FIND = select(Organization.logo).where(Organization.logo_digest == bindparam("digest")).limit(1)


def set_logo(session: Session, organization_id: str, file: bytes, actor: Actor) -> bool:
    """Make what an uploaded file shows the logo; False where it is already.

    Raises NoPicture, and what :func:`hold_organization` raises.
    """
    logo = draw_logo(file)
    return _set(session, organization_id, logo, hashlib.sha256(logo).hexdigest(), actor)


def remove_logo(session: Session, organization_id: str, actor: Actor) -> bool:
    """Show the name again; False where there is no logo. Raises what :func:`hold_organization` raises."""
    return _set(session, organization_id, None, None, actor)


def find_logo(digest: str) -> bytes | None:
    """The picture of this content hash; outside any transaction."""
    logo: bytes | None = connection().scalar(_FIND, {"digest": digest})
    return logo


def _set(session: Session, organization_id: str, logo: bytes | None, digest: str | None, actor: Actor) -> bool:
    organization = hold_organization(session, organization_id, actor)
    if organization.logo_digest == digest:
        return False
    organization.logo, organization.logo_digest = logo, digest
    action = "organization.logo_set" if digest else "organization.logo_removed"
    audit(session, actor, action, subject=organization.id, organization=organization.id)
    return True
