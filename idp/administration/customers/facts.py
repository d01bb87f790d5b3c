"""The values of a customer as texts, from a file or the command line: each is checked and put in its one form."""

from collections.abc import Callable, Mapping
from typing import Any

from idp.accounts.names import canonical_name
from idp.administration.files.problems import Unfit
from idp.customers.canonical import number_key, postcode_key
from idp.customers.changes import CustomerFacts
from idp.customers.errors import InvalidCustomerFact
from idp.customers.models import CustomerState
from idp.customers.written import WrittenNumber
from idp.settings import RegisterSettings

LONGEST_CUSTOMER_NAME = 200
_LONGEST_ATTRIBUTE = 200
LONGEST_ID = 40
MOST_ACCOUNTS = 10_000
ATTRIBUTE = "attributes."
"""What the name of a column begins with that is kept as an attribute, under what follows."""
_STATES = {state.value: state for state in (CustomerState.ACTIVE, CustomerState.CLOSED)}

Problems = list[tuple[str, str]]


def written_number(text: str, register: RegisterSettings) -> WrittenNumber:
    """Raises InvalidCustomerFact."""
    try:
        return _number(text.strip(), register)
    except Unfit as unfit:
        raise InvalidCustomerFact(name="number") from unfit


def parse_facts(values: Mapping[str, str], register: RegisterSettings) -> tuple[CustomerFacts | None, Problems]:
    """The facts of a row, and each column whose value can't be taken, with the reason. An empty value says nothing.

    Columns: number, former_numbers and postcodes (several with semicolons between), name, state (active or closed),
    accounts_allowed, organization_id, and ``attributes.NAME``.
    """
    found: dict[str, Any] = {}
    attributes: dict[str, str] = {}
    problems: Problems = []
    for column, text in values.items():
        if not text.strip():
            continue
        try:
            if column.startswith(ATTRIBUTE):
                attributes[column.removeprefix(ATTRIBUTE)] = _attribute(text.strip())
            else:
                found[column] = COLUMNS[column](text.strip(), register)
        except Unfit as unfit:
            problems.append((column, str(unfit)))
    if not values.get("number", "").strip():
        problems.append(("number", "is missing"))
    if problems:
        return None, problems
    return CustomerFacts(**found, attributes=attributes), []


def _number(text: str, register: RegisterSettings) -> WrittenNumber:
    key = number_key(text, ignore_leading_zeros=register.ignore_leading_zeros)
    if key is None:
        raise Unfit("is no customer number")
    return WrittenNumber(text, key)


def _numbers(text: str, register: RegisterSettings) -> tuple[WrittenNumber, ...]:
    return tuple(_number(part.strip(), register) for part in text.split(";") if part.strip())


def _name(text: str, _register: RegisterSettings) -> str:
    name = canonical_name(text, LONGEST_CUSTOMER_NAME)
    if name is None:
        raise Unfit(f"must have 1 to {LONGEST_CUSTOMER_NAME} printable characters")
    return name


def _postcodes(text: str, _register: RegisterSettings) -> tuple[str, ...]:
    keys = [postcode_key(part) for part in text.split(";") if part.strip()]
    if None in keys:
        raise Unfit("is no postcode")
    return tuple(dict.fromkeys(key for key in keys if key))


def _state(text: str, _register: RegisterSettings) -> CustomerState:
    if text.casefold() not in _STATES:
        raise Unfit("must be active or closed")
    return _STATES[text.casefold()]


def _accounts_allowed(text: str, _register: RegisterSettings) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(MOST_ACCOUNTS))
    if not is_number or not 1 <= int(text) <= MOST_ACCOUNTS:
        raise Unfit(f"must be a number from 1 to {MOST_ACCOUNTS}")
    return int(text)


def _organization_id(text: str, _register: RegisterSettings) -> str:
    if not (text.startswith("org_") and len(text) <= LONGEST_ID and text.isprintable()):
        raise Unfit("must be the id of an organization")
    return text


def _attribute(text: str) -> str:
    if len(text) > _LONGEST_ATTRIBUTE or not text.isprintable():
        raise Unfit(f"must have at most {_LONGEST_ATTRIBUTE} printable characters")
    return text


COLUMNS: Mapping[str, Callable[[str, RegisterSettings], Any]] = {
    "number": _number,
    "former_numbers": _numbers,
    "name": _name,
    "postcodes": _postcodes,
    "state": _state,
    "accounts_allowed": _accounts_allowed,
    "organization_id": _organization_id,
}
"""What each column may hold."""
