"""Registering, and sending the mail again. Neither answer nor work tells whether an address has an account."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.actors import Actor
from idp.agreements import AgreedText
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import digest, new_code, new_token
from idp.infrastructure.networks import network_of
from idp.infrastructure.one_time_links import LinkPurpose, issue_link
from idp.infrastructure.rate_limits import Budget, hit_limit
from idp.infrastructure.web.hosts import external_url
from idp.mail import Message, enqueue
from idp.organizations.creation import NewOrganization
from idp.protocol.admission import CompletedJourney
from idp.registration.messages import AlreadyRegistered, ConfirmRegistration
from idp.registration.models import Registration
from idp.settings import ThrottleSettings

CONFIRM_REGISTRATION = LinkPurpose("confirm_registration", "registration.open_link")
_MAIL_WINDOW = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Applicant:
    """The checked entries of the form; ``email`` is canonical, ``password_rules_met`` are the fingerprints of all
    portals' password rules that the password meets. ``organization`` is made with the account."""

    email: str
    given_name: str
    family_name: str
    password_hash: str
    password_rules_met: tuple[str, ...]
    language: str
    journey: CompletedJourney
    organization: NewOrganization | None = None
    agreed: tuple[AgreedText, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the registration comes from."""

    browser_hash: str
    portal: str
    lifetime: timedelta
    actor: Actor
    interaction_id: str | None = None


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


def register(session: Session, applicant: Applicant, origin: Origin, *, is_mailed: bool) -> Registration:
    """Store the registration and write the mail that asks to confirm, or that tells the owner of an existing account.

    No account comes of it yet, and nothing stands in the way of registering the address again.
    """
    organization = applicant.organization
    registration = Registration(
        browser_hash=origin.browser_hash,
        portal=origin.portal,
        interaction_id=origin.interaction_id,
        email=applicant.email,
        given_name=applicant.given_name,
        family_name=applicant.family_name,
        language=applicant.language,
        password_hash=applicant.password_hash,
        password_rules_met=applicant.password_rules_met,
        journey_version=applicant.journey.version,
        terms_accepted=dict(applicant.journey.terms_accepted),
        agreed_texts=[each.to_json() for each in applicant.agreed],
        organization_kind=organization.kind.value if organization else None,
        organization_name=organization.name if organization else None,
        expires_at=current_time() + origin.lifetime,
    )
    session.add(registration)
    session.flush()
    _mail(session, registration, origin.actor, is_mailed=is_mailed)
    audit(session, origin.actor, "registration.started", subject=registration.id, mailed=is_mailed)
    return registration


def resend(session: Session, registration: Registration, actor: Actor, *, is_mailed: bool) -> None:
    """The mail once more, with a new link and a new code; those of the mail before are void."""
    if is_mailed:
        _mail(session, registration, actor, is_mailed=True)


def code_hash(registration: Registration, code: str) -> str:
    """What is stored of a typed code: it fits no other registration."""
    return digest(f"{registration.id} {code}")


def _mail(session: Session, registration: Registration, actor: Actor, *, is_mailed: bool) -> None:
    """Where the address has an account, link and code are made as well, but are told to no one."""
    portal = registration.portal
    lifetime = registration.expires_at - current_time()
    link = issue_link(session, CONFIRM_REGISTRATION, registration.id, lifetime, portal=portal)
    account = session.scalar(select(Account).where(Account.email == registration.email))
    code = new_code() if account is None else new_token()
    registration.code_hash, registration.code_attempts = code_hash(registration, code), 0
    message: Message
    if account is None:
        message = ConfirmRegistration(
            link=link.url, code=code, valid_until=link.valid_until, asked_by=actor.request_info
        )
    else:
        message = AlreadyRegistered(
            sign_in_link=external_url("signin.start", portal=portal),
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
