"""The user name of a registration: whether it is free, which one is assigned, and giving it to the account."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.accounts.user_names import RESERVED, Giving, candidates, give_user_name, is_user_name_of_account
from idp.actors import Actor
from idp.audit import audit
from idp.customers.lookup import numbers_of
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import reading
from idp.infrastructure.networks import network_of
from idp.infrastructure.rate_limits import Budget, hit_limit
from idp.infrastructure.web.hosts import external_url
from idp.mail import enqueue
from idp.registration.messages import UserNameGiven
from idp.registration.models import Registration
from idp.registration.outlook import Outlook
from idp.registration.states import RegistrationState
from idp.settings import ThrottleSettings

_HOLDING = (RegistrationState.AWAITING_APPROVAL.value, RegistrationState.APPROVED.value)
_DAY = timedelta(days=1)
PARTS = ("given_name", "family_name", "email", "customer_number")
"""What an assigned name is made of (``registration.user_name_from``)."""
_NAMES_PER_ADDRESS = 20


def hit_user_name_limit(portal: str, email: str, actor: Actor, settings: ThrottleSettings) -> bool:
    """Count one name that is asked for, outside any transaction, whether it is free or not: for the address, for the
    network and for the portal. False where one of these has no attempt left."""
    window = timedelta(minutes=settings.window_minutes)
    budgets = [
        Budget(f"user name/network {network_of(actor.request_info.ip)}", settings.address_attempts, window),
        Budget(f"user name/portal {portal}", settings.global_attempts, window),
    ]
    if email:
        budgets.append(Budget(f"user name/email {email}", _NAMES_PER_ADDRESS, _DAY))
    return hit_limit(budgets, current_time()).is_allowed


def is_user_name_free(name: str, registration_id: str | None) -> bool:
    """Whether a registration may ask for a name. One whose address is proved holds its name until it ends; what any
    visitor sends holds none. Read outside any transaction."""
    held = select(Registration.id).where(
        Registration.user_name == name,
        Registration.state.in_(_HOLDING),
        Registration.expires_at > current_time(),
        Registration.id != (registration_id or ""),
    )
    with reading() as session:
        return name not in RESERVED and not is_user_name_of_account(session, name) and session.scalar(held) is None


class UserNameLost(Exception):
    """Another account took the chosen name meanwhile: what was written with it is to be rolled back."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


def lose_user_name(session: Session, registration: Registration, name: str) -> None:
    """Have the person asked for another name in place of this one, once what came with it was rolled back."""
    session.refresh(registration)
    registration.lost_user_name, registration.user_name = name, None


def settle_user_name(
    session: Session, registration: Registration, account_id: str, actor: Actor, outlook: Outlook
) -> None:
    """Give the account the name that was chosen, or one by the portal's settings; an account that has one keeps it.

    The person is told by mail. Call it within a savepoint. Raises UserNameLost.
    """
    is_assigned = outlook.user_name_from is not None
    if outlook.user_name_from is not None:
        names = list(candidates(_text_to_assign(session, registration, outlook.user_name_from)))
    else:
        names = [registration.user_name] if registration.user_name else []
    for name in names:
        given = give_user_name(session, account_id, name)
        if given is Giving.GIVEN:
            own = actor.at_portal(registration.portal).identified_as(account_id)
            audit(session, own, "account.user_name_given", subject=account_id, assigned=is_assigned)
            _mail(session, registration, account_id, name)
        if given is not Giving.TAKEN:
            return
    if registration.user_name and not is_assigned:
        raise UserNameLost(registration.user_name)


def _text_to_assign(session: Session, registration: Registration, pattern: str) -> str:
    customer_id = registration.customer_id
    numbers = numbers_of(session, [customer_id]).get(customer_id, ()) if customer_id else ()
    parts = (
        registration.given_name,
        registration.family_name,
        registration.email.partition("@")[0],
        numbers[0].number if numbers else "",
    )
    return pattern.format(**dict(zip(PARTS, parts, strict=True)))


def _mail(session: Session, registration: Registration, account_id: str, name: str) -> None:
    account = session.get_one(Account, account_id)
    enqueue(
        session,
        UserNameGiven(
            user_name=name,
            sign_in_link=external_url("signin.start", portal=registration.portal),
            name=account.name,
        ),
        recipient=account.email,
        portal=registration.portal,
        language=registration.language,
        account_id=account_id,
    )
