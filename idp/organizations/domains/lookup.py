"""Finding domains: those of an organization, and the organizations of an address."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from idp.organizations.domains.mail_domains import domain_of
from idp.organizations.domains.models import Joining, OrganizationDomain
from idp.organizations.live import is_member
from idp.organizations.members.former import belonged_before
from idp.organizations.models import LetInBy, Organization
from idp.organizations.policies.entry import is_allowed

MOST_OFFERED = 25


@dataclass(frozen=True, slots=True)
class Affiliation:
    """An organization that has confirmed the domain of an account's address, and how the account may join it."""

    organization_id: str
    name: str
    joining: Joining


def read_domains(session: Session, organization_id: str) -> Sequence[OrganizationDomain]:
    """All domains that the organization has named, confirmed or not, by name."""
    named = OrganizationDomain.organization_id == organization_id
    return session.scalars(select(OrganizationDomain).where(named).order_by(OrganizationDomain.domain)).all()


def find_affiliations(session: Session, account: Account, organization_id: str | None = None) -> list[Affiliation]:
    """The organizations, or that one of them, which an account may join by its confirmed address, by name.

    None for an unconfirmed address, none to which the account belongs, and none whose policy refuses the address. Who
    belonged to it before has to ask: an administrator may have ended that. So has everyone where the legal
    representative alone lets people in.
    """
    if account.email_verified_at is None:
        return []
    statement = (
        select(
            Organization.id,
            Organization.name,
            OrganizationDomain.joining,
            Organization.let_in_by,
            belonged_before(account.id),
            Organization.email_domains,
        )
        .join(OrganizationDomain, OrganizationDomain.organization_id == Organization.id)
        .where(OrganizationDomain.domain == domain_of(account.email), OrganizationDomain.confirmed_at.is_not(None))
        .where(~is_member(account.id, Organization.id))
        .order_by(Organization.name, Organization.id)
        .limit(MOST_OFFERED)
    )
    if organization_id is not None:
        statement = statement.where(Organization.id == organization_id)
    rows = session.execute(statement, {"now": current_time()})
    return [
        Affiliation(key, name, decide_joining(how, let_in_by, is_former=is_former))
        for key, name, how, let_in_by, is_former, allowed in rows
        if is_allowed(allowed, account.email)
    ]


def decide_joining(set_by_organization: str, let_in_by: str, *, is_former: bool = False) -> Joining:
    """How people join by a domain, whatever was set there before the policy of who lets people in (a LetInBy)."""
    must_ask = is_former or let_in_by != LetInBy.ADMINISTRATORS
    return Joining.APPROVAL if must_ask else Joining(set_by_organization)
