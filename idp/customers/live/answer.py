"""What the operator's system answers: a customer, or that it knows none."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from idp.customers.canonical import postcode_key
from idp.customers.changes import CustomerFacts
from idp.customers.models import CustomerState
from idp.customers.registers import Register
from idp.customers.written import WrittenNumber

LARGEST = 65_536
_LONGEST = 200


class InvalidAnswer(ValueError):
    """The answer is not what it should be. The text says what is wrong about it and names no value."""


def _printable(text: str) -> str:
    plain = unicodedata.normalize("NFC", text).strip()
    if not plain.isprintable():
        raise ValueError("holds characters that can't be printed")
    return plain


Text = Annotated[str, Field(max_length=_LONGEST), AfterValidator(_printable)]
Number = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(_printable)]


class AnsweredCustomer(BaseModel):
    """A customer as the answer tells it. What it leaves out is not known; further members are ignored."""

    model_config = ConfigDict(coerce_numbers_to_str=True, frozen=True)

    number: Number
    former_numbers: Annotated[list[Number], Field(max_length=100)] = []
    name: Text | None = None
    postcodes: Annotated[list[Number], Field(max_length=100)] | None = None
    state: CustomerState | None = None
    accounts_allowed: Annotated[int, Field(ge=1, le=10_000)] | None = None
    attributes: Annotated[dict[Text, Text], Field(max_length=100)] = {}


class CustomerAnswer(BaseModel):
    """The whole answer: ``{"customer": {…}}``, or ``{"customer": null}`` for a number that leads to none."""

    customer: AnsweredCustomer | None


def parse_answer(body: bytes, register: Register, asked: WrittenNumber) -> CustomerFacts | None:
    """The facts of the customer, the asked number among the former ones where it is not the present one; None where the
    system knows no customer. Raises InvalidAnswer."""
    try:
        customer = CustomerAnswer.model_validate_json(body).customer
    except ValidationError as error:
        wrong = {".".join(map(str, each["loc"])) or "the whole" for each in error.errors(include_input=False)}
        raise InvalidAnswer(f"not as expected: {', '.join(sorted(wrong))}") from None
    if customer is None:
        return None
    if customer.state is CustomerState.MERGED:
        raise InvalidAnswer("not as expected: customer.state")
    number, *former = (_number(text, register) for text in (customer.number, *customer.former_numbers))
    others = {each.key: each for each in (*former, asked) if each.key != number.key}
    return CustomerFacts(
        number=number,
        former_numbers=tuple(others.values()),
        name=customer.name,
        postcodes=_postcodes(customer.postcodes),
        state=customer.state or CustomerState.ACTIVE,
        accounts_allowed=customer.accounts_allowed,
        attributes=dict(customer.attributes),
    )


def _number(text: str, register: Register) -> WrittenNumber:
    key = register.number_key(text)
    if key is None:
        raise InvalidAnswer("a number is none that the register can hold")
    return WrittenNumber(text, key)


def _postcodes(texts: list[str] | None) -> tuple[str, ...] | None:
    if texts is None:
        return None
    keys = [postcode_key(text) for text in texts]
    if None in keys:
        raise InvalidAnswer("a postcode is none")
    return tuple(dict.fromkeys(key for key in keys if key))
