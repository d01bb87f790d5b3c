"""What a session begins with, and what it keeps where it goes on; and what its look-up tells of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.admissions.models import AdmissionRecord
from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import digest
from idp.protocol.admission import AdmissionState
from idp.protocol.second_factor import DeviceTrust
from idp.sessions import SignedIn, SsoSession, start_session
from idp.sessions.lifecycle import find_session, find_sessions
from idp.sessions.models import Device
from tests.factories.accounts import create_account
from tests.factories.actors import SOMEWHERE, person_actor
from tests.factories.sessions import create_session

pytestmark = pytest.mark.usefixtures("clock")
HOUR = timedelta(hours=1)


@pytest.fixture
def person(database):
    return create_account(database)


@pytest.fixture
def device(database, person):
    now = current_time()
    device = Device(
        account_id=person.id,
        token_hash="-",
        user_agent="Mozilla/5.0",
        ip="203.0.113.7",
        place="Hamburg",
        first_seen_at=now,
        last_seen_at=now,
        trusted_at=now,
        trusted_until=now + HOUR,
    )
    database.save(device)
    return device


@pytest.fixture
def start(database, settings, person):
    def begin(**given):
        with database.transaction() as session:
            values = {"amr": ("pwd", "otp"), "acr": "2", "actor": person_actor(), "settings": settings.sessions}
            return start_session(session, person.id, **values | given)

    return begin


def test_a_new_session_has_what_was_proved_and_where(settings, start, device, person):
    row, token = start(device=device)
    now = current_time()

    assert (row.account_id, row.token_hash, row.amr, row.acr) == (person.id, digest(token), ["pwd", "otp"], "2")
    assert (row.authenticated_at, row.last_seen_at) == (now, now)
    assert row.expires_at == now + timedelta(hours=settings.sessions.absolute_hours)
    assert (row.ip, row.user_agent) == (SOMEWHERE.ip, SOMEWHERE.user_agent)
    assert (row.device_id, row.place) == (device.id, "Hamburg")


def test_the_session_of_the_same_person_goes_on_as_a_fresh_one(database, settings, start, person, device, clock):
    create_session(database, create_account(database), id="ses_0")
    before = create_session(database, person, ip="198.51.100.1", device_id=device.id)
    clock.shift(HOUR)
    row, token = start(present=[SignedIn.of(before)])

    assert (row.id, row.token_hash, row.acr, row.ip) == (before.id, digest(token), "2", SOMEWHERE.ip)
    assert row.authenticated_at == row.last_seen_at == current_time()
    assert row.expires_at == current_time() + timedelta(hours=settings.sessions.absolute_hours)
    assert row.device_id == device.id


def test_a_step_up_leaves_the_age_and_the_end_of_the_session(database, start, person, clock):
    before = create_session(database, person)
    clock.shift(HOUR)
    row, _ = start(present=[SignedIn.of(before)], proved_at=before.authenticated_at)

    assert (row.id, row.authenticated_at, row.expires_at) == (before.id, before.authenticated_at, before.expires_at)
    assert row.last_seen_at == current_time()


def test_the_session_of_another_person_stays_beside(database, start):
    other = create_session(database, create_account(database))
    row, _ = start(present=[SignedIn.of(other)], proved_at=current_time())

    assert row.id != other.id
    assert row.expires_at is not None
    assert database.one(select(SsoSession.token_hash).where(SsoSession.id == other.id)) == other.token_hash


@pytest.mark.parametrize("is_put_off", [True, False])
def test_the_look_up_tells_what_decides(app, database, settings, person, device, is_put_off):
    database.save(
        AdmissionRecord(account_id=person.id, portal="forum", state=AdmissionState.ADMITTED, journey_version=3)
    )
    now = current_time()
    row = create_session(database, person, "own", device_id=device.id, enrolment_put_off_at=now if is_put_off else None)
    with app.app_context():
        one = find_session("own", settings.sessions, now, "forum")
        some = find_sessions(["own"], settings.sessions, now, "forum")
        elsewhere = find_session("own", settings.sessions, now, "shop")

    assert some == {"own": one}
    assert (one.session_id, one.account_id, one.amr, one.acr) == (row.id, person.id, ("pwd",), "1")
    assert (one.authenticated_at, one.last_seen_at, one.expires_at) == (now, now, row.expires_at)
    assert (one.is_enrolment_put_off, one.trust) == (is_put_off, DeviceTrust(now, now + HOUR))
    assert (one.admission.portal, one.admission.state) == ("forum", AdmissionState.ADMITTED)
    assert (elsewhere.admission.portal, elsewhere.admission.state) == ("shop", None)


def test_several_are_found_in_the_order_of_their_values(app, database, settings, clock):
    now = current_time()
    changes = {
        "ended": {"ended_at": now},
        "expired": {"expires_at": now},
        "idle": {"last_seen_at": now - timedelta(minutes=settings.sessions.idle_minutes)},
        "in use": {"last_seen_at": now - timedelta(minutes=settings.sessions.idle_minutes, seconds=-1)},
        "fresh": {},
        "foreign": {},
    }
    rows = {
        token: create_session(database, create_account(database), token, **values) for token, values in changes.items()
    }
    asked = ["unknown", "in use", "idle", "expired", "ended", "fresh"]
    for tokens in (asked, asked[::-1]):
        with app.app_context():
            found = find_sessions(tokens, settings.sessions, now)
        assert list(found) == [token for token in tokens if token in {"in use", "fresh"}]
        assert {token: each.session_id for token, each in found.items()} == {
            token: rows[token].id for token in ("in use", "fresh")
        }


@pytest.mark.parametrize("is_put_off", [True, False])
def test_a_row_says_the_same_with_the_trust_in_its_device(database, person, is_put_off):
    now = current_time()
    row = create_session(database, person, acr="2", enrolment_put_off_at=now if is_put_off else None)
    trust = DeviceTrust(now, now + HOUR)
    assert SignedIn.of(row, trust) == SignedIn(
        row.id,
        person.id,
        now,
        ("pwd",),
        "2",
        now,
        is_enrolment_put_off=is_put_off,
        trust=trust,
        expires_at=row.expires_at,
    )
