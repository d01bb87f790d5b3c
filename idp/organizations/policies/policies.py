"""The policies of an organization, read and set."""

from dataclasses import asdict, dataclass

from sqlalchemy.orm import Session

from idp.actors import Actor
from idp.audit import audit
from idp.organizations.authority import hold_organization
from idp.organizations.models import LetInBy, Organization
from idp.protocol.second_factor import Policy

LONGEST_SESSION_HOURS = 24 * 30
"""As long as a portal may let a session last."""


@dataclass(frozen=True, slots=True)
class Policies:
    """``session_hours``: how old a sign-in may be that acts for the organization, 0 for as old as the portal lets it
    be. ``let_in_by``: who invites and approves requests. ``email_domains``: where the address of a new member lies, in
    ASCII; none of them means anywhere.
    """

    second_factor: Policy = Policy.OFF
    session_hours: int = 0
    let_in_by: LetInBy = LetInBy.ADMINISTRATORS
    email_domains: tuple[str, ...] = ()

    @classmethod
    def of(cls, organization: Organization) -> "Policies":
        """Those of a row."""
        return cls(
            Policy(organization.second_factor),
            organization.session_hours,
            LetInBy(organization.let_in_by),
            tuple(organization.email_domains),
        )


def set_policies(session: Session, organization_id: str, policies: Policies, actor: Actor) -> bool:
    """Let these hold from the next sign-in, invitation and request on; False where they do already.

    They can only be stricter than a portal's: the strictest of portal, organization and application holds. Raises what
    :func:`hold_organization` raises.
    """
    organization = hold_organization(session, organization_id, actor)
    before = Policies.of(organization)
    if before == policies:
        return False
    organization.second_factor, organization.session_hours = policies.second_factor.value, policies.session_hours
    organization.let_in_by, organization.email_domains = policies.let_in_by.value, policies.email_domains
    former, present = asdict(before), asdict(policies)
    changed = {
        name: {"before": former[name], "after": value} for name, value in present.items() if former[name] != value
    }
    about = {"subject": organization.id, "organization": organization.id}
    audit(session, actor, "organization.policies_changed", **about, changed=changed)
    return True
