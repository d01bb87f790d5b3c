"""A serial number is used as often as its register allows, however many ask at once, and can be freed again."""

import pytest
from sqlalchemy import select

from idp.customers.changes import merge_customers
from idp.customers.devices.changes import create_device
from idp.customers.devices.models import CustomerDevice, CustomerDeviceUse
from idp.customers.devices.reservations import decide_use, find_device, free_device, keep_device, reserve_device
from idp.customers.models import CustomerRecord
from idp.customers.registers import Register
from idp.customers.written import WrittenNumber
from idp.infrastructure.database import transaction
from idp.infrastructure.web.application import Application
from idp.settings import RegisterSettings, SerialUse
from tests.factories.accounts import create_account
from tests.factories.customers import REGISTER, create_record
from tests.provisioning.databases import Database
from tests.security.racing import race

SERIAL = "AB123Z"


def register(use: SerialUse = "once") -> Register:
    return Register(REGISTER, RegisterSettings(serial_use=use))


@pytest.fixture
def device(database: Database) -> CustomerDevice:
    return create(database)


def create(database: Database, customer_id: str | None = None) -> CustomerDevice:
    with database.transaction() as session:
        return create_device(session, REGISTER, WrittenNumber("ab-123-z", SERIAL), customer_id)


def reserve(app: Application, holder: str, use: SerialUse = "once", customer_id: str | None = None) -> bool:
    with app.app_context(), transaction() as session:
        return reserve_device(session, register(use), SERIAL, holder, customer_id=customer_id)


@pytest.mark.usefixtures("device")
@pytest.mark.parametrize("typed", ["AB123Z", " ab123z ", "AB-123 Z"])
def test_a_device_is_found_however_its_number_is_typed(database: Database, typed: str) -> None:
    with database.transaction() as session:
        found = find_device(session, register(), typed)
        assert found is not None
        assert found.serial == "ab-123-z"
        assert find_device(session, Register("gas", RegisterSettings()), typed) is None


def test_what_is_not_there_is_not_reserved(app: Application, database: Database) -> None:
    assert not reserve(app, "reg_1")
    assert database.count(CustomerDeviceUse) == 0


@pytest.mark.usefixtures("device")
def test_a_serial_number_is_reserved_once_and_by_its_holder_as_often_as_it_asks(
    app: Application, database: Database
) -> None:
    assert reserve(app, "reg_1")
    assert reserve(app, "reg_1")
    assert not reserve(app, "reg_2")
    assert database.count(CustomerDeviceUse) == 1


@pytest.mark.usefixtures("device")
def test_what_is_freed_can_be_reserved_again(app: Application) -> None:
    reserve(app, "reg_1")
    with app.app_context(), transaction() as session:
        free_device(session, "reg_2")
    assert not reserve(app, "reg_2")

    with app.app_context(), transaction() as session:
        free_device(session, "reg_1")
    assert reserve(app, "reg_2")


@pytest.mark.usefixtures("device")
def test_what_an_account_keeps_is_not_freed_by_its_registration(app: Application, database: Database) -> None:
    account = create_account(database)
    reserve(app, "reg_1")
    with app.app_context(), transaction() as session:
        assert not keep_device(session, "reg_2", account.id)
        assert keep_device(session, "reg_1", account.id)
        assert not keep_device(session, "reg_1", account.id)
        free_device(session, "reg_1")

    assert not reserve(app, "reg_2")


@pytest.mark.usefixtures("device")
def test_the_deletion_of_the_account_frees_it(app: Application, database: Database) -> None:
    account = create_account(database)
    reserve(app, "reg_1")
    with app.app_context(), transaction() as session:
        keep_device(session, "reg_1", account.id)
    with database.transaction() as session:
        session.delete(session.get_one(type(account), account.id))

    assert reserve(app, "reg_2")


@pytest.mark.usefixtures("device")
def test_of_registrations_that_ask_at_once_as_many_get_it_as_the_register_allows(app: Application) -> None:
    assert sorted(race(5, lambda number: reserve(app, f"reg_{number}", 2))) == [False, False, False, True, True]


def test_a_device_of_another_customer_proves_nothing(app: Application, database: Database) -> None:
    owner, other = create_record(database, "4711"), create_record(database, "4712")
    create(database, owner.id)

    assert not reserve(app, "reg_1", 9, other.id)
    assert reserve(app, "reg_1", 9, owner.id)


def test_each_person_of_one_customer_may_use_it(app: Application, database: Database) -> None:
    owner, other = create_record(database, "4711"), create_record(database, "4712")
    create(database)

    assert reserve(app, "reg_1", "per_customer", owner.id)
    assert reserve(app, "reg_2", "per_customer", owner.id)
    assert not reserve(app, "reg_3", "per_customer", other.id)
    assert not reserve(app, "reg_4", "per_customer")


@pytest.mark.parametrize(
    ("allowed", "used_by", "customer_id", "may"),
    [
        ("once", [], None, True),
        ("once", ["a"], "a", False),
        (1, ["a"], "a", False),
        (2, ["a"], None, True),
        (2, ["a", None], "a", False),
        ("per_customer", [], None, True),
        ("per_customer", [None], None, False),
        ("per_customer", [None], "a", False),
        ("per_customer", ["a", "a"], "a", True),
        ("per_customer", ["a"], "b", False),
        ("per_customer", ["a"], None, False),
    ],
)
def test_how_often(allowed: SerialUse, used_by: list[str | None], customer_id: str | None, may: bool) -> None:
    assert decide_use(allowed, used_by, customer_id) is may


def test_a_merger_takes_devices_and_their_uses_along(app: Application, database: Database) -> None:
    record, into = create_record(database, "4711"), create_record(database, "4712")
    create(database, record.id)
    reserve(app, "reg_1", "per_customer", record.id)

    with app.app_context(), transaction() as session:
        merge_customers(session, session.get_one(CustomerRecord, record.id), session.get_one(CustomerRecord, into.id))

    assert database.one(select(CustomerDevice)).customer_id == into.id
    assert reserve(app, "reg_2", "per_customer", into.id)
