"""What a pending sign-in lacks, and what is demanded of an account apart from any request."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.factors.mfa_requirement import MfaRequirement
from idp.infrastructure.clock import current_time
from idp.interactions import Interaction
from idp.protocol.steps import ENROLMENT_PUT_OFF
from idp.sessions import SsoSession
from idp.signin.pipeline import gather_facts, next_url, standing_mfa_requirement
from tests.factories.accounts import create_account
from tests.factories.admissions import create_admission
from tests.factories.relying_parties import create_relying_party
from tests.factories.sessions import sign_in

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STRONG = json.dumps({"id_token": {"acr": {"essential": True, "value": "urn:einlass:acr:2"}}})
PORTALS = {
    "strict": {"name": "Strict", "second_factor": {"policy": "all", "grace_days": 14}},
    "mailing": {"name": "Mailing", "second_factor": {"policy": "all", "grace_days": 0, "mailed_code": True}},
    "stricter": {"name": "Stricter", "second_factor": {"policy": "all", "grace_days": 0}},
}


@pytest.fixture
def app(make_app, clock):
    app = make_app(portals=PORTALS)
    with app.test_request_context(base_url=app.settings.issuer):
        yield app


@pytest.fixture
def person(database, clock):
    return create_account(database)


@pytest.fixture
def pending(database, person):
    """A sign-in whose password was right."""
    row = Interaction(browser_hash="x", portal="shop", expires_at=current_time() + HOUR)
    row.begin(person.id, ["pwd"], current_time())
    database.save(row)
    return row


@pytest.mark.parametrize(
    ("portals", "expected"),
    [
        ([], MfaRequirement(is_required=False)),
        (["shop"], MfaRequirement(is_required=False)),
        (["shop", "strict"], 14 * DAY),
        (["stricter"], None),
    ],
)
def test_the_portals_of_an_account_demand_a_second_factor_apart_from_any_request(
    app, database, person, portals, expected
):
    """``expected`` is how long setting one up may be put off, where one is demanded."""
    for portal in portals:
        create_admission(database, person, portal)
    if not isinstance(expected, MfaRequirement):
        until = current_time() + expected if expected else None
        expected = MfaRequirement(is_required=True, grace_until=until, portal=PORTALS[portals[-1]]["name"])

    assert standing_mfa_requirement(person.id) == expected


def test_where_nothing_is_lacking_the_sign_in_is_completed_next(app, pending):
    assert next_url(pending) == f"/signin/{pending.id}/complete"


def test_what_is_lacking_comes_next(app, database, person, pending):
    create_admission(database, person, "stricter")

    assert next_url(pending).startswith(f"/signin/{pending.id}/")
    assert not next_url(pending).endswith("/complete")


@pytest.mark.parametrize("is_put_off", [True, False])
def test_what_was_put_off_in_this_sign_in_is_known(app, database, pending, is_put_off):
    if is_put_off:
        pending.settle(ENROLMENT_PUT_OFF, None, current_time())
        database.save(pending)

    with database.transaction() as session:
        assert gather_facts(session, pending).is_put_off is is_put_off


def test_without_a_recent_sign_in_and_a_factor_to_ask_for_the_credentials_are_asked_for_first(
    make_app, database, person, clock
):
    """A factor could be set up else by a person who found the session open."""
    browser = make_app(portals=PORTALS).test_client()
    sign_in(browser, database, person)
    clock.shift(timedelta(minutes=11))

    answer = create_relying_party(database, browser).authorize(claims=STRONG)

    interaction = database.one(select(Interaction))
    assert (answer.status_code, answer.location) == (303, f"/signin/{interaction.id}")


def test_a_code_by_mail_is_a_factor_to_ask_for_where_the_portal_accepts_it(make_app, database, person, clock):
    browser = make_app(portals=PORTALS).test_client()
    sign_in(browser, database, person)
    clock.shift(timedelta(minutes=11))

    answer = create_relying_party(database, browser, portal="mailing").authorize(claims=STRONG)

    assert answer.location.endswith("/factor")


def test_an_account_that_was_disabled_after_its_proof_is_asked_for_it_again(make_app, database, person):
    browser = make_app(portals=PORTALS).test_client()
    browser.get("/signin")
    interaction = database.one(select(Interaction))
    interaction.begin(person.id, ["pwd"], current_time())
    database.save(interaction)
    database.change(person, disabled_at=current_time())

    answer = browser.get(f"/signin/{interaction.id}/complete")

    assert (answer.status_code, answer.location) == (303, f"/signin/{interaction.id}")
    assert database.count(SsoSession) == 0


def test_where_nothing_may_be_put_off_no_time_of_asking_is_noted(make_app, database, person):
    create_admission(database, person, "stricter")
    browser = make_app(portals=PORTALS).test_client()
    browser.get("/signin")
    interaction = database.one(select(Interaction))
    interaction.begin(person.id, ["pwd"], current_time())
    database.save(interaction)

    assert browser.get(f"/signin/{interaction.id}/complete").status_code == 303
    assert database.one(select(Account.second_factor_asked_at)) is None
