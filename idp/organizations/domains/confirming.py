"""Confirming a domain by the mailed code."""

from hmac import compare_digest

from sqlalchemy import update
from sqlalchemy.orm import Session

from idp.actors import Actor
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.organizations.authority import hold_organization
from idp.organizations.domains.limits import hit_try_limit
from idp.organizations.domains.models import CODE_ATTEMPTS, OrganizationDomain
from idp.organizations.domains.naming import get_domain


def redeem_domain_code(named: OrganizationDomain, code: str) -> bool:
    """Count one typed code, outside any transaction, and say whether it is the right one and came in time.

    Each attempt is counted before it is compared, so that parallel ones share the few that a code is good for.
    """
    if not hit_try_limit(named):
        return False
    with transaction() as session:
        stored = session.scalar(
            update(OrganizationDomain)
            .where(
                OrganizationDomain.id == named.id,
                OrganizationDomain.confirmed_at.is_(None),
                OrganizationDomain.expires_at > current_time(),
                OrganizationDomain.code_attempts < CODE_ATTEMPTS,
            )
            .values(code_attempts=OrganizationDomain.code_attempts + 1)
            .returning(OrganizationDomain.code_hash)
        )
    return stored is not None and compare_digest(stored, named.hash_code(code))


def confirm_domain(session: Session, organization_id: str, domain_id: str, actor: Actor) -> OrganizationDomain:
    """Let people join by the domain, after :func:`redeem_domain_code`. Raises DomainNotFound, and what
    ``hold_organization`` raises."""
    hold_organization(session, organization_id, actor)
    named = get_domain(session, organization_id, domain_id)
    if named.confirmed_at is None:
        named.confirmed_at, named.code_hash = current_time(), None
        about = {"subject": organization_id, "organization": organization_id, "domain": named.domain}
        audit(session, actor, "organization.domain_confirmed", **about)
    return named
