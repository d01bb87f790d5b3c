"""From the right password to a session: what is written down, and what the browser gets."""

from datetime import timedelta

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import select

from idp.accounts.models import Account
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.interactions import Interaction
from idp.protocol.steps import ENROLMENT_PUT_OFF, SIGNED_IN, STEPPED_UP, TRUST_REQUESTED
from idp.sessions import BrowserAccounts, SessionHandle, SignedIn, SsoSession
from idp.sessions.models import Device, RememberedSignIn
from idp.sessions.remembered import remember
from idp.settings import RememberMeSettings
from idp.signin.completion import BrowserState, Granted, begin_sign_in, complete_sign_in
from idp.signin.credentials import Accepted
from tests.factories.accounts import create_account, hash_password
from tests.factories.actors import person_actor
from tests.factories.places import MUNICH, write_place_file
from tests.factories.sessions import create_session

HOUR = timedelta(hours=1)
OFFERED, NOT_OFFERED = RememberMeSettings(offered=True, hours=100), RememberMeSettings(offered=False)
NEW_HASH = hash_password("another-Password-2")


@pytest.fixture
def person(database, clock):
    return create_account(database, last_sign_in_at=current_time() - HOUR)


@pytest.fixture
def pending(database, person):
    """A sign-in whose password was right."""

    def create(step_up=None, settled=(), *, is_ticked=False):
        row = Interaction(browser_hash="x", portal="shop", expires_at=current_time() + HOUR)
        row.begin(person.id, ["pwd"], current_time(), step_up)
        row.wants_to_be_remembered = is_ticked
        for step in settled:
            row.settle(step, None, current_time())
        database.save(row)
        return row

    return create


def completion(app, database):
    """``completion(app, database)(row)``: complete a sign-in; the values of the cookies, as the browser has them."""

    def act(row, *, accounts=BrowserAccounts(), device_token=None, remembered=None, granted=Granted(0, OFFERED)):  # noqa: B008
        with app.app_context(), database.transaction() as session:
            return complete_sign_in(
                session,
                session.get_one(Interaction, row.id),
                "urn:einlass:acr:1",
                browser=BrowserState(accounts, device_token, remembered),
                actor=person_actor(),
                settings=app.settings,
                granted=granted,
            )

    return act


@pytest.fixture
def complete(app, database):
    """Complete a sign-in."""
    return completion(app, database)


def of_account(database, account):
    return database.one(select(SsoSession).where(SsoSession.account_id == account.id, SsoSession.ended_at.is_(None)))


def series_of(value):
    return value.partition(".")[0]


# Begin


@pytest.mark.parametrize(
    ("left", "counts"), [(timedelta(seconds=1), True), (timedelta(0), False), (-timedelta(seconds=1), False)]
)
def test_a_temporary_password_counts_before_its_end_and_once(database, person, left, counts):
    checked_at = current_time()
    database.change(person, password_expires_at=checked_at + left)

    def begin():
        with database.transaction() as session:
            return begin_sign_in(
                session, Interaction(), Accepted(person.id, person.password_hash, checked_at), checked_at
            )

    assert begin() is counts
    assert not begin()


@pytest.mark.parametrize("new_hash", [None, NEW_HASH], ids=["none", "new"])
def test_a_better_hash_takes_the_place_of_the_one_that_was_checked(database, person, new_hash):
    accepted = Accepted(person.id, person.password_hash, current_time(), new_hash, ("rules",))
    with database.transaction() as session:
        begin_sign_in(session, Interaction(), accepted, current_time())

    now = database.one(select(Account).where(Account.id == person.id))
    assert (now.password_hash, now.password_rules_met) == (new_hash or person.password_hash, ("rules",))


@pytest.mark.parametrize(("known", "expected"), [(None, "leaked"), ("policy", "policy")])
def test_the_first_reason_to_replace_a_password_stays(database, person, known, expected):
    earlier = current_time() - HOUR
    if known:
        database.change(person, password_change_due_at=earlier, password_change_reason=known)
    accepted = Accepted(person.id, person.password_hash, current_time(), change_reason="leaked")
    with database.transaction() as session:
        begin_sign_in(session, Interaction(), accepted, current_time())

    now = database.one(select(Account).where(Account.id == person.id))
    assert (now.password_change_reason, now.password_change_due_at) == (expected, earlier if known else current_time())


# Complete


def test_the_session_is_of_this_account_device_and_moment(complete, pending, database, person):
    opened = complete(pending())

    row, device = of_account(database, person), database.one(select(Device))
    assert (row.device_id, row.authenticated_at, row.amr) == (device.id, current_time(), ["pwd"])
    assert opened.accounts.active.signed_in.session_id == row.id
    assert opened.device.id == device.id
    assert database.one(select(Account.last_sign_in_at)) == current_time()
    event = database.one(select(AuditEvent).where(AuditEvent.action == "sign_in.succeeded"))
    assert (event.actor_id, event.subject) == (person.id, person.id)


def test_a_known_device_is_known_again_and_is_no_news(complete, pending, database, person):
    first = complete(pending())
    again = complete(pending(), device_token=first.device_token)

    assert (first.news is not None, again.news) == (True, None)
    assert database.count(Device) == 1


def test_a_session_that_opens_is_counted(complete, pending):
    before = REGISTRY.get_sample_value("idp_sign_ins_total", {"result": "success"}) or 0
    complete(pending())
    assert REGISTRY.get_sample_value("idp_sign_ins_total", {"result": "success"}) == before + 1


@pytest.mark.parametrize(("language", "town"), [("en", "Munich"), (None, "München")])
def test_the_place_is_written_in_the_language_of_the_account_else_in_that_of_the_reader(
    make_app, pending, database, person, tmp_path, language, town
):
    database.change(person, language=language)
    file = write_place_file(tmp_path / "places.mmdb", {"203.0.113.0/24": MUNICH})
    app = make_app(own=True, server={"place_database": str(file)})

    completion(app, database)(pending())

    assert database.one(select(Device.place)).startswith(town)


def test_the_very_first_sign_in_is_no_news(complete, pending, database, person):
    database.change(person, last_sign_in_at=None)
    assert complete(pending()).news is None


def test_a_sign_in_goes_beside_those_of_others(complete, pending, database, person):
    other = create_account(database)
    live = SignedIn.of(create_session(database, other))

    opened = complete(pending(), accounts=BrowserAccounts(SessionHandle("token", live)))
    assert [each.signed_in.account_id for each in opened.accounts.all_sessions] == [person.id, other.id]


def test_it_takes_the_place_of_the_session_of_its_own_account(complete, pending, database, person):
    before = create_session(database, person)
    opened = complete(pending(), accounts=BrowserAccounts(SessionHandle("token", SignedIn.of(before))))

    assert [each.signed_in.session_id for each in opened.accounts.all_sessions] == [of_account(database, person).id]


@pytest.mark.parametrize("is_step_up", [True, False])
def test_what_is_settled_is_a_sign_in_or_a_step_up_that_makes_no_old_proof_new(
    complete, pending, database, person, is_step_up
):
    earlier = current_time() - HOUR
    base = create_session(database, person, authenticated_at=earlier)
    create_session(database, create_account(database), authenticated_at=current_time() - 2 * HOUR)
    row = pending(base.id if is_step_up else None)
    opened = complete(row, accounts=BrowserAccounts(SessionHandle("token", SignedIn.of(base))))

    session_id = opened.accounts.active.signed_in.session_id
    settled = database.one(select(Interaction).where(Interaction.id == row.id))
    assert settled.settled_by(session_id) == {STEPPED_UP if is_step_up else SIGNED_IN}
    assert settled.pending_account_id is None
    assert opened.accounts.active.signed_in.authenticated_at == (earlier if is_step_up else current_time())


@pytest.mark.parametrize(
    "settled", [(), (ENROLMENT_PUT_OFF,), (TRUST_REQUESTED,), (ENROLMENT_PUT_OFF, TRUST_REQUESTED)]
)
def test_what_was_chosen_on_the_way_is_kept(complete, pending, database, person, settled):
    opened = complete(pending(settled=settled), granted=Granted(30, NOT_OFFERED))

    row, device = of_account(database, person), database.one(select(Device))
    assert row.enrolment_put_off_at == (current_time() if ENROLMENT_PUT_OFF in settled else None)
    assert device.trusted_at == (current_time() if TRUST_REQUESTED in settled else None)
    assert (opened.accounts.active.signed_in.trust is not None) is (TRUST_REQUESTED in settled)


# Remember


@pytest.fixture
def remembered(database):
    """The cookie of a browser that remembers an account."""

    def create(account):
        with database.transaction() as session:
            row = session.merge(create_session(database, account))
            return remember(session, row, "shop", 50 * HOUR)

    return create


def open_series(database):
    return database.rows(select(RememberedSignIn).where(RememberedSignIn.revoked_at.is_(None)))


def test_a_tick_is_remembered_for_the_hours_that_were_offered(complete, pending, database, person):
    row = pending(is_ticked=True)
    opened = complete(row)

    [series] = open_series(database)
    assert series.id == series_of(opened.remember_value)
    assert (series.account_id, series.expires_at) == (person.id, current_time() + 100 * HOUR)
    assert not database.one(select(Interaction.wants_to_be_remembered).where(Interaction.id == row.id))


@pytest.mark.parametrize(("wants", "rules"), [(False, OFFERED), (True, NOT_OFFERED)], ids=["no tick", "not offered"])
def test_without_it_nothing_changes(complete, pending, database, wants, rules):
    opened = complete(pending(is_ticked=wants), granted=Granted(0, rules))

    assert opened.remember_value is None
    assert not open_series(database)


def test_without_a_new_tick_the_own_memory_stays(complete, pending, database, person, remembered):
    value = remembered(person)

    assert complete(pending(), remembered=value).remember_value is None
    assert [series.id for series in open_series(database)] == [series_of(value)]


def test_a_new_tick_begins_a_new_series_in_its_place(complete, pending, database, person, remembered):
    value = remembered(person)
    opened = complete(pending(is_ticked=True), remembered=value)

    assert [series.id for series in open_series(database)] == [series_of(opened.remember_value)] != [series_of(value)]


@pytest.mark.parametrize("wants", [True, False])
def test_the_memory_of_another_person_ends(complete, pending, database, person, remembered, wants):
    value = remembered(create_account(database))
    opened = complete(pending(is_ticked=wants), remembered=value)

    assert bool(opened.remember_value) is wants
    assert opened.remember_value is not None
    assert {series.account_id for series in open_series(database)} == ({person.id} if wants else set())
