"""How often a registration is mailed and a code or password of it is tried, condition by condition."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.infrastructure.clock import current_time
from idp.infrastructure.request_info import RequestInfo
from idp.registration.confirmation import CODE_ATTEMPTS, hit_password_limit, redeem_code
from idp.registration.models import Registration
from idp.registration.start import code_hash, hit_mail_limit
from idp.settings import ThrottleSettings
from tests.factories.accounts import hash_password
from tests.factories.actors import person_actor
from tests.factories.registration_pages import EMAIL, NEW_PASSWORD

CODE = "123456"
DAY = timedelta(days=1)


@pytest.fixture
def here(app, database, clock):
    """The application whose database it is; the time stands still."""
    with app.app_context():
        yield database


def create_registration(database, **values):
    given = {
        "browser_hash": "here",
        "portal": "shop",
        "email": EMAIL,
        "given_name": "Grace",
        "family_name": "Neu",
        "language": "de",
        "password_hash": hash_password(NEW_PASSWORD),
        "expires_at": current_time() + DAY,
    }
    registration = Registration(**given | values)
    database.save(registration)
    database.change(registration, code_hash=code_hash(registration, CODE))
    return registration


@pytest.mark.parametrize(
    ("values", "is_good"),
    [
        pytest.param({}, True, id="in time"),
        pytest.param({"code_attempts": CODE_ATTEMPTS - 1}, True, id="last attempt"),
        pytest.param({"code_attempts": CODE_ATTEMPTS}, False, id="no attempt left"),
        pytest.param({"state": "awaiting_approval"}, False, id="confirmed before"),
    ],
)
def test_a_code_is_good_while_its_registration_waits(here, values, is_good):
    assert redeem_code(create_registration(here, **values), CODE) is is_good


def test_a_code_ends_at_its_moment(here):
    """The link of the same mail ends then too."""
    assert not redeem_code(create_registration(here, expires_at=current_time()), CODE)


def test_an_attempt_counts_for_its_own_registration(here):
    one, other = (create_registration(here, email=f"{name}@example.test") for name in ("one", "other"))

    assert not redeem_code(one, "000000")
    assert [here.one(select_attempts(each)) for each in (one, other)] == [1, 0]
    assert redeem_code(other, CODE)


def select_attempts(registration):
    return select(Registration.code_attempts).where(Registration.id == registration.id)


def test_codes_of_one_address_are_tried_twenty_times_a_day_however_often_it_is_registered(here, clock):
    for _ in range(20):
        assert not redeem_code(create_registration(here), "000000")
    assert not redeem_code(create_registration(here), CODE)
    assert redeem_code(create_registration(here, email="other@example.test"), CODE)

    clock.shift(DAY)
    assert redeem_code(create_registration(here), CODE)


def test_passwords_behind_a_link_are_tried_ten_times_an_hour(here, clock):
    one, other = create_registration(here), create_registration(here)

    assert [hit_password_limit(one) for _ in range(11)] == [True] * 10 + [False]
    assert hit_password_limit(other)
    clock.shift(timedelta(hours=1))
    assert hit_password_limit(one)


def test_one_address_gets_so_many_mails_an_hour(here, clock):
    settings, actor = ThrottleSettings(mails_per_address=2, address_attempts=100), person_actor()

    assert [hit_mail_limit(EMAIL, actor, settings) for _ in range(3)] == [True, True, False]
    assert hit_mail_limit("other@example.test", actor, settings)
    clock.shift(timedelta(hours=1))
    assert hit_mail_limit(EMAIL, actor, settings)


def test_one_network_asks_for_so_many_mails(here, clock):
    settings = ThrottleSettings(mails_per_address=100, address_attempts=3, window_minutes=30)
    asked = iter(range(100))

    def ask(actor):
        return hit_mail_limit(f"person{next(asked)}@example.test", actor, settings)

    assert [ask(person_actor()) for _ in range(4)] == [True, True, True, False]
    assert ask(person_actor(request_info=RequestInfo(ip="198.51.100.7", user_agent="")))
    clock.shift(timedelta(minutes=30))
    assert ask(person_actor())
