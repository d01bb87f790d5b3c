"""The rules by which evidence is compared: a function each, and the registry that portals choose from by key.

A further rule is a function and a line in ``RULES``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from idp.customers.canonical import number_key, postcode_key
from idp.customers.lookup import find_customer
from idp.customers.models import CustomerRecord
from idp.customers.registers import Register
from idp.infrastructure.web.i18n import lazy_gettext
from idp.settings import EvidenceSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One piece of evidence: its key and settings, what was typed ("" for nothing), and the address of the person."""

    key: str
    settings: EvidenceSettings
    typed: str
    email: str


Find = Callable[[Session, Register, Shown], CustomerRecord | None]
Holds = Callable[[CustomerRecord | None, Shown], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRule:
    """How one kind of evidence is compared.

    ``label`` names its field; None for evidence that is not typed. ``find`` looks for the customer by it, for a rule
    that leads to one. ``holds`` says whether it is true of a
    customer, or without one.
    """

    label: str | None
    holds: Holds
    find: Find | None = None


def _find_by_number(session: Session, register: Register, shown: Shown) -> CustomerRecord | None:
    key = register.number_key(shown.typed)
    return find_customer(session, register.key, key or "")


def _has_number(customer: CustomerRecord | None, _shown: Shown) -> bool:
    """A number that leads to a customer is one of theirs."""
    return customer is not None


def _has_postcode(customer: CustomerRecord | None, shown: Shown) -> bool:
    return customer is not None and postcode_key(shown.typed) in customer.postcodes


def _has_attribute(customer: CustomerRecord | None, shown: Shown) -> bool:
    """A fact of the operator's system, compared as numbers are: without spaces and separators, in any case."""
    own = customer.attributes.get(shown.settings.attribute or shown.key, "") if customer else ""
    typed = number_key(shown.typed, ignore_leading_zeros=True)
    return typed is not None and typed == number_key(own, ignore_leading_zeros=True)


def _is_in_domain(_customer: CustomerRecord | None, shown: Shown) -> bool:
    return shown.email.rpartition("@")[2] in shown.settings.domains


RULES: Mapping[str, EvidenceRule] = {
    "customer_number": EvidenceRule(label=lazy_gettext("Customer number"), find=_find_by_number, holds=_has_number),
    "postcode": EvidenceRule(label=lazy_gettext("Postcode"), holds=_has_postcode),
    "attribute": EvidenceRule(label="", holds=_has_attribute),
    "email_domain": EvidenceRule(label=None, holds=_is_in_domain),
}


def rule_key(key: str, settings: EvidenceSettings) -> str:
    """The key of the rule that compares a piece of evidence of this key."""
    return settings.rule or key
