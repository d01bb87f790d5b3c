"""The columns of a file, and what each may hold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from idp.accounts.identifiers import canonical_customer_number, canonical_email, canonical_username
from idp.accounts.imported_hashes import HashRefused, is_no_password, parse_hash
from idp.infrastructure.clock import now
from idp.infrastructure.translations import LANGUAGES

_LONGEST_NAME = 100
_YES, _NO = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedPerson:
    """An account to be, each value in its canonical form."""

    email: str
    email_verified: bool = False
    username: str | None = None
    given_name: str = ""
    family_name: str = ""
    language: str | None = None
    customer_number: str | None = None
    password_hash: str | None = None
    created_at: datetime | None = None
    disabled: bool = False


class Unfit(ValueError):
    """A value can't be taken; the text says what is wrong about it and never what it is."""


def parse_person(values: Mapping[str, str]) -> tuple[ImportedPerson | None, list[tuple[str, str]]]:
    """The person of a line, and each column whose value can't be taken with the reason; empty values are left out."""
    facts: dict[str, Any] = {}
    problems: list[tuple[str, str]] = []
    for column, text in values.items():
        if not text.strip():
            continue
        try:
            facts[column] = COLUMNS[column](text.strip())
        except Unfit as unfit:
            problems.append((column, str(unfit)))
    if not values.get("email", "").strip():
        problems.append(("email", "is missing"))
    return (None if problems else ImportedPerson(**facts)), problems


def _email(text: str) -> str:
    return _known(canonical_email(text), "is not an e-mail address")


def _username(text: str) -> str:
    return _known(canonical_username(text), "can't be a user name: letters, digits and . _ - only")


def _customer_number(text: str) -> str:
    return _known(canonical_customer_number(text), "can't be a customer number")


def _name(text: str) -> str:
    if len(text) > _LONGEST_NAME or not text.isprintable():
        raise Unfit(f"holds more than {_LONGEST_NAME} characters, or some that can't be printed")
    return text


def _language(text: str) -> str:
    return _known(text.lower() if text.lower() in LANGUAGES else None, f"is none of {', '.join(LANGUAGES)}")


def _flag(text: str) -> bool:
    if text.lower() not in _YES | _NO:
        raise Unfit("is neither true nor false")
    return text.lower() in _YES


def _password_hash(text: str) -> str | None:
    if is_no_password(text):
        return None
    try:
        return parse_hash(text).text
    except HashRefused as refused:
        raise Unfit(str(refused)) from None


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Unfit("is no time such as 2021-03-04T10:00:00Z") from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if not _EARLIEST <= moment <= now():
        raise Unfit("lies in the future, or before 1970")
    return moment.astimezone(UTC)


def _known(value: str | None, otherwise: str) -> str:
    if value is None:
        raise Unfit(otherwise)
    return value


COLUMNS: Mapping[str, Callable[[str], Any]] = MappingProxyType(
    {
        "email": _email,
        "email_verified": _flag,
        "username": _username,
        "given_name": _name,
        "family_name": _name,
        "language": _language,
        "customer_number": _customer_number,
        "password_hash": _password_hash,
        "created_at": _moment,
        "disabled": _flag,
    }
)
"""Each column and what reads its text; the fields of :class:`ImportedPerson` have their names."""
