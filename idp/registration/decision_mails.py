"""The mails that tell the person what was decided about the registration."""

from sqlalchemy.orm import Session

from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import new_code
from idp.infrastructure.one_time_links import LinkPurpose, issue_link
from idp.infrastructure.web.hosts import external_url
from idp.mail import Message, enqueue
from idp.registration.messages import CompleteRegistration, RegistrationApproved, RegistrationRefused
from idp.registration.models import Registration
from idp.registration.start import code_hash

COMPLETE_REGISTRATION = LinkPurpose("complete_registration", "registration.open_completion")


def mail_completion(session: Session, registration: Registration) -> None:
    """A link to the pages that complete it, and a code for another browser."""
    lifetime = registration.expires_at - current_time()
    link = issue_link(session, COMPLETE_REGISTRATION, registration.id, lifetime, portal=registration.portal)
    code = new_code()
    registration.code_hash, registration.code_attempts = code_hash(registration, code), 0
    message = CompleteRegistration(
        link=link.url,
        code=code,
        valid_until=link.valid_until,
        is_by_customer=_is_by_customer(registration),
        name=_name(registration),
    )
    _send(session, registration, message)


def mail_approval(session: Session, registration: Registration) -> None:
    """The account is ready."""
    link = external_url("signin.start", portal=registration.portal)
    message = RegistrationApproved(
        sign_in_link=link, is_by_customer=_is_by_customer(registration), name=_name(registration)
    )
    _send(session, registration, message)


def mail_refusal(session: Session, registration: Registration) -> None:
    """The registration was refused, with the reason."""
    page = "registration.register_account" if registration.is_of_account else "registration.register"
    link = external_url(page, portal=registration.portal)
    message = RegistrationRefused(
        register_link=link,
        reason=registration.reason or "",
        is_by_customer=_is_by_customer(registration),
        name=_name(registration),
    )
    _send(session, registration, message)


def _is_by_customer(registration: Registration) -> bool:
    """Whether administrators of the customer's organization decided. Which of them is not told to the applicant."""
    return registration.decided_by_id is not None


def _name(registration: Registration) -> str:
    return f"{registration.given_name} {registration.family_name}".strip()


def _send(session: Session, registration: Registration, message: Message) -> None:
    enqueue(
        session,
        message,
        recipient=registration.email,
        portal=registration.portal,
        language=registration.language,
        account_id=registration.account_id,
    )
