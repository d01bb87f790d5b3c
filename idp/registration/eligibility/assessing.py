"""Comparing what a person shows with the customer that it leads to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from idp.customers.models import CustomerRecord, CustomerState
from idp.customers.registers import Register, register_of_portal
from idp.registration.eligibility.rules import RULES, Shown, rule_key
from idp.settings import PortalSettings, Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a person shows at a portal: the entries by the key of the evidence, and the address ("" for none yet)."""

    portal: str
    email: str
    entered: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """Whether it is enough, and the customer that it leads to; ``customer_id`` is None without one."""

    is_eligible: bool
    customer_id: str | None = None


def assess(session: Session, claim: Claim, portal: PortalSettings, settings: Settings) -> Eligibility:
    """Compare all that was shown: each rule looks once, whatever the others find."""
    register = register_of_portal(settings, claim.portal)
    shown = [
        Shown(key=key, settings=each, typed=claim.entered.get(key, ""), email=claim.email)
        for key, each in portal.registration.evidence.items()
    ]
    found = _find_customers(session, register, shown)
    customer = _decide_customer(found)
    met = sum(RULES[rule_key(each.key, each.settings)].holds(customer, each) for each in shown)
    is_enough = met >= (portal.registration.evidence_required or len(shown))
    is_misled = bool(found) and customer is None
    return Eligibility(
        is_eligible=is_enough and not is_misled, customer_id=customer.id if customer and is_enough else None
    )


def _find_customers(session: Session, register: Register, shown: Sequence[Shown]) -> Sequence[CustomerRecord]:
    """The customer to which each piece of evidence leads, for those that lead to one."""
    finders = [(RULES[rule_key(each.key, each.settings)].find, each) for each in shown]
    found = [find(session, register, each) for find, each in finders if find is not None]
    return [customer for customer in found if customer is not None]


def _decide_customer(found: Sequence[CustomerRecord]) -> CustomerRecord | None:
    """The one customer to which all evidence leads; none where it leads to several, or to one who is one no longer."""
    ids = {customer.id for customer in found}
    if len(ids) != 1 or found[0].state != CustomerState.ACTIVE:
        return None
    return found[0]
