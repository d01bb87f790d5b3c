"""Comparing what a person shows with the customer that it leads to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from idp.customers.models import CustomerRecord, CustomerState
from idp.customers.registers import register_of_portal
from idp.infrastructure.database import reading
from idp.registration.eligibility.rules import NO_LEAD, RULES, Lead, Shown, rule_key
from idp.settings import PortalSettings, Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a person shows at a portal: the entries by the key of the evidence, and what was entered beside them, the
    address and the names under which the person may be known (empty where nothing was entered yet)."""

    portal: str
    email: str
    names: tuple[str, ...] = ()
    entered: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """Whether it is enough, and the customer that it leads to; ``customer_id`` is None without one.

    ``met`` are the keys of the pieces that are true. ``is_down`` says that the operator's system does not answer, so
    that nothing can be said of the person.
    """

    is_eligible: bool
    met: tuple[str, ...] = ()
    customer_id: str | None = None
    is_down: bool = False


def assess(claim: Claim, portal: PortalSettings, settings: Settings) -> Eligibility:
    """Compare all that was shown: each rule looks once, whatever the others find. Call it outside any transaction."""
    register = register_of_portal(settings, claim.portal)
    shown = [
        Shown(key=key, settings=each, typed=claim.entered.get(key, ""), email=claim.email, names=claim.names)
        for key, each in portal.registration.evidence.items()
    ]
    rules = [RULES[rule_key(each.key, each.settings)] for each in shown]
    leads = [rule.follow(register, each) if rule.follow else NO_LEAD for rule, each in zip(rules, shown, strict=True)]
    customer = _find_customer(leads)
    judged = zip(rules, shown, leads, strict=True)
    met = tuple(each.key for rule, each, lead in judged if rule.holds(customer, each, lead))
    is_misled = customer is None and any(lead.customer_id for lead in leads)
    is_down = any(lead.is_down for lead in leads)
    is_eligible = len(met) >= (portal.registration.evidence_required or len(shown)) and not is_misled
    found = customer.id if customer and is_eligible else None
    return Eligibility(is_eligible=is_eligible, met=met, customer_id=found, is_down=is_down and not is_eligible)


def _find_customer(leads: Sequence[Lead]) -> CustomerRecord | None:
    """The one customer to which all evidence leads; none where it leads to several, or to one who is one no longer."""
    ids = {lead.customer_id for lead in leads if lead.customer_id}
    with reading() as session:
        customer = session.get(CustomerRecord, next(iter(ids))) if len(ids) == 1 else None
    return customer if customer is not None and customer.state == CustomerState.ACTIVE else None
