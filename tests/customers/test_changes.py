"""A number leads to its customer for ever: after a new number, and after a merger."""

from datetime import timedelta
from random import Random

import pytest
import time_machine
from sqlalchemy import select

from idp.administration.customers.records import change_number
from idp.customers.changes import merge_customers, renumber_customer
from idp.customers.errors import CustomerNumberTaken, SameCustomer
from idp.customers.lookup import find_customer, numbers_of
from idp.customers.models import CustomerNumber, CustomerRecord
from idp.customers.registers import Register
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.infrastructure.web.application import Application
from idp.settings import RegisterSettings
from tests.factories.actors import operator
from tests.factories.customers import REGISTER, create_record, written
from tests.provisioning.databases import Database
from tests.security.racing import race


def found(database: Database, number: str) -> CustomerRecord | None:
    with database.transaction() as session:
        return find_customer(session, REGISTER, number)


def id_of(database: Database, number: str) -> str | None:
    record = found(database, number)
    return record.id if record else None


def renumber(app: Application, customer_id: str, number: str) -> bool:
    with app.app_context(), transaction() as session:
        return renumber_customer(session, session.get_one(CustomerRecord, customer_id), written(number))


def merge(app: Application, customer_id: str, into: str) -> None:
    with app.app_context(), transaction() as session:
        merge_customers(session, session.get_one(CustomerRecord, customer_id), session.get_one(CustomerRecord, into))


def test_a_former_number_leads_to_the_customer(database: Database) -> None:
    record = create_record(database, "4711", "12", "13")

    assert [id_of(database, number) for number in ("4711", "12", "13", "14")] == [record.id, record.id, record.id, None]


def test_a_number_is_one_of_its_register(database: Database) -> None:
    create_record(database, "4711")

    with database.transaction() as session:
        assert find_customer(session, "another", "4711") is None


def test_the_number_before_a_new_one_leads_to_the_customer(app: Application, database: Database) -> None:
    record = create_record(database, "4711")

    assert renumber(app, record.id, "9000")

    assert id_of(database, "4711") == id_of(database, "9000") == record.id
    with database.transaction() as session:
        numbers = numbers_of(session, [record.id])[record.id]
    assert [(each.number, each.ended_at is None) for each in numbers] == [("9000", True), ("4711", False)]


def test_a_former_number_can_be_the_present_one_again(app: Application, database: Database) -> None:
    record = create_record(database, "4711", "12")

    assert renumber(app, record.id, "12")
    assert not renumber(app, record.id, "12")

    present = select(CustomerNumber.number).where(CustomerNumber.ended_at.is_(None))
    assert database.rows(present) == ["12"]


def test_the_number_of_another_customer_is_refused(app: Application, database: Database) -> None:
    record, other = create_record(database, "4711"), create_record(database, "4712", "12")

    with pytest.raises(CustomerNumberTaken):
        renumber(app, record.id, "12")

    assert id_of(database, "12") == other.id


def test_every_number_of_a_merged_customer_leads_to_the_other(app: Application, database: Database) -> None:
    record, other = create_record(database, "4711", "12"), create_record(database, "4712")

    merge(app, record.id, other.id)

    assert {id_of(database, number) for number in ("4711", "12", "4712")} == {other.id}
    with database.transaction() as session:
        merged = session.get_one(CustomerRecord, record.id)
    assert (merged.state, merged.merged_into_id) == ("merged", other.id)


def test_what_was_merged_before_follows_and_others_do_not(app: Application, database: Database) -> None:
    first, second, third, other, others_into = (create_record(database, str(number)) for number in range(5))
    merge(app, first.id, second.id)
    merge(app, other.id, others_into.id)

    merge(app, second.id, third.id)

    rows = database.rows(select(CustomerRecord))
    into = {record.id: record.merged_into_id for record in rows if record.merged_into_id}
    assert into == {first.id: third.id, second.id: third.id, other.id: others_into.id}


def test_the_end_of_a_number_is_written_down_once_and_of_one_customer(
    app: Application, database: Database, clock: time_machine.Traveller
) -> None:
    record = create_record(database, "4711", "12")
    create_record(database, "4712")
    before = current_time()
    clock.shift(timedelta(days=1))

    renumber(app, record.id, "9000")

    ends = {row.number: row.ended_at for row in database.rows(select(CustomerNumber))}
    assert ends == {"12": before, "4711": current_time(), "9000": None, "4712": None}


def test_no_customer_is_merged_into_itself(app: Application, database: Database) -> None:
    record = create_record(database, "4711")

    with pytest.raises(SameCustomer):
        merge(app, record.id, record.id)


@pytest.mark.parametrize("seed", range(8))
def test_whatever_happens_a_number_leads_to_a_record_that_stands(
    app: Application, database: Database, seed: int
) -> None:
    random = Random(seed)
    numbers = [f"N{number}" for number in range(6)]
    for number in numbers:
        create_record(database, number)
    for step in range(20):
        number, other = random.choice(numbers), random.choice(numbers)
        one, another = id_of(database, number), id_of(database, other)
        assert one is not None
        assert another is not None
        if random.random() < 0.6 and one != another:
            merge(app, one, another)
        elif random.random() < 0.7:
            numbers.append(f"R{step}")
            renumber(app, one, f"R{step}")
    for number in numbers:
        record = found(database, number)
        assert record is not None
        assert record.state == "active"


def test_of_two_customers_who_get_a_number_at_once_one_does(app: Application, database: Database) -> None:
    records = [create_record(database, "4711"), create_record(database, "4712")]
    register = Register(REGISTER, RegisterSettings())

    def act(number: int) -> bool:
        with app.app_context():
            try:
                with transaction() as session:
                    return change_number(session, register, ("4711", "4712")[number], "9000", operator())
            except CustomerNumberTaken:
                return False

    assert sorted(race(2, act)) == [False, True]
    assert id_of(database, "9000") in [record.id for record in records]
