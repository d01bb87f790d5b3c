"""What commands answer of customers."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from idp.actors import Actor
from idp.administration.customers.linking import addresses_linked
from idp.administration.customers.records import ShownCustomer, get_customer
from idp.customers.registers import Register


def show_customer(session: Session, register: Register, number: str, actor: Actor) -> dict[str, Any]:
    """The document of the customer of a number. Raises CustomerNotFound, InvalidCustomerFact, Forbidden."""
    return customer_documents(session, [get_customer(session, register, number, actor)], actor)[0]


def customer_documents(session: Session, shown: Sequence[ShownCustomer], actor: Actor) -> list[dict[str, Any]]:
    """A document for each customer. Two statements for all. Raises Forbidden."""
    accounts = addresses_linked(session, [each.record.id for each in shown], actor)
    return [_document(each, accounts[each.record.id]) for each in shown]


def _document(shown: ShownCustomer, accounts: Sequence[str]) -> dict[str, Any]:
    record, numbers = shown.record, [each.number for each in shown.numbers]
    return {
        "id": record.id,
        "register": record.register,
        "number": numbers[0] if numbers else None,
        "former_numbers": numbers[1:],
        "name": record.name,
        "postcodes": list(record.postcodes),
        "state": record.state,
        "accounts": list(accounts),
        "accounts_allowed": record.accounts_allowed,
        "organization": record.organization_id,
        "merged_into": record.merged_into_id,
        "attributes": record.attributes,
    }
