"""The proof that the person reads the mail of the address."""

from datetime import timedelta
from hmac import compare_digest

from sqlalchemy import update
from sqlalchemy.orm import Session

from idp.actors import Actor
from idp.audit import audit
from idp.customers.registers import register_of_portal
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.infrastructure.one_time_links import LinkProblem, consume_links, take_link
from idp.infrastructure.rate_limits import Budget, hit_limit
from idp.infrastructure.web.application import current_settings
from idp.registration.customer_claims import reserve_evidence
from idp.registration.deciding import go_through
from idp.registration.models import Registration
from idp.registration.moving import move
from idp.registration.outlook import Outlook
from idp.registration.start import CONFIRM_REGISTRATION, code_hash
from idp.registration.states import RegistrationState

CODE_ATTEMPTS = 5
_CODES_PER_ADDRESS = 20
_PASSWORD_ATTEMPTS = 10
_DAY = timedelta(days=1)


def confirm_by_link(
    session: Session, token: str, actor: Actor, outlook: Outlook, new_password_hash: str | None = None
) -> Registration | LinkProblem:
    """Redeem the link and go on with the registration; of parallel attempts one succeeds.

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
    if new_password_hash is not None:
        registration.password_hash, registration.password_rules_met = new_password_hash, ()
    return registration if confirm(session, registration, actor, outlook) else LinkProblem.USED


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
                Registration.state.in_([RegistrationState.SUBMITTED.value, RegistrationState.APPROVED.value]),
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


def confirm_for_account(session: Session, registration: Registration, actor: Actor, outlook: Outlook) -> None:
    """Submit what a signed-in person has entered: the address is that of the account, which has proved it before."""
    session.flush()
    if move(session, registration, RegistrationState.SUBMITTED, submitted_at=current_time()):
        audit(session, actor, "registration.started", subject=registration.id, mailed=False)
        confirm(session, registration, actor, outlook)


def confirm(session: Session, registration: Registration, actor: Actor, outlook: Outlook) -> bool:
    """The address is proved, by whatever means: go on. False where it had been confirmed before, or is too late."""
    session.flush()
    if not move(session, registration, RegistrationState.CONFIRMED, confirmed_at=current_time(), code_hash=None):
        return False
    consume_links(session, CONFIRM_REGISTRATION, registration.id)
    settings = current_settings()
    reserve_evidence(
        session, registration, settings.portal(registration.portal), register_of_portal(settings, registration.portal)
    )
    own = actor.at_portal(registration.portal)
    audit(session, own, "registration.confirmed", subject=registration.id)
    go_through(session, registration, own, outlook)
    return True
