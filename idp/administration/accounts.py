"""Finding, disabling and enabling accounts, and what operators note of them."""

from collections.abc import Mapping, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from idp.accounts.identifiers import canonical_email, canonical_username
from idp.accounts.models import Account
from idp.accounts.personal_details.fields import DETAILS
from idp.accounts.personal_details.service import change_details
from idp.accounts.security.access import end_access
from idp.actors import Actor, Permission
from idp.administration.ended_roles import end_roles
from idp.administration.errors import AccountNotFound, InvalidDetail
from idp.administration.models import OperatorRole
from idp.audit import audit
from idp.clients.subjects.naming import account_of
from idp.infrastructure.clock import current_time


def get_account(session: Session, identifier: str, actor: Actor) -> Account:
    """The account of an id, a pairwise subject, an e-mail address or a user name. Raises AccountNotFound, Forbidden."""
    actor.demand(Permission.PEOPLE_READ)
    names = [Account.id == identifier, Account.id.in_(account_of(identifier))]
    if email := canonical_email(identifier):
        names.append(Account.email == email)
    if username := canonical_username(identifier):
        names.append(Account.username == username)
    account = session.scalar(select(Account).where(or_(*names)))
    if account is None:
        raise AccountNotFound(identifier=identifier)
    return account


def find_accounts(
    session: Session, search: str | None, limit: int, actor: Actor, *, role: str | None = None
) -> Sequence[Account]:
    """Accounts whose address, user name or name contains ``search``, or whose pairwise subject it is, and which have
    ``role`` over the installation, the newest first. Raises Forbidden."""
    actor.demand(Permission.PEOPLE_READ)
    statement = select(Account).order_by(Account.created_at.desc(), Account.id).limit(limit)
    if search:
        columns = (Account.email, Account.username, Account.given_name, Account.family_name)
        contained = (column.icontains(search, autoescape=True) for column in columns)
        statement = statement.where(or_(*contained, Account.id.in_(account_of(search))))
    if role is not None:
        statement = statement.where(Account.id.in_(select(OperatorRole.account_id).where(OperatorRole.role == role)))
    return session.scalars(statement).all()


def disable_account(session: Session, account: Account, actor: Actor) -> None:
    """Refuse the account from now on. Raises Forbidden.

    Every session, every token and every role over the installation ends, and neither they nor remembered sign-ins come
    back by enabling.
    """
    actor.demand(Permission.PEOPLE_DISABLE)
    if account.disabled_at is None:
        account.disabled_at = current_time()
    end_roles(session, account.id, actor)
    ended = end_access(session, account.id, actor)
    audit(session, actor, "account.disabled", subject=account.id, ended_sessions=ended)


def enable_account(session: Session, account: Account, actor: Actor) -> None:
    """Let a disabled account sign in again. Raises Forbidden."""
    actor.demand(Permission.PEOPLE_DISABLE)
    account.disabled_at = None
    audit(session, actor, "account.enabled", subject=account.id)


def set_details(session: Session, account: Account, texts: Mapping[str, str], actor: Actor) -> None:
    """Store personal details by their names; an empty text takes one away. Raises InvalidDetail, Forbidden."""
    actor.demand(Permission.PEOPLE_CHANGE)
    change_details(session, account.id, {name: check_detail(name, text) for name, text in texts.items()}, actor)


def check_detail(name: str, text: str) -> str:
    """The canonical form. Raises InvalidDetail."""
    value = DETAILS[name].parse(text.strip()) if text.strip() else ""
    if value is None:
        raise InvalidDetail(name=name, problem=DETAILS[name].problem)
    return value
