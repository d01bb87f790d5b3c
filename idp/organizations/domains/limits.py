"""How many codes may be sent and tried."""

from datetime import timedelta

from idp.actors import Actor
from idp.infrastructure.clock import current_time
from idp.infrastructure.rate_limits import Budget, hit_limit
from idp.organizations.domains.models import OrganizationDomain
from idp.settings import ThrottleSettings

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_CODES_OF_ORGANIZATION = 20
_TRIES_OF_ORGANIZATION = 20
_TRIES_OF_DOMAIN = 200


def hit_code_limit(organization_id: str, email: str, actor: Actor, settings: ThrottleSettings) -> bool:
    """Count a mail, outside any transaction; False when the address has got, or the organization or the person has
    asked for, enough."""
    budgets = [
        Budget(f"domain/mail {email}", settings.mails_per_address, _HOUR),
        Budget(f"domain/organization {organization_id}", _CODES_OF_ORGANIZATION, _DAY),
        Budget(f"domain/person {actor.id}", _CODES_OF_ORGANIZATION, _DAY),
    ]
    return hit_limit(budgets, current_time()).is_allowed


def hit_try_limit(named: OrganizationDomain) -> bool:
    """Count a typed code, outside any transaction: neither new codes nor further organizations make guessing easier."""
    budgets = [
        Budget(f"domain/tries {named.organization_id}", _TRIES_OF_ORGANIZATION, _DAY),
        Budget(f"domain/tries at {named.domain}", _TRIES_OF_DOMAIN, _DAY),
    ]
    return hit_limit(budgets, current_time()).is_allowed
