"""A customer is asked of the operator's own system: a real server on loopback, which checks the signature."""

import hmac
import json
import threading
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from werkzeug import Request, Response
from werkzeug.serving import make_server

from idp.customers.changes import merge_customers
from idp.customers.links import linked_accounts
from idp.customers.live.looking import LookupOutcome, Sought, look_up
from idp.customers.live.models import CustomerLookup
from idp.customers.models import CustomerNumber, CustomerRecord
from idp.customers.registers import register_by_key
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import current_session, transaction
from idp.infrastructure.web.application import Application
from tests.factories.customers import create_record
from tests.provisioning.databases import Database
from tests.security.racing import race

SECRET = "whsec_" + b64encode(b"for tests only, 32 bytes or more").decode()
REGISTER = "netz"
KNOWN = {"number": "KD-4711", "former_numbers": ["12"], "name": "Hafenwerk GmbH", "postcodes": ["D-20457"]}
MakeApp = Callable[..., Application]


class CustomerSystem:
    """Knows one customer, by any number, and answers what it is told to instead."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.wrong_signatures = 0
        self.answer: Response | None = None
        self.seconds = 0.0
        self.address = ""

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        self.wrong_signatures += not is_signed(request)
        self.asked.append(json.loads(request.data))
        time.sleep(self.seconds)
        answer = self.answer or Response(json.dumps({"customer": KNOWN}), mimetype="application/json")
        return answer(environ, start_response)


def is_signed(request: Request) -> bool:
    headers = request.headers
    signed = b".".join([headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), request.data])
    digest = hmac.new(b64decode(SECRET.removeprefix("whsec_")), signed, sha256).digest()
    is_new = abs(int(headers["webhook-timestamp"]) - current_time().timestamp()) < 60
    return is_new and headers["webhook-signature"] == f"v1,{b64encode(digest).decode()}"


@pytest.fixture
def system() -> Iterator[CustomerSystem]:
    knowing = CustomerSystem()
    listening = make_server("127.0.0.1", 0, knowing, threaded=True)
    knowing.address = f"http://127.0.0.1:{listening.server_port}/customers"
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    try:
        yield knowing
    finally:
        listening.shutdown()
        thread.join()


@pytest.fixture
def app(make_app: MakeApp, system: CustomerSystem) -> Application:
    return make_app(registers={REGISTER: {"lookup": {"url": system.address, "secret": SECRET, "timeout_seconds": 1}}})


def seek(app: Application, number: str) -> Sought:
    with app.app_context():
        return look_up(register_by_key(app.settings, REGISTER), number)


def answering(text: str, status: int = 200) -> Response:
    return Response(text, status, mimetype="application/json")


def test_the_answer_is_stored_as_a_record(app: Application, database: Database, system: CustomerSystem) -> None:
    sought = seek(app, "kd 4711")

    record = database.one(select(CustomerRecord))
    assert sought == Sought(LookupOutcome.FOUND, record.id)
    assert (record.register, record.name, record.postcodes) == (REGISTER, "Hafenwerk GmbH", ("20457",))
    assert system.asked == [{"register": REGISTER, "number": "kd 4711"}]
    assert system.wrong_signatures == 0


def test_a_number_that_the_answer_does_not_name_leads_to_the_customer_as_well(
    app: Application, database: Database
) -> None:
    assert seek(app, "99").outcome is LookupOutcome.FOUND

    numbers = database.rows(select(CustomerNumber))
    assert {each.key: each.ended_at is None for each in numbers} == {"KD4711": True, "12": False, "99": False}


def test_an_answer_stands_in_for_another_request_for_its_time(
    app: Application, system: CustomerSystem, clock: time_machine.Traveller
) -> None:
    first = seek(app, "4711")
    clock.shift(timedelta(minutes=14))
    assert seek(app, "004711") == first
    assert len(system.asked) == 1

    clock.shift(timedelta(minutes=2))
    assert seek(app, "4711") == first
    assert len(system.asked) == 2


def test_that_there_is_no_customer_is_an_answer_too(
    app: Application, database: Database, system: CustomerSystem
) -> None:
    system.answer = answering('{"customer": null}')

    assert [seek(app, "4711"), seek(app, "4711")] == [Sought(LookupOutcome.NONE)] * 2
    assert len(system.asked) == 1
    assert database.count(CustomerRecord) == 0


@pytest.mark.parametrize(
    "answer",
    [
        answering("", 500),
        answering("", 404),
        answering("", 302),
        answering("{}"),
        answering("no JSON"),
        answering('{"customer": {"name": "Ada"}}'),
        answering('{"customer": {"number": "!"}}'),
        answering('{"customer": {"number": "1", "name": "a\\u0000"}}'),
        answering('{"customer": {"number": "1", "postcodes": ["!"]}}'),
        answering('{"customer": {"number": "1", "state": "merged"}}'),
        answering('{"customer": {"number": "1", "name": "' + "a" * 70_000 + '"}}'),
    ],
    ids=lambda answer: f"{answer.status_code} {answer.get_data(as_text=True)[:40]}",
)
def test_any_other_answer_is_none(
    app: Application, database: Database, system: CustomerSystem, answer: Response
) -> None:
    system.answer = answer

    assert seek(app, "4711") == Sought(LookupOutcome.DOWN)
    assert database.count(CustomerRecord) == database.count(CustomerLookup) == 0


def test_a_system_that_takes_too_long_is_down(app: Application, system: CustomerSystem) -> None:
    system.seconds = 1.5

    assert seek(app, "4711") == Sought(LookupOutcome.DOWN)


def test_while_it_is_down_the_last_answer_stands_in_for_a_day(
    app: Application, system: CustomerSystem, clock: time_machine.Traveller
) -> None:
    found = seek(app, "4711")
    system.answer = answering("", 503)

    clock.shift(timedelta(hours=23))
    assert seek(app, "4711") == found
    clock.shift(timedelta(hours=2))
    assert seek(app, "4711") == Sought(LookupOutcome.DOWN)


def test_what_the_system_says_now_is_stored_over_what_was_there(
    app: Application, database: Database, system: CustomerSystem
) -> None:
    record = create_record(database, "12", name="Almhof", attributes={"meter": "M1"})

    assert seek(app, "12") == Sought(LookupOutcome.FOUND, record.id)
    now = database.one(select(CustomerRecord))
    assert (now.name, now.attributes) == ("Hafenwerk GmbH", {"meter": "M1"})
    assert database.one(select(CustomerNumber.number).where(CustomerNumber.ended_at.is_(None))) == "KD-4711"


def test_a_former_number_of_another_customer_stays_with_that_one(app: Application, database: Database) -> None:
    record, other = create_record(database, "KD4711"), create_record(database, "12")

    assert seek(app, "KD-4711") == Sought(LookupOutcome.FOUND, record.id)
    keys = select(CustomerNumber.customer_id).where(CustomerNumber.key == "12")
    assert database.one(keys) == other.id


def test_an_answer_stands_in_for_the_record_into_which_its_own_was_merged(app: Application, database: Database) -> None:
    into = create_record(database, "1")
    found = seek(app, "4711")
    with app.app_context(), transaction() as session:
        record = session.get_one(CustomerRecord, found.customer_id)
        merge_customers(session, record, session.get_one(CustomerRecord, into.id))

    assert seek(app, "4711") == Sought(LookupOutcome.FOUND, into.id)


def test_requests_at_once_store_one_record(app: Application, database: Database) -> None:
    found = race(4, lambda number: seek(app, ("KD4711", "12")[number % 2]))

    assert {each.outcome for each in found} == {LookupOutcome.FOUND}
    assert database.count(CustomerRecord) == 1


def test_what_can_be_no_number_is_asked_of_no_system(app: Application, system: CustomerSystem) -> None:
    assert seek(app, "!") == Sought(LookupOutcome.NONE)
    assert system.asked == []


def test_it_is_never_asked_within_a_transaction(app: Application, system: CustomerSystem) -> None:
    with app.test_request_context():
        linked_accounts(current_session(), "cus_1")
        with pytest.raises(RuntimeError):
            look_up(register_by_key(app.settings, REGISTER), "4711")

    assert system.asked == []


def test_without_an_address_the_register_answers(make_app: MakeApp, database: Database) -> None:
    app = make_app(registers={REGISTER: {}})
    record = create_record(database, "4711")

    assert seek(app, "004711") == Sought(LookupOutcome.FOUND, record.id)
    assert seek(app, "4712") == Sought(LookupOutcome.NONE)
