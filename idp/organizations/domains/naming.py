"""Naming a domain, and the code that is mailed to an address in it."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from idp.actors import Actor
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import new_code
from idp.infrastructure.web.hosts import external_url
from idp.mail import enqueue
from idp.mail.header_text import clean_foreign_name
from idp.organizations.authority import hold_organization
from idp.organizations.domains.errors import DomainNotFound, DomainRefused, DomainTaken, TooManyDomains
from idp.organizations.domains.mail_domains import decide_domain, domain_of
from idp.organizations.domains.messages import OrganizationDomainCode
from idp.organizations.domains.models import Joining, OrganizationDomain
from idp.organizations.models import Organization
from idp.organizations.policies.entry import check_lets_in

CODE_LIFETIME = timedelta(hours=24)
MOST_DOMAINS = 20


def name_domain(session: Session, organization_id: str, email: str, portal: str, actor: Actor) -> OrganizationDomain:
    """Mail a code to a canonical address in the domain, in the look of the portal; a code from before is void.

    Raises DomainRefused, DomainTaken, TooManyDomains, and what ``hold_organization`` raises.
    """
    organization, domain = hold_organization(session, organization_id, actor), domain_of(email)
    if decide_domain(domain) is not None:
        raise DomainRefused(domain=domain)
    named = _find(session, organization_id, domain)
    if named is None:
        named = _add(session, organization_id, domain)
        audit(session, actor, "organization.domain_named", **_about(named))
    elif named.confirmed_at is not None:
        raise DomainTaken(domain=domain)
    named.email = email
    _mail_code(session, organization, named, actor.at_portal(portal))
    return named


def get_domain(session: Session, organization_id: str, domain_id: str) -> OrganizationDomain:
    """A domain of the organization. Raises DomainNotFound, for another's as for none."""
    named = session.get(OrganizationDomain, domain_id, populate_existing=True)
    if named is None or named.organization_id != organization_id:
        raise DomainNotFound
    return named


def set_joining(session: Session, organization_id: str, domain_id: str, joining: Joining, actor: Actor) -> None:
    """Say how people join by the domain, which lets them in. Raises DomainNotFound, OnlyRepresentativeLetsIn, and what
    ``hold_organization`` raises."""
    check_lets_in(hold_organization(session, organization_id, actor), actor)
    named = get_domain(session, organization_id, domain_id)
    if named.joining != joining:
        named.joining = joining.value
        audit(session, actor, "organization.domain_joining_changed", **_about(named), joining=joining.value)


def remove_domain(session: Session, organization_id: str, domain_id: str, actor: Actor) -> None:
    """End joining by the domain; members stay. Raises as :func:`set_joining` does."""
    hold_organization(session, organization_id, actor)
    named = get_domain(session, organization_id, domain_id)
    audit(session, actor, "organization.domain_removed", **_about(named))
    session.delete(named)


def _find(session: Session, organization_id: str, domain: str) -> OrganizationDomain | None:
    return session.scalar(
        select(OrganizationDomain).where(
            OrganizationDomain.organization_id == organization_id, OrganizationDomain.domain == domain
        )
    )


def _add(session: Session, organization_id: str, domain: str) -> OrganizationDomain:
    """A row without a code yet. Raises TooManyDomains."""
    number = select(func.count()).where(OrganizationDomain.organization_id == organization_id)
    if (session.scalar(number) or 0) >= MOST_DOMAINS:
        raise TooManyDomains(most=MOST_DOMAINS)
    named = OrganizationDomain(
        organization_id=organization_id, domain=domain, email="", code_hash="", expires_at=current_time()
    )
    session.add(named)
    session.flush()
    return named


def _mail_code(session: Session, organization: Organization, named: OrganizationDomain, actor: Actor) -> None:
    code = new_code()
    named.code_hash, named.code_attempts = named.hash_code(code), 0
    named.expires_at = current_time() + CODE_LIFETIME
    message = OrganizationDomainCode(
        organization=clean_foreign_name(organization.name),
        domain=named.domain,
        code=code,
        domain_link=external_url("organization_domain.show", organization_id=organization.id, domain_id=named.id),
        valid_until=named.expires_at,
        asked_by=actor.request_info,
    )
    enqueue(session, message, recipient=named.email, portal=actor.portal, language=actor.language)


def _about(named: OrganizationDomain) -> dict[str, str]:
    """Whom and what an event about the domain names."""
    return {"subject": named.organization_id, "organization": named.organization_id, "domain": named.domain}
