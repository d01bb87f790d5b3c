"""Customers of a register."""

from idp.accounts.models import Account
from idp.customers.changes import CustomerFacts, create_customer
from idp.customers.devices.changes import create_device as add_device
from idp.customers.devices.models import CustomerDevice
from idp.customers.models import CustomerLink, CustomerRecord
from idp.customers.written import WrittenNumber
from tests.provisioning.databases import Database

REGISTER = "netz"


def written(number: str) -> WrittenNumber:
    return WrittenNumber(number, number)


def create_record(
    database: Database, number: str, *former: str, register: str = REGISTER, **facts: object
) -> CustomerRecord:
    """A customer with these numbers, each in the form in which it is compared."""
    given = CustomerFacts(
        number=written(number),
        former_numbers=tuple(map(written, former)),
        **facts,  # type: ignore[arg-type]
    )
    with database.transaction() as session:
        return create_customer(session, register, given)


def create_device(
    database: Database, serial: str, *, register: str = REGISTER, customer_id: str | None = None
) -> CustomerDevice:
    """A device with this serial number, in the form in which it is compared."""
    with database.transaction() as session:
        return add_device(session, register, written(serial), customer_id)


def save_link(database: Database, account: Account, record: CustomerRecord) -> None:
    """The account is one of this customer."""
    database.save(CustomerLink(customer_id=record.id, account_id=account.id))
