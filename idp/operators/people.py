"""What an operator does to people's accounts: create, disable, enable, find, give roles."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from idp import audit
from idp.accounts.identifiers import canonical_customer_number, canonical_email, canonical_username
from idp.accounts.link_purposes import PASSWORD_RESET
from idp.accounts.models import Account
from idp.accounts.password_policy import Rule, broken_rules, words_of
from idp.infrastructure.clock import now
from idp.infrastructure.one_time_links import issue_link
from idp.mail import enqueue
from idp.oauth.authorizations.revocation import revoke_of_account
from idp.operators.messages import AccountCreated
from idp.operators.models import OperatorRole
from idp.portals.demands import PortalDemands, demands_at
from idp.sessions import end_other_sessions
from idp.settings import Settings

ROLES = ("operator", "care_agent", "auditor", "developer")
_LONGEST_NAME = 100
_LONGEST_REASON = 500


class PersonError(Exception):
    """An operator asked for something that can't be; the text says what and why."""


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """An account to be. ``password_hash`` None: the person chooses a password by a mailed link."""

    email: str
    given_name: str = ""
    family_name: str = ""
    username: str | None = None
    language: str | None = None
    customer_number: str | None = None
    password_hash: str | None = None
    is_verified: bool = True


def check_reason(reason: str) -> str:
    """How the operator knows who it is, in a few words. Raises :class:`PersonError` where there are none."""
    reason = reason.strip()
    if not reason or len(reason) > _LONGEST_REASON or not reason.isprintable():
        raise PersonError(f"Say in up to {_LONGEST_REASON} characters how you know that it is this person.")
    return reason


def check_new_password(password: str, demands: PortalDemands, email: str, *names: str) -> None:
    """Raises :class:`PersonError` for a password that the portal would not take from the person either."""
    broken = broken_rules(password, demands.password, words_of(email, demands.name, *names))
    if broken:
        raise PersonError(f"The password does not keep the rules of the portal: {', '.join(map(_rule_text, broken))}.")


def create_person(session: Session, person: NewPerson, actor: str) -> Account:
    """Store the account. Raises :class:`PersonError`."""
    email = canonical_email(person.email)
    if email is None:
        raise PersonError(f"{person.email} is not an e-mail address.")
    username = canonical_username(person.username) if person.username else None
    if person.username and username is None:
        raise PersonError(f"{person.username} can't be a user name: letters, digits and . _ - only.")
    customer_number = _customer_number(person.customer_number) if person.customer_number else None
    for name in (person.given_name, person.family_name):
        if len(name) > _LONGEST_NAME or not name.isprintable():
            raise PersonError(f"A name holds at most {_LONGEST_NAME} printable characters.")
    taken = session.scalar(select(Account).where(or_(Account.email == email, Account.username == (username or email))))
    if taken is not None:
        raise PersonError(f"There is an account with {'this address' if taken.email == email else 'this user name'}.")
    moment = now()
    account = Account(
        email=email,
        email_verified_at=moment if person.is_verified else None,
        username=username,
        given_name=person.given_name,
        family_name=person.family_name,
        language=person.language,
        customer_number=customer_number,
        password_hash=person.password_hash,
        password_changed_at=moment if person.password_hash else None,
    )
    session.add(account)
    session.flush()
    audit.record(session, "account.created", actor=actor, subject=account.id)
    return account


def invite_person(session: Session, account: Account, settings: Settings, portal: str, actor: str) -> None:
    """Mail the person a link to choose a first password; the operator never sees or types one.

    No portal asks for a customer number here: the operator vouches for the address.
    """
    lifetime = demands_at(settings, portal).lifetimes.invitation
    data = {"email": account.email, "interaction": None}
    link = issue_link(session, PASSWORD_RESET, account.id, lifetime, portal=portal, data=data)
    message = AccountCreated(link=link.url, valid_until=link.valid_until, name=account.name)
    enqueue(session, message, recipient=account.email, portal=portal, language=account.language, account_id=account.id)
    audit.record(session, "account.invited", actor=actor, subject=account.id, portal=portal)


def disable_person(session: Session, account: Account, actor: str) -> None:
    """Refuse the person from now on: every session and every token ends, and none comes back by enabling, nor does
    what a browser remembers."""
    if account.disabled_at is None:
        account.disabled_at = now()
    ended = end_other_sessions(session, account.id, None)
    revoke_of_account(session, account.id, now())
    audit.record(session, "account.disabled", actor=actor, subject=account.id, ended_sessions=len(ended))


def set_customer_number(session: Session, account: Account, number: str | None, actor: str) -> None:
    """Note the number by which a portal knows the person, or take it away. Raises :class:`PersonError`."""
    account.customer_number = _customer_number(number) if number else None
    # Neither the old nor the new one: what happened is kept for years.
    audit.record(session, "account.customer_number_changed", actor=actor, subject=account.id)


def enable_person(session: Session, account: Account, actor: str) -> None:
    """Let a disabled person sign in again."""
    account.disabled_at = None
    audit.record(session, "account.enabled", actor=actor, subject=account.id)


def get_person(session: Session, identifier: str) -> Account:
    """The account of an id, an e-mail address or a user name. Raises :class:`PersonError`."""
    names = [Account.id == identifier]
    if email := canonical_email(identifier):
        names.append(Account.email == email)
    if username := canonical_username(identifier):
        names.append(Account.username == username)
    account = session.scalar(select(Account).where(or_(*names)))
    if account is None:
        raise PersonError(f"There is no account {identifier}.")
    return account


def find_people(session: Session, search: str | None, limit: int) -> Sequence[Account]:
    """Accounts whose address, user name or name begins with or contains ``search``, the newest first."""
    statement = select(Account).order_by(Account.created_at.desc(), Account.id).limit(limit)
    if search:
        columns = (Account.email, Account.username, Account.given_name, Account.family_name)
        statement = statement.where(or_(*(column.icontains(search, autoescape=True) for column in columns)))
    return session.scalars(statement).all()


def roles_of(session: Session, account_id: str) -> list[str]:
    """What the person may do over the installation."""
    statement = select(OperatorRole.role).where(OperatorRole.account_id == account_id).order_by(OperatorRole.role)
    return list(session.scalars(statement))


def grant_role(session: Session, account: Account, role: str, actor: str) -> None:
    """Give a role of :data:`ROLES`; nothing happens where the person has it."""
    if role not in ROLES:
        raise PersonError(f"There is no role {role}. Roles: {', '.join(ROLES)}.")
    if role in roles_of(session, account.id):
        return
    session.add(OperatorRole(account_id=account.id, role=role))
    session.flush()
    audit.record(session, "operator_role.granted", actor=actor, subject=account.id, role=role)


def revoke_role(session: Session, account: Account, role: str, actor: str) -> None:
    """Take a role away; nothing happens where the person has it not."""
    statement = delete(OperatorRole).where(OperatorRole.account_id == account.id, OperatorRole.role == role)
    if session.scalar(statement.returning(OperatorRole.role)) is not None:
        audit.record(session, "operator_role.revoked", actor=actor, subject=account.id, role=role)


def _customer_number(text: str) -> str:
    number = canonical_customer_number(text)
    if number is None:
        raise PersonError(f"{text} can't be a customer number.")
    return number


def _rule_text(rule: Rule) -> str:
    return rule.value.replace("_", " ")
