"""User names: which are taken, which can't be chosen, and giving one to an account."""

import secrets
import unicodedata
from collections.abc import Iterator
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from idp.accounts.identifiers import canonical_username
from idp.accounts.models import Account

LONGEST_USER_NAME = 64
# Names under which an account could pass for the operator, and mailboxes that RFC 2142 keeps for roles.
RESERVED = frozenset(
    """
    abuse admin administrator anonymous einlass help hilfe hostmaster info kundenservice mail me noc noreply no-reply
    null operator postmaster registry root sales security self service support system sysadmin webmaster
    """.split()  # noqa: SIM905 - a list that people can read
)
_LETTERS = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "aa", "ł": "l", "đ": "d"}
# Room for what tells people of one name apart.
_LONGEST_BASE = 50
_FALLBACK = "user"


class Giving(StrEnum):
    """What came of giving an account a user name."""

    GIVEN = "given"
    KEPT = "kept"
    """The account has one, which stays."""
    TAKEN = "taken"
    """Another account has it."""


def is_user_name_of_account(session: Session, name: str) -> bool:
    """Whether an account has this user name, in its canonical form."""
    return session.scalar(select(Account.id).where(Account.username == name)) is not None


def give_user_name(session: Session, account_id: str, name: str) -> Giving:
    """Give the account, which the caller holds, a user name in its canonical form; of parallel attempts one gets it."""
    unnamed = update(Account).where(Account.id == account_id, Account.username.is_(None))
    try:
        with session.begin_nested():
            given = session.scalar(
                unnamed.values(username=name).returning(Account.id).execution_options(synchronize_session=False)
            )
    except IntegrityError:
        return Giving.TAKEN
    return Giving.GIVEN if given else Giving.KEPT


def candidates(text: str) -> Iterator[str]:
    """User names made of a text, such as the name of a person: itself, then with digits behind it that tell people of
    one name apart. They end, so that no text is tried for ever."""
    base = user_name_of(text) or f"{_FALLBACK}-{secrets.randbelow(10**6):06}"
    if base not in RESERVED:
        yield base
    yield from (f"{base}{number}" for number in range(2, 10))
    for digits in (4, 4, 4, 8, 8):
        yield f"{base}{10 ** (digits - 1) + secrets.randbelow(9 * 10 ** (digits - 1))}"


def user_name_of(text: str) -> str | None:
    """What a user name may hold of a text: letters of the Latin alphabet without accents, digits, single . _ and -."""
    folded = "".join(_LETTERS.get(letter, letter) for letter in text.casefold().strip())
    plain = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode()
    kept = "".join(letter if letter.isalnum() or letter in "._-" else " " for letter in plain)
    joined = ".".join(part for part in kept.replace(" ", "").split(".") if part)
    return canonical_username(joined[:_LONGEST_BASE].strip("._-"))
