"""All that operators may know of a registration before they decide on it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.actors import Actor, Permission
from idp.administration.registrations import get_registration
from idp.customers.links import linked_accounts
from idp.customers.lookup import find_merged_record
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.i18n import current_language, gettext
from idp.organizations.administrators import is_administered
from idp.organizations.models import Organization
from idp.registration.customer_approval.deciding import is_waiting
from idp.registration.customer_approval.listing import Decided, find_decision, say_evidence
from idp.registration.customer_approval.mails import say_customer
from idp.registration.journey import asked_at
from idp.registration.models import Registration
from idp.registration.states import RegistrationState
from idp.settings import ProfileFieldSettings


class WhyHere(StrEnum):
    """Why a person decides on a registration, and why operators do."""

    CUSTOMER = "customer"
    """They do not yet: the administrators of the customer's organization decide."""
    UNDECIDED = "undecided"
    """The administrators did not decide in time."""
    NO_ADMINISTRATOR = "no_administrator"
    """The organization has no administrator who can decide."""
    EVIDENCE = "evidence"
    """The evidence was not enough, used up, or could not be compared."""
    ALWAYS = "always"
    """The portal has operators decide on each registration."""
    NO_ORGANIZATION = "no_organization"
    """The portal has the customer decide, for which no organization stands."""
    CUSTOMER_FULL = "customer_full"
    """The customer had as many accounts as its record allows."""


@dataclass(frozen=True, slots=True)
class JudgedEvidence:
    """A piece of evidence: its label, what was entered ("" for what is not typed), and whether it was true; None where
    that is not known."""

    label: str
    entry: str
    is_met: bool | None


@dataclass(frozen=True, slots=True)
class ClaimedCustomer:
    """The customer that the evidence leads to: name and number, and its accounts."""

    said: str
    accounts: int
    accounts_allowed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationFacts:
    """A registration, to read only, with what stands around it. ``fields`` are those of the portal's own, a label and
    an entry each; ``why`` is None where nothing is to be decided, ``organization`` where an approval makes the person
    a member of none."""

    registration: Registration
    evidence: tuple[JudgedEvidence, ...]
    customer: ClaimedCustomer | None
    fields: tuple[tuple[str, str], ...]
    why: WhyHere | None
    organization: Organization | None
    decided: Decided | None

    @property
    def called(self) -> str:
        """The name that was entered, else the address."""
        return f"{self.registration.given_name} {self.registration.family_name}".strip() or self.registration.email

    @property
    def can_be_decided(self) -> bool:
        """Whether it waits for an approval."""
        return is_waiting(self.registration)

    @property
    def can_be_confirmed(self) -> bool:
        """Whether it waits for the proof of its address."""
        return self.registration.state == RegistrationState.SUBMITTED and self.registration.expires_at > current_time()


def get_registration_facts(session: Session, registration_id: str, actor: Actor) -> RegistrationFacts:
    """Raises RegistrationNotFound, Forbidden."""
    actor.demand(Permission.REGISTRATIONS_READ)
    registration = get_registration(session, registration_id, actor)
    organization = session.get(Organization, registration.organization_id) if registration.organization_id else None
    is_waiting = registration.state == RegistrationState.AWAITING_APPROVAL
    return RegistrationFacts(
        registration=registration,
        evidence=tuple(_evidence(registration)),
        customer=_customer(session, registration),
        fields=tuple(_fields(registration)),
        why=_why(session, registration) if is_waiting else None,
        organization=organization,
        decided=find_decision(session, registration),
    )


def decide_why(registration: Registration, approved_by: str, *, is_administered: bool) -> WhyHere:
    """Why the registration waits for an approval, and for whose. ``approved_by`` is who approves at its portal."""
    if registration.organization_id is not None:
        if not is_administered or registration.escalated_at == registration.asked_at:
            return WhyHere.NO_ADMINISTRATOR
        return WhyHere.CUSTOMER if registration.escalated_at is None else WhyHere.UNDECIDED
    if not registration.is_eligible:
        return WhyHere.EVIDENCE
    ways = {"operators": WhyHere.ALWAYS, "customer": WhyHere.NO_ORGANIZATION}
    return ways.get(approved_by, WhyHere.CUSTOMER_FULL)


def _why(session: Session, registration: Registration) -> WhyHere:
    owned = select(is_administered(Registration.organization_id)).where(Registration.id == registration.id)
    is_owned = bool(session.scalar(owned, {"now": current_time()}))
    approved_by = asked_at(registration.portal).settings.registration.approval
    return decide_why(registration, approved_by, is_administered=is_owned)


def _evidence(registration: Registration) -> Iterator[JudgedEvidence]:
    """What the portal asks for today."""
    met = registration.evidence_met
    for key in asked_at(registration.portal).settings.registration.evidence:
        entry = str(registration.evidence.get(key, ""))
        yield JudgedEvidence(say_evidence(registration.portal, key), entry, None if met is None else key in met)


def _customer(session: Session, registration: Registration) -> ClaimedCustomer | None:
    record = find_merged_record(session, registration.customer_id)
    if record is None:
        return None
    said = say_customer(session, registration)
    return ClaimedCustomer(said, len(linked_accounts(session, record.id)), record.accounts_allowed)


def _fields(registration: Registration) -> Iterator[tuple[str, str]]:
    """What was entered into fields that the portal has no longer is told by their keys."""
    own = asked_at(registration.portal).settings.registration.fields
    for key, entry in registration.profile.items():
        field = own.get(key)
        yield (field.label.say(current_language(), key) if field else key), say_entry(entry, field)


def say_entry(entry: Any, field: ProfileFieldSettings | None) -> str:
    """An entry in the reader's words: the titles of what was chosen."""
    values = entry if isinstance(entry, list) else [entry]
    titles = field.values if field else {}
    said = (titles[each].say(current_language(), each) if each in titles else str(each) for each in values)
    return gettext("Yes") if entry is True else ", ".join(said)
