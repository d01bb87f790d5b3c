"""How many invitations may be sent."""

from collections.abc import Iterator
from datetime import timedelta

from idp.actors import Actor, ActorKind
from idp.infrastructure.clock import current_time
from idp.infrastructure.rate_limits import Budget, hit_limit
from idp.settings import ThrottleSettings

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def hit_invitation_limit(organization_id: str, email: str, actor: Actor, settings: ThrottleSettings) -> bool:
    """Count a mail, outside any transaction; False when the address has got, or the organization or the inviter has
    sent, enough. An operator has no limit."""
    if actor.kind is not ActorKind.PERSON:
        return True
    return hit_limit(list(_budgets(organization_id, email, actor, settings)), current_time()).is_allowed


def mail_budget(email: str, settings: ThrottleSettings) -> Budget:
    """How many invitations an address gets within an hour, from all senders together."""
    return Budget(f"invitation/mail {email}", settings.mails_per_address, _HOUR)


def _budgets(organization_id: str, email: str, actor: Actor, settings: ThrottleSettings) -> Iterator[Budget]:
    yield mail_budget(email, settings)
    yield Budget(f"invitation/organization {organization_id}", settings.invitations_per_organization, _DAY)
    yield Budget(f"invitation/inviter {actor.id}", settings.invitations_per_person, _DAY)
