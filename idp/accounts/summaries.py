"""Account summaries: what pages show of the account that is signed in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, select

from idp.accounts.models import Account
from idp.accounts.own_account import AccountGone, get_own_account
from idp.infrastructure.database import connection, current_session

_SOME = select(Account.id, Account.given_name, Account.family_name, Account.email, Account.username).where(
    Account.id.in_(bindparam("accounts", expanding=True))
)

_EMAIL = select(Account.email).where(Account.username == bindparam("username"))
_ID = select(Account.id).where(Account.email == bindparam("email"))


@dataclass(frozen=True, slots=True)
class AccountSummary:
    """The name and the identifiers of an account; ``delete_after`` where its deletion was requested and is read."""

    name: str
    email: str
    username: str | None = None
    delete_after: datetime | None = None

    @classmethod
    def of(cls, account: Account) -> "AccountSummary":
        """What pages show of a row."""
        return cls(account.name, account.email, account.username, account.delete_after)

    @property
    def initials(self) -> str:
        """One or two letters for the round sign beside the name."""
        words = (self.name or self.email).split()
        return "".join(word[0] for word in (words[0], words[-1])[: len(words)]).upper()

    def is_called(self, identifier: str) -> bool:
        """Whether this is the person of an address or user name, given in its canonical form."""
        return identifier in (self.email, self.username)

    def masked(self) -> "AccountSummary":
        """The same with an address that only its owner knows again: ``j…t@hafenwerk.example``."""
        local, _, domain = self.email.rpartition("@")
        return replace(self, email=f"{local[:1]}…{local[-1:] if len(local) > 2 else ''}@{domain}")


def account_summary(account_id: str) -> AccountSummary:
    """The summary of the account that a page acts for. Raises AccountGone."""
    return AccountSummary.of(get_own_account(current_session(), account_id))


def account_summaries(account_ids: Sequence[str]) -> dict[str, AccountSummary]:
    """The summaries of several accounts, by id: one statement for all, outside any transaction."""
    if not account_ids:
        return {}
    rows = connection().execute(_SOME, {"accounts": list(account_ids)}).all()
    return {row[0]: AccountSummary(f"{row[1]} {row[2]}".strip(), row[3], row[4]) for row in rows}


def email_of(account_id: str) -> str:
    """The address of the account that a page acts for; outside any transaction, because on SQLite that of a request has
    to begin with a write. Raises AccountGone."""
    summary = account_summaries([account_id]).get(account_id)
    if summary is None:
        raise AccountGone
    return summary.email


def find_email_of(username: str) -> str | None:
    """The address of the account with a canonical user name; outside any transaction."""
    email: str | None = connection().execute(_EMAIL, {"username": username}).scalar()
    return email


def find_account_id(email: str) -> str | None:
    """The account of a canonical address; outside any transaction."""
    account_id: str | None = connection().execute(_ID, {"email": email}).scalar()
    return account_id
