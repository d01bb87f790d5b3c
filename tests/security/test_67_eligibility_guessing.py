"""Threat 67: postcodes tried on a customer's number, and numbers at a portal, from five networks."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from prometheus_client import REGISTRY

from idp.infrastructure.web.application import Application
from tests.factories.customers import create_record
from tests.factories.journeys import IN_TWO_PAGES
from tests.factories.registration_pages import EMAIL
from tests.provisioning.databases import Database

pytestmark = pytest.mark.threat(67)
NUMBER, POSTCODE = "4711", "20095"
NETWORKS = tuple(f"198.51.100.{last}" for last in range(5))
PER_NUMBER, PER_NETWORK, OVER_ALL = 20, 12, 40
TOO_MANY = "Zu viele Versuche."
Guess = Callable[..., str]


@pytest.fixture
def guess(make_app: Callable[..., Application], database: Database) -> Iterator[Guess]:
    """What the page says to a number and a postcode from a network."""
    create_record(database, NUMBER, postcodes=(POSTCODE,))
    throttle = {"evidence_attempts": PER_NUMBER, "address_attempts": PER_NETWORK, "global_attempts": OVER_ALL}
    client: Any = make_app(**IN_TWO_PAGES, throttle=throttle).test_client()

    def send(number: str, postcode: str, network: str, email: str = EMAIL) -> str:
        entry = {"email": email, "evidence_customer_number": number, "evidence_postcode": postcode}
        sender = {"REMOTE_ADDR": network}
        answer = client.submit(client.get("/register", environ_base=sender), entry, environ_base=sender)
        return "found" if answer.status_code == 303 else "too many" if TOO_MANY in answer.text else "not found"

    yield send


def counted(result: str) -> float:
    return REGISTRY.get_sample_value("idp_registration_evidence_total", {"result": result}) or 0


def test_five_networks_together_get_no_more_than_the_budget_of_the_number(guess: Guess) -> None:
    """Each attempt is under another address; the right pair is refused then as a wrong one is."""
    said = [guess(NUMBER, f"{turn:05}", NETWORKS[turn % 5], f"neu{turn}@example.test") for turn in range(30)]
    assert said == ["not found"] * PER_NUMBER + ["too many"] * 10
    assert guess(NUMBER, POSTCODE, "198.51.100.77", "other@example.test") == "too many"


def test_a_network_gets_no_more_than_its_own_budget(guess: Guess) -> None:
    said = [guess(f"9{turn:04}", POSTCODE, NETWORKS[0], f"neu{turn}@example.test") for turn in range(14)]
    assert said == ["not found"] * PER_NETWORK + ["too many"] * 2
    assert guess(NUMBER, POSTCODE, NETWORKS[1]) == "found"


def test_all_networks_get_no_more_than_the_budget_of_the_portal(guess: Guess) -> None:
    said = [guess(f"9{turn:04}", POSTCODE, NETWORKS[turn % 5], f"neu{turn}@example.test") for turn in range(45)]
    assert said == ["not found"] * OVER_ALL + ["too many"] * 5


def test_operators_see_it_without_what_was_entered(guess: Guess, capsys: pytest.CaptureFixture[str]) -> None:
    before = {result: counted(result) for result in ("not_enough", "throttled", "enough")}
    guess(NUMBER, POSTCODE, NETWORKS[1])
    for turn in range(PER_NETWORK + 1):
        guess(f"98765{turn:02}", "20999", NETWORKS[0], f"neu{turn}@example.test")

    after = {result: counted(result) - was for result, was in before.items()}
    assert after == {"not_enough": PER_NETWORK, "throttled": 1, "enough": 1}
    (line,) = [each for each in capsys.readouterr().err.splitlines() if "evidence_throttled" in each]
    assert '"portal":"shop"' in line
    assert '"budgets":["network"]' in line
    assert not [value for value in ("98765", "20999", "neu12", NETWORKS[0]) if value in line]
