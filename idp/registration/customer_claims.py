"""What a registration holds of a customer: serial numbers while it is open, the link once there is an account."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from idp.actors import Actor
from idp.customers.devices.models import CustomerDeviceUse
from idp.customers.devices.reservations import free_device, keep_device
from idp.customers.links import hold_record, is_full, is_linked, link_account
from idp.customers.models import CustomerRecord
from idp.customers.registers import Register
from idp.infrastructure.clock import current_time
from idp.registration.eligibility import RULES, rule_key
from idp.registration.models import Registration
from idp.registration.states import OPEN, RegistrationState
from idp.settings import PortalSettings


def reserve_evidence(session: Session, registration: Registration, portal: PortalSettings, register: Register) -> None:
    """Reserve what may be used a few times only. What is used up is no evidence: the person is told nothing of it.

    A person may register again, since the mail did not come say: of several registrations of an address, the one that
    was sent or confirmed last has what they all have entered.
    """
    evidence = portal.registration.evidence.items()
    rules = {key: RULES[rule_key(key, settings)] for key, settings in evidence if registration.evidence.get(key)}
    reserved = [(rule.reserve, registration.evidence[key]) for key, rule in rules.items() if rule.reserve]
    if not registration.is_eligible or not reserved:
        return
    _free_ended(session)
    _free_of_address(session, registration)
    for reserve, entry in reserved:
        if not reserve(session, register, entry, registration.id, registration.customer_id):
            registration.is_eligible = False
            free_device(session, registration.id)
            return


def is_customer_full(session: Session, registration: Registration) -> bool:
    """Whether the customer has as many accounts as are allowed, without that of the person; the record is held until
    the transaction ends."""
    return _find_full(session, registration) is not None


def allow_one_more(session: Session, registration: Registration) -> None:
    """Let the customer of an approved registration have its account, too."""
    full = _find_full(session, registration)
    if full is not None:
        full.accounts_allowed += 1


def take_over(session: Session, registration: Registration, account_id: str, actor: Actor) -> None:
    """Let the new account have the customer and the serial numbers. Raises CustomerFull."""
    keep_device(session, registration.id, account_id)
    record = _customer_of(session, registration)
    if record is not None:
        link_account(session, account_id, record, actor)


def _find_full(session: Session, registration: Registration) -> CustomerRecord | None:
    """The customer's record, held, where it has no place for the person's account."""
    record = _customer_of(session, registration)
    held = hold_record(session, record) if record is not None else None
    if held is None or not is_full(session, held) or is_linked(session, registration.account_id, held):
        return None
    return held


def _customer_of(session: Session, registration: Registration) -> CustomerRecord | None:
    return session.get(CustomerRecord, registration.customer_id) if registration.customer_id else None


def _free_of_address(session: Session, registration: Registration) -> None:
    """Free what other registrations of the address have reserved that it has not confirmed."""
    others = select(Registration.id).where(
        Registration.email == registration.email,
        Registration.portal == registration.portal,
        Registration.state == RegistrationState.SUBMITTED.value,
        Registration.id != registration.id,
    )
    session.execute(
        delete(CustomerDeviceUse).where(CustomerDeviceUse.account_id.is_(None), CustomerDeviceUse.holder.in_(others))
    )


def _free_ended(session: Session) -> None:
    """Free what registrations have reserved that ended otherwise than with an account, or by their time."""
    open_ones = select(Registration.id).where(
        Registration.state.in_([each.value for each in OPEN]), Registration.expires_at > current_time()
    )
    session.execute(
        delete(CustomerDeviceUse).where(
            CustomerDeviceUse.account_id.is_(None), CustomerDeviceUse.holder.not_in(open_ones)
        )
    )
