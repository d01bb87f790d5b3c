"""The customer numbers that accounts had become links to records of a register, and go back."""

from collections.abc import Callable, Iterable

import pytest
from sqlalchemy import Engine, text

from idp.infrastructure.clock import current_time
from idp.infrastructure.database.migrations import downgrade, upgrade

BEFORE = "0051"
NUMBERS = {"acc_1": "KD4711", "acc_2": "0012", "acc_3": "12", "acc_4": "47/11#8", "acc_5": None, "acc_6": "000"}
LINKED = """
    SELECT account_id, customer_numbers.register, key, number, accounts_allowed FROM customer_links
    JOIN customer_numbers ON customer_numbers.customer_id = customer_links.customer_id
    JOIN customer_records ON customer_records.id = customer_links.customer_id
    ORDER BY account_id
"""


@pytest.fixture
def engine(make_old_database: Callable[[str], Engine]) -> Engine:
    engine = make_old_database(BEFORE)
    for number, (account_id, customer_number) in enumerate(NUMBERS.items()):
        values = {"id": account_id, "email": f"person{number}@example.test", "customer_number": customer_number}
        insert(engine, "accounts", values | account_defaults())
    return engine


def account_defaults() -> dict[str, object]:
    empty = dict.fromkeys(("given_name", "family_name"), "")
    times = dict.fromkeys(("created_at", "updated_at"), current_time().isoformat(sep=" "))
    return {**empty, **times, "claims": "{}", "password_rules_met": "[]", "has_second_factor": False}


def insert(engine: Engine, table: str, values: dict[str, object]) -> None:
    names = ", ".join(values)
    places = ", ".join(f":{name}" for name in values)
    with engine.begin() as connection:
        connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({places})"), values)


def linked(engine: Engine) -> Iterable[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(LINKED))]


def test_accounts_with_one_number_share_a_record_that_allows_them(engine: Engine) -> None:
    upgrade(engine)

    assert linked(engine) == [
        ("acc_1", "customers", "KD4711", "KD4711", 1),
        ("acc_2", "customers", "12", "0012", 2),
        ("acc_3", "customers", "12", "0012", 2),
        ("acc_4", "customers", "47118", "47/11#8", 1),
        ("acc_6", "customers", "0", "000", 1),
    ]


def test_a_record_that_is_there_is_linked_in_the_register_of_the_settings(engine: Engine) -> None:
    now = current_time().isoformat(sep=" ")
    for register in ("netz", "gas"):
        record = {"id": f"cus_{register}", "register": register, "name": "Ada", "postcodes": "[]", "state": "active"}
        times = {"attributes": "{}", "created_at": now, "updated_at": now, "accounts_allowed": 1}
        insert(engine, "customer_records", record | times)
        number = {"register": register, "key": "0012", "number": "00-12", "customer_id": f"cus_{register}"}
        insert(engine, "customer_numbers", number)

    upgrade(engine, register=("netz", False))

    rows = list(linked(engine))
    assert [row[:4] for row in rows[1:3]] == [("acc_2", "netz", "0012", "00-12"), ("acc_3", "netz", "12", "12")]
    assert {row[1] for row in rows} == {"netz"}


def test_the_only_register_with_customers_is_theirs_where_no_settings_say(engine: Engine) -> None:
    downgrade(engine, "0050")
    now = current_time().isoformat(sep=" ")
    record = {"id": "cus_1", "register": "netz", "name": "Ada", "postcodes": "[]", "state": "active"}
    insert(engine, "customer_records", record | {"attributes": "{}", "created_at": now, "updated_at": now})
    insert(engine, "customer_numbers", {"register": "netz", "key": "12", "number": "12", "customer_id": "cus_1"})

    upgrade(engine)

    assert {row[1] for row in linked(engine)} == {"netz"}


def test_the_numbers_go_back_to_the_accounts(engine: Engine) -> None:
    upgrade(engine)
    downgrade(engine, BEFORE)

    with engine.connect() as connection:
        rows = connection.execute(text("SELECT id, customer_number FROM accounts"))
        back = {row[0]: row[1] for row in rows}
    assert back == {**NUMBERS, "acc_2": "12", "acc_4": "47118", "acc_6": "0"}
