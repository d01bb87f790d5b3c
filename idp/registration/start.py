"""Entering, submitting, and sending the mail again. Neither answer nor work tells whether an address has an account."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.actors import Actor
from idp.admissions import find_admission
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import digest, new_code, new_token
from idp.infrastructure.networks import network_of
from idp.infrastructure.one_time_links import LinkPurpose, issue_link
from idp.infrastructure.rate_limits import Budget, hit_limit
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.hosts import external_url
from idp.invitations.invited import Invited
from idp.mail import Message, enqueue
from idp.portals.demands import demands_at
from idp.protocol.admission import Admission, AdmissionState
from idp.registration.messages import AlreadyRegistered, ConfirmRegistration
from idp.registration.models import Registration
from idp.registration.moving import move
from idp.registration.renewing import find_renewable
from idp.registration.states import RegistrationState
from idp.settings import ThrottleSettings

CONFIRM_REGISTRATION = LinkPurpose("confirm_registration", "registration.open_link")
_MAIL_WINDOW = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the registration comes from. ``lifetime`` is how long it may take to submit it, and then to confirm.
    ``account`` is the one that asks for access to a further portal, or ``is_admitted`` there already."""

    browser_hash: str
    portal: str
    language: str
    lifetime: timedelta
    interaction_id: str | None = None
    client_id: str | None = None
    account: Account | None = None
    is_admitted: bool = False


def hit_mail_limit(email: str, actor: Actor, settings: ThrottleSettings) -> bool:
    """Count a mail, outside any transaction; False when the address has got, or the network asked for, enough."""
    budgets = [
        Budget(f"registration/mail {email}", settings.mails_per_address, _MAIL_WINDOW),
        Budget(
            f"registration/network {network_of(actor.request_info.ip)}",
            settings.address_attempts,
            timedelta(minutes=settings.window_minutes),
        ),
    ]
    return hit_limit(budgets, current_time()).is_allowed


def begin(session: Session, origin: Origin) -> Registration:
    """A registration that nothing was entered into yet, but what an account has."""
    known = origin.account
    registration = Registration(
        state=RegistrationState.STARTED.value,
        browser_hash=origin.browser_hash,
        portal=origin.portal,
        interaction_id=origin.interaction_id,
        client_id=origin.client_id,
        language=origin.language,
        email=known.email if known else "",
        given_name=known.given_name if known else "",
        family_name=known.family_name if known else "",
        account_id=known.id if known else None,
        is_of_account=known is not None,
        is_of_admitted=origin.is_admitted,
        expires_at=current_time() + origin.lifetime,
    )
    session.add(registration)
    session.flush()
    return registration


def begin_invited(session: Session, origin: Origin, invited: Invited) -> Registration:
    """A registration that answers an invitation, in the browser that has opened its link, until the invitation ends.

    The link proves the address, and who invites has approved the person.
    """
    invitation, registration = invited.invitation, begin(session, origin)
    registration.state, registration.invitation_link_id = RegistrationState.APPROVED.value, invited.link_id
    registration.email = invitation.email
    registration.confirmed_at, registration.expires_at = current_time(), invitation.expires_at
    return registration


def is_as_seen(row: Registration, seen: Registration) -> bool:
    """Whether a registration is as it was when a page of it was judged: another tab may have changed it since."""
    columns = ("state", "pages_done", "email", "given_name", "family_name")
    return all(getattr(row, column) == getattr(seen, column) for column in columns)


def enter(registration: Registration, number: int, entries: Mapping[str, Any]) -> None:
    """Keep the valid entries of the page of this number. The pages behind it are sent again: what they judged may have
    been another address or name."""
    for column, value in entries.items():
        setattr(registration, column, value)
    registration.pages_done = number


def submit(session: Session, registration: Registration, lifetime: timedelta, actor: Actor, *, is_mailed: bool) -> bool:
    """Write the mail that asks to confirm, or that tells the owner of an existing account; False where that was done.

    No account comes of it yet, and nothing stands in the way of registering the address again.
    """
    now = current_time()
    session.flush()
    if not move(session, registration, RegistrationState.SUBMITTED, submitted_at=now, expires_at=now + lifetime):
        return False
    _mail(session, registration, actor, is_mailed=is_mailed)
    audit(session, actor, "registration.started", subject=registration.id, mailed=is_mailed)
    return True


def resend(session: Session, registration: Registration, actor: Actor, *, is_mailed: bool) -> None:
    """The mail once more, with a new link and a new code; those of the mail before are void."""
    if is_mailed:
        _mail(session, registration, actor, is_mailed=True)


def code_hash(registration: Registration, code: str) -> str:
    """What is stored of a typed code: it fits no other registration."""
    return digest(f"{registration.id} {code}")


def _way_in(portal: str, admission: Admission | None) -> str:
    """Where the owner of an account goes on: at a portal that asks for evidence or an approval, or to register again,
    to its registration."""
    is_asked_again = admission is not None and admission.state is AdmissionState.RENEWAL
    if is_asked_again or demands_at(current_settings(), portal).is_registration_judged:
        return external_url("registration.register_account", portal=portal)
    return external_url("signin.start", portal=portal)


def _mail(session: Session, registration: Registration, actor: Actor, *, is_mailed: bool) -> None:
    """Where the address has an account, link and code are made as well, but are told to no one."""
    portal = registration.portal
    lifetime = registration.expires_at - current_time()
    link = issue_link(session, CONFIRM_REGISTRATION, registration.id, lifetime, portal=portal)
    account = session.scalar(select(Account).where(Account.email == registration.email))
    # As many statements for each address.
    admission = find_admission(account.id if account is not None else "", portal, session)
    if registration.is_of_account or find_renewable(session, registration) is not None:
        # The account is told nothing of itself: it proves its address, or registers, like a new person.
        account = None
    code = new_code() if account is None else new_token()
    registration.code_hash, registration.code_attempts = code_hash(registration, code), 0
    message: Message
    if account is None:
        message = ConfirmRegistration(
            link=link.url, code=code, valid_until=link.valid_until, asked_by=actor.request_info
        )
    else:
        message = AlreadyRegistered(
            sign_in_link=_way_in(portal, admission),
            reset_link=external_url("password_reset.request", portal=portal),
            name=account.name,
            asked_by=actor.request_info,
        )
    with session.begin_nested() as savepoint:
        enqueue(
            session,
            message,
            recipient=registration.email,
            portal=portal,
            language=registration.language,
            account_id=account.id if account is not None else None,
        )
        session.flush()
        if not is_mailed:
            savepoint.rollback()
