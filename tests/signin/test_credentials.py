"""Whether it is the right password: the answer, and what is recorded of a failure."""

from datetime import timedelta

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import select

from idp.accounts.breached_passwords import list_name
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import digest
from idp.infrastructure.models import RateLimitCounter
from idp.portals import demands_at
from idp.sessions.models import Device
from idp.signin.credentials import Accepted, Locked, PasswordAttempt, Rejected, check_credentials
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.actors import SOMEWHERE, person_actor
from tests.factories.admissions import create_admission

HOUR = timedelta(hours=1)
WRONG = "wrong-Password-1"
PORTALS = {"bank": {"name": "Bank", "password": {"minimum_length": 40}}}


@pytest.fixture
def app(make_app, clock):
    return make_app(portals=PORTALS, throttle={"account_attempts": 3})


@pytest.fixture
def person(database, clock):
    return create_account(database, username="ada.b")


@pytest.fixture
def check(app, person):
    """``check(PASSWORD)``: what is said of a password of the person, or of ``name``."""

    def judge(password=PASSWORD, name=None, portal="shop", client_id=None, settings=None, device_token=None):
        attempt = PasswordAttempt(name or person.email, password, person_actor(), client_id, device_token)
        with app.test_request_context(base_url=app.settings.issuer):
            return check_credentials(attempt, demands_at(app.settings, portal), settings or app.settings)

    return judge


def recorded(database):
    """Reason and subject of each failure."""
    failures = select(AuditEvent).where(AuditEvent.action == "sign_in.failed").order_by(AuditEvent.at, AuditEvent.id)
    return [(event.details["reason"], event.subject) for event in database.rows(failures)]


@pytest.mark.parametrize("name", [None, "ada.b"])
def test_the_right_password_of_either_name_is_accepted(check, person, name):
    accepted = check(name=name)
    assert isinstance(accepted, Accepted)
    assert (accepted.account_id, accepted.password_hash) == (person.id, person.password_hash)
    assert (accepted.new_hash, accepted.change_reason, accepted.checked_at) == (None, None, current_time())


@pytest.mark.parametrize(
    ("values", "password", "reason"),
    [
        ({}, WRONG, "wrong password"),
        ({"password_hash": None}, PASSWORD, "wrong password"),
        ({"disabled_at": current_time()}, PASSWORD, "account is disabled"),
        ({"disabled_at": current_time()}, WRONG, "wrong password"),
        ({"password_expires_at": HOUR}, WRONG, "wrong password"),
        ({"password_expires_at": -HOUR}, PASSWORD, "temporary password is used up or too old"),
        ({"password_expires_at": timedelta(0)}, PASSWORD, "temporary password is used up or too old"),
    ],
)
def test_anything_else_is_rejected_alike_and_recorded_with_the_reason(
    check, database, person, values, password, reason
):
    now = current_time()
    database.change(person, **{key: now + at if isinstance(at, timedelta) else at for key, at in values.items()})

    assert check(password) == Rejected()
    assert recorded(database) == [(reason, person.id)]


def test_a_temporary_password_opens_until_its_end(check, database, person):
    database.change(person, password_expires_at=current_time() + HOUR)
    assert isinstance(check(), Accepted)


def test_an_unknown_name_is_recorded_of_no_account(check, database):
    assert check(name="nobody@example.test") == Rejected()
    assert recorded(database) == [("unknown name", None)]


def test_a_lock_is_recorded_of_the_account_whose_names_share_it(check, database, person):
    for name in (None, "ada.b", None):
        check(WRONG, name)

    locked = check(name="ada.b")
    assert isinstance(locked, Locked)
    assert (locked.retry_at > current_time(), locked.is_lifted_by_reset) == (True, True)
    assert sorted(recorded(database)) == [("too many attempts", person.id), *[("wrong password", person.id)] * 3]


def test_a_hash_of_former_parameters_is_made_anew(check, app, person):
    stronger = app.settings.passwords.model_copy(update={"iterations": 2})
    accepted = check(settings=app.settings.model_copy(update={"passwords": stronger}))

    assert accepted.new_hash not in (None, person.password_hash)


@pytest.mark.parametrize(
    ("portal", "client_id", "admitted", "reason"),
    [
        ("bank", "app_1", "shop", "policy"),
        ("shop", "app_1", "bank", None),
        ("shop", None, "bank", "policy"),
        ("bank", None, "shop", None),
    ],
    ids=["the client's portal", "another portal than the client's", "a page of ours", "a page of ours elsewhere"],
)
def test_a_password_is_held_against_the_rules_of_whoever_asks(
    check, database, person, portal, client_id, admitted, reason
):
    create_admission(database, person, admitted)
    assert check(portal=portal, client_id=client_id).change_reason == reason


def test_a_password_that_has_leaked_since_is_to_be_replaced(check, app, tmp_path):
    listed = tmp_path / "breached.txt"
    listed.write_text(f"{list_name(PASSWORD)}\n")
    passwords = app.settings.passwords.model_copy(update={"breached_list": listed})

    assert check(settings=app.settings.model_copy(update={"passwords": passwords})).change_reason == "leaked"


@pytest.mark.parametrize(
    ("result", "password", "tries"), [("wrong_password", WRONG, 1), ("throttled", PASSWORD, 4)], ids=["wrong", "locked"]
)
def test_an_attempt_that_fails_is_counted_by_its_result(check, result, password, tries):
    for _ in range(tries - 1):
        check(WRONG)
    before = REGISTRY.get_sample_value("idp_sign_ins_total", {"result": result}) or 0

    check(password)

    assert REGISTRY.get_sample_value("idp_sign_ins_total", {"result": result}) == before + 1


def counted(database):
    """The attempts of each counter: of a network, of an account, over all, or of a browser."""
    return sorted(database.rows(select(RateLimitCounter.attempts)))


def test_a_success_in_a_known_browser_gives_its_own_try_back_and_no_other(check, database, person):
    database.save(Device(account_id=person.id, token_hash=digest("token"), user_agent=SOMEWHERE.user_agent))
    check(WRONG)
    assert counted(database) == [1, 1, 1]

    check(device_token="token")

    assert counted(database) == [0, 1, 1, 1]


def test_a_browser_that_the_account_does_not_know_is_counted_by_its_network(check, database):
    check(WRONG, device_token="token")
    assert counted(database) == [1, 1, 1]
