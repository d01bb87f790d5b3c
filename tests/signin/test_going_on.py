"""Whether what was proved before is enough now: decided as for a fresh sign-in by the same methods."""

from dataclasses import replace
from datetime import timedelta

import pytest

from idp.admissions import find_admission
from idp.infrastructure.clock import current_time
from idp.portals import demands_at
from idp.protocol.admission import Admission, AdmissionState
from idp.protocol.organizations import (
    NOT_ASKED,
    ActiveOrganization,
    Candidate,
    OrganizationDecision,
    OrganizationDemands,
)
from idp.protocol.second_factor import DeviceTrust
from idp.sessions import SignedIn
from idp.signin.facts import AuthenticationEvidence
from idp.signin.going_on import (
    Lack,
    evidence_of,
    find_admission_at,
    find_admission_for,
    find_lack,
    is_enough_for_account_pages,
    is_outlived,
    lacks_factor,
    may_go_on,
)
from tests.factories.accounts import create_account
from tests.factories.admissions import admit_everywhere, create_admission
from tests.factories.factors import create_app_of

PASSWORD, TWO_FACTORS, PASSKEY = ("pwd",), ("pwd", "otp", "mfa"), ("hwk", "user", "mfa")
DAY = timedelta(days=1)
PORTALS = {
    "shop": None,
    "strict": {"name": "Strict", "second_factor": {"policy": "all", "grace_days": 0, "trusted_device_days": 30}},
    "patient": {"name": "Patient", "second_factor": {"policy": "all", "grace_days": 14}},
    "boards": {"name": "Boards", "second_factor": {"policy": "administrators", "grace_days": 0}},
    "bank": {"name": "Bank", "password": {"minimum_length": 40}},
    "club": {"name": "Club", "registration": {"open": False}},
}


@pytest.fixture
def app(make_app, clock):
    app = make_app(portals=PORTALS)
    with app.app_context():
        yield app


@pytest.fixture
def person(database):
    return create_account(database)


@pytest.fixture
def session(person):
    """``session(PASSWORD)``: what a session of the person, begun by these methods, has proved."""

    def make(amr=PASSWORD, **values):
        now = current_time()
        proof = {"authenticated_at": now, "amr": amr, "acr": "urn:einlass:acr:1", "last_seen_at": now}
        return SignedIn("ses_1", person.id, **proof | values)

    return make


def test_a_session_has_proved_its_account_its_methods_and_what_was_put_off_and_trusted(session, person):
    trust = DeviceTrust(current_time(), current_time() + DAY)
    found = evidence_of(session(TWO_FACTORS, is_enrolment_put_off=True, trust=trust))

    assert (found.account_id, found.amr, found.is_put_off, found.trust) == (person.id, TWO_FACTORS, True, trust)
    assert (evidence_of(session()).is_put_off, evidence_of(session()).trust) == (False, None)


def test_what_was_looked_up_with_the_session_is_looked_up_once(app, database, session, person):
    known = Admission(portal="club", journey_version=7)
    create_admission(database, person, "club")
    create_admission(database, person, "shop")

    assert find_admission_at(session(admission=known), "club") is known
    assert find_admission_at(session(admission=known), "shop").state is AdmissionState.ADMITTED
    assert find_admission_at(session(), "club").journey_version == 1
    assert find_admission_at(replace(session(), account_id="acc_gone"), "club") is None


@pytest.mark.parametrize(
    ("portal", "amr", "admission", "lacks"),
    [
        ("shop", PASSWORD, {}, False),
        ("shop", PASSWORD, {"of_organizations": OrganizationDemands(second_factor=True)}, True),
        ("strict", PASSWORD, {}, True),
        ("strict", PASSKEY, {}, False),
        ("strict", TWO_FACTORS, {"has_second_factor": True}, False),
        ("boards", PASSWORD, {}, False),
        ("boards", PASSWORD, {"is_administrator": True}, True),
        ("boards", PASSKEY, {"is_administrator": True}, False),
    ],
)
def test_a_session_lacks_what_a_fresh_sign_in_would_be_asked_for(app, session, portal, amr, admission, lacks):
    evidence, demands = evidence_of(session(amr)), demands_at(app.settings, portal)

    assert lacks_factor(evidence, Admission(portal=portal, **admission), demands) == lacks


def test_a_factor_that_was_set_up_is_asked_for_whatever_the_portal_demands(app, database, session, person):
    create_app_of(database, app.secret_box, person)
    demands, known = demands_at(app.settings, "shop"), Admission(portal="shop", has_second_factor=True)

    assert lacks_factor(evidence_of(session(PASSWORD)), known, demands)
    assert not lacks_factor(evidence_of(session(TWO_FACTORS)), known, demands)


@pytest.mark.parametrize(("days", "is_put_off", "lacks"), [(1, True, False), (1, False, True), (14, True, True)])
def test_what_was_put_off_is_not_lacked_before_the_grace_is_over(app, session, days, is_put_off, lacks):
    known = Admission(portal="patient", second_factor_asked_at=current_time() - days * DAY)
    evidence = evidence_of(session(PASSWORD, is_enrolment_put_off=is_put_off))

    assert lacks_factor(evidence, known, demands_at(app.settings, "patient")) == lacks


@pytest.mark.parametrize(("days", "lacks"), [(1, False), (30, True)])
def test_a_trusted_device_stands_in_for_a_factor_that_was_set_up(app, database, session, person, days, lacks):
    create_app_of(database, app.secret_box, person)
    trust = DeviceTrust(current_time() - days * DAY, current_time() + DAY)
    known = Admission(portal="strict", has_second_factor=True)

    assert lacks_factor(evidence_of(session(trust=trust)), known, demands_at(app.settings, "strict")) == lacks


def test_a_session_is_measured_by_what_its_account_is_at_the_portal(app, database, session, person):
    known = find_admission_for(session(PASSWORD), "club", NOT_ASKED)

    assert known == find_admission(person.id, "club")


def test_the_organization_that_a_session_acts_for_demands_in_place_of_the_strictest(session, person):
    chosen = Candidate(organization_id="org_a", is_chosen=True, demands=OrganizationDemands(session_hours=3))
    active = ActiveOrganization(decision=OrganizationDecision.ACT, membership=chosen)
    strict = Admission(portal="club", of_organizations=OrganizationDemands(second_factor=True, session_hours=1))

    found = find_admission_for(session(PASSWORD, admission=strict), "club", active)

    assert (strict.organization.session_hours, found.organization) == (1, OrganizationDemands(session_hours=3))


def test_a_session_whose_account_is_gone_lacks_nothing_that_could_be_asked_for(app, session):
    gone = replace(session(PASSWORD), account_id="acc_gone")

    assert find_admission_for(gone, "strict", NOT_ASKED) is None
    assert find_lack(gone) is None


@pytest.mark.parametrize(
    ("hours", "age", "is_too_old"),
    [
        (0, timedelta(days=20), False),
        (2, timedelta(hours=2), False),
        (2, timedelta(hours=2, seconds=1), True),
    ],
)
def test_a_sign_in_lasts_as_long_as_the_organization_lets_it(app, session, hours, age, is_too_old):
    """Issue 10, item 9."""
    evidence = evidence_of(session(PASSWORD, authenticated_at=current_time() - age))
    admission = Admission(portal="shop", of_organizations=OrganizationDemands(session_hours=hours))

    assert is_outlived(evidence, admission) == is_too_old


def test_credentials_that_are_checked_now_are_never_too_old(person):
    admission = Admission(portal="shop", of_organizations=OrganizationDemands(session_hours=1))

    assert not is_outlived(AuthenticationEvidence(account_id=person.id, amr=PASSWORD), admission)


@pytest.mark.parametrize(
    ("portal", "amr", "state", "goes_on"),
    [
        ("shop", PASSWORD, AdmissionState.ADMITTED, True),
        ("shop", PASSWORD, None, True),
        ("shop", PASSWORD, AdmissionState.WITHDRAWN, False),
        ("club", PASSWORD, None, False),
        ("club", PASSWORD, AdmissionState.ADMITTED, True),
        ("bank", PASSWORD, AdmissionState.ADMITTED, False),
        ("bank", PASSKEY, AdmissionState.ADMITTED, True),
        ("strict", PASSWORD, AdmissionState.ADMITTED, False),
        ("strict", PASSKEY, AdmissionState.ADMITTED, True),
    ],
)
def test_a_token_goes_on_where_a_fresh_sign_in_would_be_let_in(app, session, person, portal, amr, state, goes_on):
    known = Admission(portal=portal, state=state, journey_version=1, password_rules_met=person.password_rules_met)

    assert may_go_on(evidence_of(session(amr)), known, demands_at(app.settings, portal)) == goes_on


@pytest.mark.parametrize(
    ("portal", "amr", "lack"),
    [
        ("shop", PASSWORD, None),
        ("bank", PASSWORD, Lack.PASSWORD_CHECK),
        ("bank", PASSKEY, None),
        ("strict", PASSWORD, Lack.SECOND_FACTOR),
        ("strict", PASSKEY, None),
    ],
)
def test_the_pages_of_an_account_lack_what_its_portals_ask_for(app, database, session, person, portal, amr, lack):
    create_admission(database, person, portal)
    database.change(person, password_rules_met=demands_at(app.settings, "shop").password_rules)

    assert find_lack(session(amr)) is lack
    assert is_enough_for_account_pages(session(amr)) == (lack is None)


def test_the_password_is_asked_for_before_the_factor(app, database, session, person):
    for portal in ("bank", "strict"):
        create_admission(database, person, portal)
    assert find_lack(session(PASSWORD)) is Lack.PASSWORD_CHECK

    admit_everywhere(database, app.settings, person, "shop")
    met = {rules for portal in ("bank", "strict") for rules in demands_at(app.settings, portal).password_rules}
    database.change(person, password_rules_met=tuple(met))
    assert find_lack(session(PASSWORD)) is Lack.SECOND_FACTOR


def test_what_was_looked_up_at_one_portal_is_not_taken_for_another(app, database, session, person):
    """The session was looked up at the shop, and the account's pages follow the strict portal."""
    create_admission(database, person, "strict")
    lax = Admission(portal="shop", has_second_factor=False, password_rules_met=person.password_rules_met)

    assert find_lack(session(PASSWORD, admission=lax)) is Lack.SECOND_FACTOR
