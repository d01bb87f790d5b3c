"""What the decision about a sign-in rests on, fact by fact."""

import json
from datetime import timedelta

import pytest

from idp.clients.registry import find_client
from idp.infrastructure.clock import current_time
from idp.portals import demands_at
from idp.protocol.admission import Admission
from idp.protocol.authentication_methods import ACR_MULTI_FACTOR, ACR_SINGLE_FACTOR, AMR_MAIL
from idp.protocol.organizations import OrganizationDemands
from idp.protocol.second_factor import DeviceTrust, Policy
from idp.sessions import SignedIn
from idp.signin.facts import (
    NO_ACR_REQUIREMENT,
    AcrRequirement,
    AuthenticationEvidence,
    acr_requirement_of,
    facts_of,
    session_facts,
)
from tests.factories.accounts import create_account
from tests.factories.admissions import create_admission
from tests.factories.clients import create_client
from tests.factories.factors import create_app_of
from tests.protocol.factories import CLIENT, request

DAY = timedelta(days=1)
PASSWORD, BY_MAIL, TWO_FACTORS = ("pwd",), ("pwd", AMR_MAIL, "mfa"), ("pwd", "otp", "mfa")
PORTALS = {
    "strict": {"name": "Strict", "second_factor": {"policy": "all", "grace_days": 14, "trusted_device_days": 30}},
    "offering": {"name": "Offering", "second_factor": {"mailed_code": True}},
    "mailing": {
        "name": "Mailing",
        "second_factor": {"policy": "all", "grace_days": 0, "mailed_code": True, "trusted_device_days": 30},
    },
}


@pytest.fixture
def app(make_app, clock):
    app = make_app(portals=PORTALS)
    with app.app_context():
        yield app


@pytest.fixture
def facts(app, database):
    """``facts("strict", has_factor=True)``: those of a password of a new account; keywords change what is known."""

    def gather(portal="shop", requirement=NO_ACR_REQUIREMENT, *, admission=None, has_factor=False, **evidence):
        person = create_account(database)
        proved = AuthenticationEvidence(account_id=person.id, **{"amr": PASSWORD} | evidence)
        known = Admission(portal=portal, **admission or {})
        return facts_of(proved, known, demands_at(app.settings, portal), requirement, has_factor=has_factor)

    return gather


@pytest.mark.parametrize(
    ("portal", "is_bound", "expected"),
    [("shop", False, Policy.OPTIONAL), ("shop", True, Policy.ALL), ("strict", False, Policy.ALL)],
)
def test_the_stricter_policy_of_portal_and_organization_holds(facts, portal, is_bound, expected):
    found = facts(portal, admission={"of_organizations": OrganizationDemands(second_factor=is_bound)})
    assert found.policy is expected


@pytest.mark.parametrize(
    ("portal", "requirement", "has_factor", "is_enrolled"),
    [
        pytest.param("shop", AcrRequirement(), False, False, id="nothing set up"),
        pytest.param("shop", AcrRequirement(), True, True, id="set up"),
        pytest.param("mailing", AcrRequirement(), False, True, id="by mail where the portal demands and accepts it"),
        pytest.param("offering", AcrRequirement(), False, False, id="not by mail where none is demanded"),
        pytest.param("offering", AcrRequirement(demands=True), False, True, id="but for a request that demands one"),
        pytest.param("strict", AcrRequirement(), False, False, id="not by mail where the portal does not accept it"),
        pytest.param("shop", AcrRequirement(demands=True), False, False, id="nor for a request there"),
    ],
)
def test_what_an_account_can_be_asked_for(facts, portal, requirement, has_factor, is_enrolled):
    assert facts(portal, requirement, has_factor=has_factor).enrolled is is_enrolled


@pytest.mark.parametrize(
    ("portal", "amr", "is_enrolled"),
    [("mailing", PASSWORD, True), ("mailing", BY_MAIL, True), ("strict", PASSWORD, True), ("strict", BY_MAIL, False)],
)
def test_a_code_by_mail_that_only_another_portal_accepts_is_asked_for_once(app, database, portal, amr, is_enrolled):
    """Where it is not accepted it counts for nothing, so that another factor has to be set up behind it."""
    person = create_account(database)
    create_admission(database, person, "mailing")
    evidence = AuthenticationEvidence(account_id=person.id, amr=amr)

    found = facts_of(evidence, Admission(portal=portal), demands_at(app.settings, portal), has_factor=False)

    assert found.enrolled is is_enrolled


@pytest.mark.parametrize(
    ("portal", "has_factor", "amr", "counted"),
    [
        ("mailing", False, BY_MAIL, BY_MAIL),
        ("mailing", True, BY_MAIL, PASSWORD),
        ("strict", False, BY_MAIL, PASSWORD),
        ("strict", True, TWO_FACTORS, TWO_FACTORS),
    ],
)
def test_a_code_by_mail_counts_where_it_is_accepted_and_nothing_better_is_there(
    facts, portal, has_factor, amr, counted
):
    assert set(facts(portal, has_factor=has_factor, amr=amr).amr) - {"mfa"} == set(counted) - {"mfa"}


@pytest.mark.parametrize(
    ("portal", "has_factor", "age", "is_trusted"),
    [
        pytest.param("strict", True, 29, True, id="within the days"),
        pytest.param("strict", True, 30, False, id="no longer"),
        pytest.param("strict", False, 1, False, id="nothing that it could stand for"),
        pytest.param("mailing", False, 1, True, id="for a code by mail"),
        pytest.param("shop", True, 1, False, id="where no trust is granted"),
    ],
)
def test_a_trusted_device_stands_for_a_factor_that_is_there(facts, portal, has_factor, age, is_trusted):
    given_at = current_time() - age * DAY
    trust = DeviceTrust(given_at, given_at + 365 * DAY)
    assert facts(portal, has_factor=has_factor, trust=trust).is_device_trusted is is_trusted


@pytest.mark.parametrize(
    ("requirement", "has_factor", "needs"),
    [
        (AcrRequirement(), True, False),
        (AcrRequirement(prefers=True), True, True),
        (AcrRequirement(prefers=True), False, False),
        (AcrRequirement(demands=True), True, True),
        (AcrRequirement(demands=True), False, True),
    ],
)
def test_a_request_that_prefers_two_factors_needs_them_of_those_who_have_two(facts, requirement, has_factor, needs):
    assert facts("shop", requirement, has_factor=has_factor).needs_multi_factor is needs


@pytest.mark.parametrize(("asked", "expected"), [(None, 14), (4, 10)])
def test_grace_counts_from_when_the_account_was_first_asked(facts, asked, expected):
    asked_at = None if asked is None else current_time() - asked * DAY
    assert (
        facts("strict", admission={"second_factor_asked_at": asked_at}).grace_until == current_time() + expected * DAY
    )


def test_without_days_of_grace_there_is_none(facts):
    assert facts("mailing").grace_until is None


@pytest.mark.parametrize(
    ("evidence", "asked", "is_put_off"),
    [
        ({}, 2, False),
        ({"is_put_off": True}, None, True),
        ({"remembered": 1}, 2, True),
        ({"remembered": 2}, 2, True),
        ({"remembered": 3}, 2, False),
        ({"remembered": 1}, None, False),
    ],
    ids=["not", "now", "asked before", "asked at that moment", "asked since", "never asked"],
)
def test_a_remembered_sign_in_has_put_off_what_it_was_asked_for(facts, evidence, asked, is_put_off):
    evidence, now = dict(evidence), current_time()
    if days := evidence.pop("remembered", None):
        evidence["remembered_at"] = now - days * DAY
    admission = {"second_factor_asked_at": now - asked * DAY if asked else None}
    assert facts("strict", admission=admission, **evidence).is_put_off is is_put_off


def test_the_account_s_own_state_is_passed_on(facts):
    found = facts("strict", admission={"is_administrator": True, "is_password_change_due": True})
    assert (found.is_administrator, found.is_password_change_due) == (True, True)
    plain = facts("strict")
    assert (plain.is_administrator, plain.is_password_change_due) == (False, False)


def session(person, amr=TWO_FACTORS, **values):
    return SignedIn("ses_1", person.id, current_time(), amr, ACR_MULTI_FACTOR, last_seen_at=current_time(), **values)


def test_without_a_client_a_session_is_told_as_it_is(app, database):
    told = session_facts(session(create_account(database)), None)
    assert (told.subject, told.sid, told.acr, told.amr) == (None, "ses_1", ACR_MULTI_FACTOR, TWO_FACTORS)
    assert told.auth_time == current_time()


@pytest.mark.parametrize(("has_own", "acr"), [(True, ACR_SINGLE_FACTOR), (False, ACR_MULTI_FACTOR)])
@pytest.mark.parametrize("is_looked_up", [True, False])
def test_what_methods_amount_to_depends_on_the_factors_of_the_account(
    app, database, registered, has_own, acr, is_looked_up
):
    """The look-up of the session tells, and is believed; without one it is read."""
    person = create_account(database)
    if has_own and not is_looked_up:
        create_app_of(database, app.secret_box, person)
    known = Admission(portal="mailing", has_second_factor=has_own) if is_looked_up else None

    told = session_facts(session(person, BY_MAIL, admission=known), registered("mailing"))
    assert (told.subject, told.acr) == (person.id, acr)


@pytest.fixture
def registered(app, database):
    """``registered("mailing")``: a client of that portal."""
    return lambda portal: find_client(create_client(database, portal=portal).client_id)


ESSENTIAL = json.dumps({"id_token": {"acr": {"essential": True, "value": ACR_MULTI_FACTOR}}})


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, NO_ACR_REQUIREMENT),
        ({"acr_values": ACR_MULTI_FACTOR}, AcrRequirement(prefers=True)),
        ({"claims": ESSENTIAL}, AcrRequirement(demands=True)),
    ],
    ids=["nothing", "a wish", "a demand"],
)
def test_what_a_request_says_of_a_second_factor(asked, expected):
    assert acr_requirement_of(request(**asked), CLIENT) == expected
