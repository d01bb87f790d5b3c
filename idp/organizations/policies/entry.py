"""Whom an organization lets in, and which of its administrators do that."""

from collections.abc import Collection

from idp.accounts.identifiers import canonical_email
from idp.actors import Actor, ActorKind
from idp.organizations.models import LetInBy, Organization
from idp.organizations.policies.errors import AddressNotAllowed, OnlyRepresentativeLetsIn


def check_lets_in(organization: Organization, actor: Actor) -> None:
    """Raises OnlyRepresentativeLetsIn where the actor, an administrator of the organization, lets no people in; an
    operator does."""
    if actor.kind is ActorKind.PERSON and not may_let_in(organization, actor.id):
        raise OnlyRepresentativeLetsIn


def may_let_in(organization: Organization, account_id: str | None) -> bool:
    """Whether this administrator invites people and approves requests."""
    return organization.let_in_by == LetInBy.ADMINISTRATORS or organization.representative_id == account_id


def check_address(organization: Organization, email: str) -> None:
    """Raises AddressNotAllowed where a member must not have this canonical address."""
    if not is_allowed(organization.email_domains, email):
        raise AddressNotAllowed(email=email, domains=", ".join(organization.email_domains))


def is_allowed(domains: Collection[str], email: str) -> bool:
    """Whether the canonical address lies in one of the domains; in a subdomain of one it does not."""
    return not domains or email.rpartition("@")[2] in domains


def parse_domain(text: str) -> str | None:
    """The domain in lower case and ASCII, as it is in canonical addresses; None for what is none."""
    found = canonical_email(f"name@{text.strip().removeprefix('@')}")
    return found.rpartition("@")[2] if found else None
