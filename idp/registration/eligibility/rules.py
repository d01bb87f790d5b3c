"""The rules by which evidence is compared: a few functions each, and the registry that portals choose from by key.

A further rule is such functions and a line in ``RULES``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from idp.customers.canonical import number_key, postcode_key, serial_key
from idp.customers.devices.reservations import find_device, reserve_device
from idp.customers.live.looking import LookupOutcome, look_up
from idp.customers.matching import name_matches
from idp.customers.models import CustomerRecord
from idp.customers.registers import Register
from idp.infrastructure.database import reading
from idp.infrastructure.web.i18n import lazy_gettext
from idp.settings import EvidenceSettings, PortalSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One piece of evidence: its key and settings, what was typed ("" for nothing), and the address and names."""

    key: str
    settings: EvidenceSettings
    typed: str
    email: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """What a piece of evidence leads to. ``is_known`` says that it exists, with or without a customer; ``is_down`` that
    the operator's system does not answer, so that it can't be said."""

    customer_id: str | None = None
    is_known: bool = False
    is_down: bool = False


NO_LEAD = Lead()
Follow = Callable[[Register, Shown], Lead]
Holds = Callable[[CustomerRecord | None, Shown, Lead], bool]
Reserve = Callable[[Session, Register, str, str, str | None], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRule:
    """How one kind of evidence is compared.

    ``label`` names its field; "" where the portal has to, None for evidence that is not typed. ``follow`` looks for the
    customer by it, outside any transaction, for a rule that leads to one. ``holds`` says whether it is true of a
    customer, or without one; with ``needs_customer`` it never is without one. ``reserve`` keeps what may be used a few
    times only for a registration: it gets the register, the entry, the registration's id and the customer's, and is
    False where it is used up.
    """

    label: str | None
    holds: Holds
    follow: Follow | None = None
    needs_customer: bool = False
    reserve: Reserve | None = None


def _follow_number(register: Register, shown: Shown) -> Lead:
    sought = look_up(register, shown.typed)
    return Lead(
        customer_id=sought.customer_id,
        is_known=sought.outcome is LookupOutcome.FOUND,
        is_down=sought.outcome is LookupOutcome.DOWN,
    )


def _follow_serial(register: Register, shown: Shown) -> Lead:
    with reading() as session:
        device = find_device(session, register, shown.typed)
        return Lead(customer_id=device.customer_id, is_known=True) if device else NO_LEAD


def _reserve_serial(
    session: Session, register: Register, typed: str, registration_id: str, customer_id: str | None
) -> bool:
    return reserve_device(session, register, serial_key(typed) or "", registration_id, customer_id=customer_id)


def _is_known(_customer: CustomerRecord | None, _shown: Shown, lead: Lead) -> bool:
    return lead.is_known


def _has_postcode(customer: CustomerRecord | None, shown: Shown, _lead: Lead) -> bool:
    return customer is not None and postcode_key(shown.typed) in customer.postcodes


def _has_name(customer: CustomerRecord | None, shown: Shown, _lead: Lead) -> bool:
    """The name of the person or company, which another step asks for."""
    return customer is not None and any(name_matches(name, customer.name) for name in shown.names)


def _has_attribute(customer: CustomerRecord | None, shown: Shown, _lead: Lead) -> bool:
    """A fact of the operator's system, compared as numbers are: without spaces and separators, in any case."""
    own = customer.attributes.get(shown.settings.attribute or shown.key, "") if customer else ""
    typed = number_key(shown.typed, ignore_leading_zeros=True)
    return typed is not None and typed == number_key(own, ignore_leading_zeros=True)


def _is_in_domain(_customer: CustomerRecord | None, shown: Shown, _lead: Lead) -> bool:
    return shown.email.rpartition("@")[2] in shown.settings.domains


RULES: Mapping[str, EvidenceRule] = {
    "customer_number": EvidenceRule(label=lazy_gettext("Customer number"), follow=_follow_number, holds=_is_known),
    "postcode": EvidenceRule(label=lazy_gettext("Postcode"), holds=_has_postcode, needs_customer=True),
    "name": EvidenceRule(label=None, holds=_has_name, needs_customer=True),
    "serial_number": EvidenceRule(
        label=lazy_gettext("Serial number"), follow=_follow_serial, holds=_is_known, reserve=_reserve_serial
    ),
    "attribute": EvidenceRule(label="", holds=_has_attribute, needs_customer=True),
    "email_domain": EvidenceRule(label=None, holds=_is_in_domain),
}


def leads_to_customers(portal: PortalSettings) -> bool:
    """Whether evidence that is shown at the portal can lead to a customer."""
    own = portal.registration.evidence
    return any(RULES[rule_key(key, settings)].follow is not None for key, settings in own.items())


def rule_key(key: str, settings: EvidenceSettings) -> str:
    """The key of the rule that compares a piece of evidence of this key."""
    return settings.rule or key
