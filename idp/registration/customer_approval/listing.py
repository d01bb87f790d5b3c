"""The registrations that wait for the administrators of an organization, and what they see of one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from idp.infrastructure.database.keyset import Cursor, KeyOrder, KeyPage, read_page
from idp.infrastructure.web.i18n import current_language, gettext, lazy_gettext
from idp.portals.registry import portal_name
from idp.registration.customer_approval.mails import say_customer
from idp.registration.eligibility import RULES, rule_key
from idp.registration.journey import asked_at
from idp.registration.models import Registration
from idp.registration.states import RegistrationState

PAGE_SIZE = 20
# What waits has been asked for: the time is never NULL there.
_OLDEST_FIRST = KeyOrder((Registration.asked_at, Registration.id), Registration.id)

# Evidence without a field, by the key of its rule.
_UNTYPED = {"name": lazy_gettext("Name"), "email_domain": lazy_gettext("Domain of the e-mail address")}


@dataclass(frozen=True, slots=True)
class WaitingRegistration:
    """A registration as its deciders see it. ``facts`` are a label and a value each."""

    id: str
    name: str
    email: str
    asked_at: datetime | None
    expires_at: datetime
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided: by whom ("" for an operator), when, and the reason of a refusal."""

    is_approved: bool
    by: str
    at: datetime
    reason: str


def read_waiting(session: Session, organization_id: str, cursor: Cursor) -> KeyPage[WaitingRegistration]:
    """A page of those that wait, the oldest first."""
    statement = select(Registration).where(
        Registration.organization_id == organization_id,
        Registration.state == RegistrationState.AWAITING_APPROVAL.value,
        Registration.expires_at > current_time(),
    )
    return read_page(session, statement, lambda each: describe(session, each), _OLDEST_FIRST, cursor, PAGE_SIZE)


def describe(session: Session, registration: Registration) -> WaitingRegistration:
    """Who asks, and what shows that they belong to the customer. The fields that the portal asks for itself are not
    told: the person has entered them for the portal."""
    return WaitingRegistration(
        id=registration.id,
        name=f"{registration.given_name} {registration.family_name}".strip(),
        email=registration.email,
        asked_at=registration.asked_at,
        expires_at=registration.expires_at,
        facts=tuple(_facts(session, registration)),
    )


def find_decision(session: Session, registration: Registration) -> Decided | None:
    """What was decided; None where no one did before it ended."""
    if registration.decided_at is None:
        return None
    name = _name_of(session, registration.decided_by_id) if registration.decided_by_id else ""
    is_approved = registration.state != RegistrationState.REFUSED
    return Decided(is_approved, name, registration.decided_at, registration.reason or "")


def say_evidence(portal: str, key: str) -> str:
    """What a piece of evidence of the portal's settings is called."""
    own = asked_at(portal).settings.registration.evidence[key]
    rule = rule_key(key, own)
    return own.label.say(current_language(), "") or str(RULES[rule].label or _UNTYPED.get(rule) or key)


def _name_of(session: Session, account_id: str) -> str:
    account = session.get(Account, account_id)
    # Who has left since is not known by name any more.
    return account.name or account.email if account else gettext("an administrator of your organization")


def _facts(session: Session, registration: Registration) -> Iterator[tuple[str, str]]:
    customer = say_customer(session, registration)
    if customer:
        yield gettext("Customer"), customer
    # In the order of the form: PostgreSQL keeps none of its own.
    for key in asked_at(registration.portal).settings.registration.evidence:
        if key in registration.evidence:
            label = say_evidence(registration.portal, key)
            yield gettext("%(label)s, as entered", label=label), str(registration.evidence[key])
    yield gettext("Portal"), portal_name(registration.portal)
