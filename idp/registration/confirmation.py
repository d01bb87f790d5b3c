"""From a proved address to an account."""

from dataclasses import dataclass
from datetime import timedelta
from hmac import compare_digest

from sqlalchemy import update
from sqlalchemy.orm import Session

from idp.accounts.creation import NewPerson, create_proved_account
from idp.accounts.models import Account
from idp.actors import Actor
from idp.admissions import join_portal
from idp.agreements import AgreedText, record_agreements
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.infrastructure.one_time_links import LinkProblem, consume_links, take_link
from idp.infrastructure.rate_limits import Budget, hit_limit
from idp.organizations.active.choice import remember_organization
from idp.organizations.creation import NewOrganization, found_organization
from idp.organizations.models import OrganizationKind
from idp.protocol.admission import CompletedJourney
from idp.registration.models import Registration
from idp.registration.start import CONFIRM_REGISTRATION, code_hash

CODE_ATTEMPTS = 5
_CODES_PER_ADDRESS = 20
_PASSWORD_ATTEMPTS = 10
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The address is proved. ``account_id`` is the new account; None where an account had the address already, which is
    left as it was."""

    registration: Registration
    account_id: str | None


def confirm_by_link(
    session: Session, token: str, actor: Actor, new_password_hash: str | None = None
) -> Confirmed | LinkProblem:
    """Redeem the link and make the account; of parallel attempts one succeeds.

    ``new_password_hash`` takes the place of the password that was chosen at registration: the one who registered the
    address from another browser may not be the one who reads its mail.
    """
    found = take_link(
        session,
        CONFIRM_REGISTRATION,
        token,
        lambda link: session.get(Registration, link.subject, with_for_update=True),
    )
    if isinstance(found, LinkProblem):
        return found
    _, registration = found
    return _confirm(session, registration, actor, new_password_hash) or LinkProblem.USED


def confirm_by_code(session: Session, registration: Registration, actor: Actor) -> Confirmed | None:
    """The same after :func:`redeem_code`; None when it had been confirmed before."""
    return _confirm(session, registration, actor, None)


def redeem_code(registration: Registration, code: str) -> bool:
    """Count one typed code, outside any transaction, and say whether it is the right one and came in time.

    Each attempt is counted before it is compared, so that parallel ones share the few that a code is good for.
    """
    budget = Budget(f"registration/code {registration.email}", _CODES_PER_ADDRESS, _DAY)
    if not hit_limit([budget], current_time()).is_allowed:
        return False
    with transaction() as session:
        stored = session.scalar(
            update(Registration)
            .where(
                Registration.id == registration.id,
                Registration.confirmed_at.is_(None),
                Registration.expires_at > current_time(),
                Registration.code_attempts < CODE_ATTEMPTS,
            )
            .values(code_attempts=Registration.code_attempts + 1)
            .returning(Registration.code_hash)
        )
    return stored is not None and compare_digest(stored, code_hash(registration, code))


def hit_password_limit(registration: Registration) -> bool:
    """Count one password typed behind the link in another browser, outside any transaction."""
    budget = Budget(f"registration/password {registration.id}", _PASSWORD_ATTEMPTS, timedelta(hours=1))
    return hit_limit([budget], current_time()).is_allowed


def _confirm(
    session: Session, registration: Registration, actor: Actor, new_password_hash: str | None
) -> Confirmed | None:
    confirmed = session.scalar(
        update(Registration)
        .where(Registration.id == registration.id, Registration.confirmed_at.is_(None))
        .values(confirmed_at=current_time())
        .returning(Registration.id)
    )
    if confirmed is None:
        return None
    consume_links(session, CONFIRM_REGISTRATION, registration.id)
    account_id = _create_account(session, registration, new_password_hash)
    registration.account_id, registration.password_hash, registration.code_hash = account_id, "", None
    own = actor.at_portal(registration.portal).identified_as(account_id)
    subject = account_id or registration.id
    audit(session, own, "registration.confirmed", subject=subject, is_new=account_id is not None)
    if account_id is None:
        return Confirmed(registration, None)
    journey = CompletedJourney(registration.journey_version, registration.terms_accepted)
    join_portal(session, account_id, registration.portal, own, way="registration", journey=journey)
    agreed = [AgreedText.from_json(each) for each in registration.agreed_texts]
    record_agreements(session, account_id, registration.portal, agreed, own, way="registration")
    _found_organization(session, registration, account_id, own)
    return Confirmed(registration, account_id)


def _found_organization(session: Session, registration: Registration, account_id: str, actor: Actor) -> None:
    """The organization that the form named, for which the account acts at the portal."""
    if registration.organization_kind is None:
        return
    new = NewOrganization(OrganizationKind(registration.organization_kind), registration.organization_name or "")
    made = found_organization(session, session.get_one(Account, account_id), new, actor)
    remember_organization(session, account_id=account_id, portal=registration.portal, organization_id=made.id)


def _create_account(session: Session, registration: Registration, new_password_hash: str | None) -> str | None:
    """The new account's id; None where the address has got one meanwhile, which is left alone."""
    person = NewPerson(
        email=registration.email,
        given_name=registration.given_name,
        family_name=registration.family_name,
        language=registration.language,
        password_hash=new_password_hash or registration.password_hash,
        password_rules_met=registration.password_rules_met if new_password_hash is None else (),
    )
    return create_proved_account(session, person)
