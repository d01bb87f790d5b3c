"""Sign-ins that anybody can have written down: few for each network, small, and gone soon unless a person acts.

Trial row S11.
"""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from time_machine import Traveller
from werkzeug.test import TestResponse

from idp.infrastructure.retention import retention_rules
from idp.infrastructure.web.application import Application
from idp.interactions import Interaction
from tests.factories.accounts import create_account
from tests.factories.relying_parties import RelyingParty, create_relying_party, machine
from tests.factories.sessions import sign_in
from tests.factories.sign_in_pages import open_password_page
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient, ways_on

LIMIT = 10
MINUTE = 60


@pytest.fixture
def limited(make_app: Callable[..., Application], database: Database) -> RelyingParty:
    client = make_app(own=True, throttle={"form_requests_per_minute": LIMIT}).test_client()
    assert isinstance(client, PageClient)
    return create_relying_party(database, client, initiate_login_uri="https://shop.example.test/start")


def begin(rp: RelyingParty, times: int, **parameters: str) -> list[TestResponse]:
    return [rp.authorize(**parameters) for _ in range(times)]


def statuses(answers: list[TestResponse]) -> list[int]:
    return [answer.status_code for answer in answers]


def test_more_requests_than_people_make_are_refused_with_a_page_that_leads_on(
    limited: RelyingParty, database: Database
) -> None:
    answers = begin(limited, LIMIT + 1)
    assert statuses(answers) == [303] * LIMIT + [429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    assert any(way.startswith("/authorize?") for way in ways_on(answers[-1]))
    assert any(way.startswith("https://shop.example.test/start?") for way in ways_on(answers[-1]))
    assert database.count(Interaction) == LIMIT


def test_a_long_request_counts_as_several(limited: RelyingParty, database: Database) -> None:
    answers = begin(limited, 5, state="s" * 8000, nonce="n" * 8000)
    assert statuses(answers) == [303, 303, 429, 429, 429]
    assert database.count(Interaction) == 2


def test_what_is_kept_of_a_posted_request_counts(limited: RelyingParty, database: Database) -> None:
    stranger = machine(limited.browser)
    answers = [stranger.post("/authorize", data=limited.request(state="s" * 8000)) for _ in range(8)]
    assert 429 in statuses(answers)
    assert database.count(Interaction) < 8


def test_a_sign_in_for_a_page_of_ours_counts(limited: RelyingParty) -> None:
    answers = [limited.browser.get("/signin") for _ in range(LIMIT + 1)]
    assert statuses(answers) == [303] * LIMIT + [429]


def test_who_is_signed_in_writes_nothing_and_is_not_limited(limited: RelyingParty, database: Database) -> None:
    sign_in(limited.browser, database, create_account(database))
    assert all("code=" in answer.headers["Location"] for answer in begin(limited, 3 * LIMIT))
    assert database.count(Interaction) == 0


def test_who_may_not_be_asked_is_not_limited(limited: RelyingParty, database: Database) -> None:
    answers = begin(limited, 3 * LIMIT, prompt="none")
    assert all("login_required" in answer.headers["Location"] for answer in answers)
    assert database.count(Interaction) == 0


def test_forms_have_a_budget_of_their_own(limited: RelyingParty, database: Database) -> None:
    begin(limited, LIMIT - 1)
    page = open_password_page(limited.browser, create_account(database).email)
    assert page.status_code == 200


def test_another_network_is_not_concerned(limited: RelyingParty) -> None:
    begin(limited, LIMIT + 1)
    limited.browser.address = "198.51.100.77"
    assert limited.authorize().status_code == 303


def test_an_untouched_sign_in_holds_for_half_an_hour(rp: RelyingParty, clock: Traveller) -> None:
    location = rp.authorize().headers["Location"]
    clock.shift(30 * MINUTE - 1)
    assert rp.browser.get(location).status_code == 200
    clock.shift(1)
    assert rp.browser.get(location).status_code == 410


def test_the_first_form_makes_it_hold_for_its_whole_time(
    rp: RelyingParty, clock: Traveller, database: Database
) -> None:
    location = rp.authorize().headers["Location"]
    clock.shift(20 * MINUTE)
    page = rp.browser.submit(rp.browser.get(location), {"email": create_account(database).email})
    clock.shift(40 * MINUTE - 1)
    assert rp.browser.get(page.headers["Location"]).status_code == 200
    clock.shift(1)
    assert rp.browser.get(page.headers["Location"]).status_code == 410


def test_of_an_untouched_one_the_request_goes_at_its_end_and_the_rest_a_day_later(
    rp: RelyingParty, database: Database, clock: Traveller, app: Application
) -> None:
    location = rp.authorize().headers["Location"]
    clock.shift(31 * MINUTE)
    carry_out(app)
    assert database.one(select(Interaction)).request is None
    page = rp.browser.get(location)
    assert page.status_code == 410
    assert "Die Seite ist abgelaufen" in page.text
    clock.shift(24 * 60 * MINUTE)
    carry_out(app)
    assert database.count(Interaction) == 0


def test_one_in_which_a_person_has_acted_stays(
    rp: RelyingParty, database: Database, clock: Traveller, app: Application
) -> None:
    rp.browser.submit(rp.browser.get(rp.authorize().headers["Location"]), {"email": create_account(database).email})
    clock.shift(26 * 60 * MINUTE)
    carry_out(app)
    assert database.one(select(Interaction)).request is not None


def carry_out(app: Application) -> None:
    with app.app_context():
        for rule in retention_rules(app):
            rule()
