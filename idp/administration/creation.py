"""Making an account for a person."""

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from idp.accounts.identifiers import canonical_email, canonical_username
from idp.accounts.models import Account
from idp.accounts.names import LONGEST_NAME, canonical_name
from idp.accounts.password_policy import PasswordRule, broken_rules, words_of
from idp.actors import Actor, Permission
from idp.administration.errors import (
    EmailTaken,
    InvalidCustomerNumber,
    InvalidEmail,
    InvalidName,
    InvalidUsername,
    UsernameTaken,
    WeakPassword,
)
from idp.admissions import join_portal
from idp.audit import audit
from idp.customers.errors import InvalidCustomerFact
from idp.customers.noting import note_number
from idp.customers.registers import Register
from idp.infrastructure.clock import current_time
from idp.portals.demands import PortalDemands


@dataclass(frozen=True, kw_only=True)
class NewAccount:
    """An account to be. ``password_hash`` None: its person chooses a password by a mailed link. A ``customer_number``
    is one of ``register``."""

    email: str
    given_name: str = ""
    family_name: str = ""
    username: str | None = None
    language: str | None = None
    customer_number: str | None = None
    register: Register | None = None
    password_hash: str | None = None
    is_verified: bool = True


def check_new_password(password: str, demands: PortalDemands, email: str, *names: str) -> None:
    """Raises WeakPassword for a password that the portal would not take from the person either."""
    broken = broken_rules(password, demands.password, words_of(email, *demands.names, *names))
    if broken:
        raise WeakPassword(rules=", ".join(map(_rule_text, broken)))


def check_name(text: str) -> str:
    """The name in its one form. Raises InvalidName."""
    name = canonical_name(text)
    if name is None:
        raise InvalidName(longest=LONGEST_NAME)
    return name


def create_account(session: Session, new: NewAccount, actor: Actor) -> Account:
    """Store the account. Raises Forbidden, CustomerFull, and an AdministrationError that names what can't be taken."""
    actor.demand(Permission.PEOPLE_CREATE)
    email, username = _check_identifiers(session, new)
    given_name, family_name = check_name(new.given_name), check_name(new.family_name)
    now = current_time()
    account = Account(
        email=email,
        email_verified_at=now if new.is_verified else None,
        username=username,
        given_name=given_name,
        family_name=family_name,
        language=new.language,
        password_hash=new.password_hash,
        password_changed_at=now if new.password_hash else None,
    )
    session.add(account)
    session.flush()
    audit(session, actor, "account.created", subject=account.id)
    if new.register is not None and new.customer_number:
        _note_number(session, account, new.register, new.customer_number, actor)
    if actor.portal is not None:
        join_portal(session, account.id, actor.portal, actor, way=actor.kind)
    return account


def _check_identifiers(session: Session, new: NewAccount) -> tuple[str, str | None]:
    """Address and user name in canonical form, which no other account has."""
    email = canonical_email(new.email)
    if email is None:
        raise InvalidEmail(email=new.email)
    username = canonical_username(new.username) if new.username else None
    if new.username and username is None:
        raise InvalidUsername(username=new.username)
    taken = session.scalar(select(Account).where(or_(Account.email == email, Account.username == (username or email))))
    if taken is not None:
        raise EmailTaken if taken.email == email else UsernameTaken
    return email, username


def _note_number(session: Session, account: Account, register: Register, number: str, actor: Actor) -> None:
    try:
        note_number(session, account.id, register, number, actor)
    except InvalidCustomerFact as error:
        raise InvalidCustomerNumber(number=number) from error


def _rule_text(rule: PasswordRule) -> str:
    return rule.value.replace("_", " ")
