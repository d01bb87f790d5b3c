"""The columns of a file, and what each may hold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from idp.accounts.identifiers import canonical_email, canonical_username
from idp.accounts.imported_hashes import HashRefused, is_no_password, parse_hash
from idp.accounts.names import LONGEST_NAME, canonical_name
from idp.accounts.personal_details.fields import DETAILS
from idp.administration.files.problems import Unfit
from idp.administration.imports.values import is_no_time, read_flag, read_language, read_moment
from idp.customers.canonical import number_key
from idp.factors.totp.codes import canonical_secret
from idp.infrastructure.clock import current_time

GROUP_SEPARATOR = ";"
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
    password_change_due: bool = False
    disabled: bool = False
    # Personal details by their names.
    details: tuple[tuple[str, str], ...] = ()
    phone_number_verified: bool = False
    # Of an authenticator app, in base32.
    totp_secret: str | None = None
    groups: tuple[str, ...] = ()


class LeftOut(Exception):
    """The account can do without the value; the text says why it is left out."""


def parse_person(
    values: Mapping[str, str],
) -> tuple[ImportedPerson | None, list[tuple[str, str]], list[tuple[str, str]]]:
    """The person of a row, each column whose value can't be taken, and each that is left out, with the reason."""
    facts: dict[str, Any] = {}
    details: list[tuple[str, str]] = []
    problems: list[tuple[str, str]] = []
    notices: list[tuple[str, str]] = []
    for column, text in values.items():
        if not text.strip():
            continue
        try:
            if column in DETAILS:
                details.append((column, _detail(column, text.strip())))
            else:
                facts[column] = COLUMNS[column](text.strip())
        except Unfit as unfit:
            problems.append((column, str(unfit)))
        except LeftOut as left_out:
            notices.append((column, str(left_out)))
    if not values.get("email", "").strip():
        problems.append(("email", "is missing"))
    person = None if problems else ImportedPerson(**facts, details=tuple(details))
    return person, problems, notices


def _detail(name: str, text: str) -> str:
    value = DETAILS[name].parse(text)
    if value is None:
        raise LeftOut("is left out, as it is not what belongs there")
    return value


def _email(text: str) -> str:
    return _known(canonical_email(text), "is not an e-mail address")


def _username(text: str) -> str | None:
    """Many systems repeat the address here, or allow what a user name of ours can't hold. People sign in with the
    address as well."""
    username = canonical_username(text)
    if username is None and canonical_email(text) is None:
        raise LeftOut("is left out, as it can't be a user name: letters, digits and . _ - only")
    return username


def _customer_number(text: str) -> str:
    if number_key(text, ignore_leading_zeros=False) is None:
        raise Unfit("is not a valid customer number")
    return text


def _name(text: str) -> str:
    return _known(canonical_name(text), f"holds more than {LONGEST_NAME} characters, or some that can't be printed")


def _language(text: str) -> str | None:
    """Accounts whose language the pages do not speak have none, and see that of their browser."""
    is_language, ours = read_language(text)
    if not is_language:
        raise Unfit("is no language such as de or en-GB")
    return ours


def _flag(text: str) -> bool:
    flag = read_flag(text)
    if flag is None:
        raise Unfit("is neither true nor false")
    return flag


def _password_hash(text: str) -> str | None:
    if is_no_password(text):
        return None
    try:
        return parse_hash(text).text
    except HashRefused as refused:
        raise Unfit(str(refused)) from None


def _totp_secret(text: str) -> str:
    """The secret of an authenticator app that speaks as every app does (SHA-1, 30 seconds, six digits)."""
    secret = canonical_secret(text)
    if secret is None:
        raise LeftOut("is left out, as it is not the secret of an authenticator app; the person sets one up again")
    return secret


def _groups(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (name.strip() for name in text.split(GROUP_SEPARATOR)))))


def _moment(text: str) -> datetime | None:
    if is_no_time(text):
        return None
    moment = read_moment(text)
    if moment is None:
        raise Unfit("is no time such as 2021-03-04T10:00:00Z")
    if not _EARLIEST <= moment <= current_time():
        raise Unfit("lies in the future, or before 1970")
    return moment


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
        "password_change_due": _flag,
        "phone_number_verified": _flag,
        "created_at": _moment,
        "disabled": _flag,
        "totp_secret": _totp_secret,
        "groups": _groups,
    }
)
"""Each column and what reads its text; the fields of :class:`ImportedPerson` have their names. Personal details are
columns as well, by the names that they have in ``accounts.personal_details``."""
