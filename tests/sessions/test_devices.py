"""The browsers that an account is known on."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.infrastructure.background.periodic_tasks import periodic_tasks_of
from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import digest
from idp.infrastructure.request_info import RequestInfo
from idp.sessions import SsoSession
from idp.sessions.devices import LIFETIME, find_device, forget_device, note_device
from idp.sessions.models import Device
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.actors import person_actor
from tests.factories.devices import device_token, give_device_token
from tests.factories.places import MUNICH, write_place_file
from tests.factories.sign_in_pages import try_password, try_password_anew
from tests.provisioning.pages import BROWSER

NEWER_CHROME = BROWSER.replace("140", "151")
CHROME_ON_WINDOWS = BROWSER.replace("X11; Linux x86_64", "Windows NT 10.0; Win64; x64")
CHROME_ON_ANDROID = BROWSER.replace("X11; Linux x86_64", "Linux; Android 16; K")
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


@pytest.fixture
def person(database, clock):
    return create_account(database)


def create_device(database, account, value):
    device = Device(
        account_id=account.id,
        token_hash=digest(value),
        user_agent=BROWSER,
        ip="203.0.113.7",
        place="",
        first_seen_at=current_time(),
        last_seen_at=current_time(),
    )
    database.save(device)
    return device


@pytest.fixture
def place_file(tmp_path):
    """A file that knows one network, in two languages."""
    return write_place_file(tmp_path / "places.mmdb", {"203.0.113.0/24": MUNICH})


def test_a_sign_in_makes_the_browser_known(client, database, person):
    try_password(client, person.email, PASSWORD)

    device = database.one(select(Device))
    assert (device.account_id, device.ip, device.place) == (person.id, "203.0.113.7", "")
    assert device.token_hash == digest(device_token(client))
    assert database.one(select(SsoSession.device_id)) == device.id


def test_the_next_sign_in_finds_it_again(client, database, person, clock):
    try_password(client, person.email, PASSWORD)
    given = device_token(client)
    clock.shift(timedelta(days=30))
    try_password_anew(client, person.email, PASSWORD)

    device = database.one(select(Device))
    assert device_token(client) == given
    assert device.last_seen_at - device.first_seen_at == timedelta(days=30)


@pytest.mark.threat(34)
def test_an_account_knows_a_browser_by_the_cookie_of_that_browser_alone(app, database, person):
    rows = [create_device(database, person, value) for value in ("first", "second")]
    other = create_device(database, create_account(database), "third")

    with app.app_context():
        found = [find_device(value, person.id, BROWSER) for value in ("first", "second", "third", "made up", None)]
        assert find_device("third", other.account_id, BROWSER).id == other.id

    assert [each and each.id for each in found] == [rows[0].id, rows[1].id, None, None, None]


@pytest.mark.threat(34)
@pytest.mark.parametrize("token", ["made up", "second"])
def test_a_browser_with_a_cookie_that_is_not_the_accounts_is_new_and_takes_no_other_along(database, person, token):
    own = create_device(database, person, "first")
    other = create_device(database, create_account(database), "second")
    actor = person_actor(request_info=RequestInfo(ip="203.0.113.7", user_agent=BROWSER))

    with database.transaction() as session:
        seen = note_device(session, person.id, token, actor=actor, place="", now=current_time())
        fresh = digest(seen.token)
        assert (seen.is_new, seen.row.id == own.id) == (True, False)

    hashes = {row.id: row.token_hash for row in database.rows(select(Device))}
    assert hashes[own.id] == digest("first")
    assert hashes[other.id] == (digest("second") if token == "made up" else fresh)


def test_one_device_of_an_account_is_forgotten(database, person):
    first, second = [create_device(database, person, value) for value in ("first", "second")]
    with database.transaction() as session:
        forget_device(session, first.id, person.id)

    assert database.rows(select(Device.id)) == [second.id]


@pytest.mark.threat(34)
def test_the_cookie_lives_for_a_year(client, person):
    answer = try_password(client, person.email, PASSWORD)

    cookie = next(each for each in answer.headers.getlist("Set-Cookie") if each.startswith("__Host-idp-device="))
    assert {"Max-Age=31536000", "HttpOnly", "Secure", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))


def test_two_people_in_one_browser_are_known_each(client, database, person):
    other = create_account(database)
    try_password(client, person.email, PASSWORD)
    try_password_anew(client, other.email, PASSWORD)

    hashes = {digest(device_token(client))}
    assert {row.token_hash for row in database.rows(select(Device))} == hashes
    assert database.count(Device) == 2


def test_a_cookie_copied_before_the_first_sign_in_is_worth_nothing_afterwards(client, database, person):
    other = create_account(database)
    try_password(client, other.email, PASSWORD)
    copied = device_token(client)
    try_password_anew(client, person.email, PASSWORD)

    assert database.count(Device) == 2
    assert digest(copied) not in {row.token_hash for row in database.rows(select(Device))}


@pytest.mark.parametrize("made_up", ["x", "x" * 101])
def test_a_made_up_cookie_is_replaced(client, database, person, made_up):
    give_device_token(client, made_up)
    try_password(client, person.email, PASSWORD)

    assert device_token(client) != made_up
    assert database.one(select(Device.token_hash)) == digest(device_token(client))


@pytest.mark.parametrize("agent", [NEWER_CHROME, f"{NEWER_CHROME} Something/1"])
def test_a_browser_that_was_updated_is_the_same_device(client, database, person, agent):
    try_password(client, person.email, PASSWORD)
    given = device_token(client)
    client.browser = agent
    try_password_anew(client, person.email, PASSWORD)

    assert device_token(client) == given
    assert database.one(select(Device.user_agent)) == agent


@pytest.mark.parametrize("agent", [FIREFOX, CHROME_ON_WINDOWS, CHROME_ON_ANDROID, ""])
def test_a_cookie_in_another_browser_or_system_makes_nobody_known(app, client, database, person, agent):
    try_password(client, person.email, PASSWORD)
    copied, first = device_token(client), database.one(select(Device.id))
    thief = app.test_client()
    thief.browser = agent
    give_device_token(thief, copied)
    try_password(thief, person.email, PASSWORD)

    assert device_token(thief) != copied
    assert database.count(Device) == 2
    assert database.one(select(Device.id).where(Device.token_hash == digest(copied))) == first


def test_a_copied_cookie_takes_the_owners_device_nowhere(app, client, database, person):
    """A thief with an account of his own signs in with it: the rows of the browser he copied from stay."""
    try_password(client, person.email, PASSWORD)
    thief = app.test_client()
    thief.browser = FIREFOX
    give_device_token(thief, device_token(client))
    try_password(thief, create_account(database).email, PASSWORD)

    own = database.one(select(Device).where(Device.account_id == person.id))
    assert own.token_hash == digest(device_token(client))


def test_nobody_forgets_somebody_elses_device(client, database, person):
    try_password(client, person.email, PASSWORD)
    device = database.one(select(Device.id))
    with database.transaction() as session:
        forget_device(session, device, create_account(database).id)

    assert database.count(Device) == 1


def test_a_failed_sign_in_makes_nothing_known(client, database, person):
    answer = try_password(client, person.email, "wrong-Password-1")

    assert database.count(Device) == 0
    assert not [each for each in answer.headers.getlist("Set-Cookie") if "device" in each]


@pytest.mark.parametrize(("language", "place"), [("de", "München, Country DE"), ("en", "Munich, Country DE")])
def test_the_operators_file_names_the_place(make_app, database, place_file, language, place):
    person = create_account(database, language=language)
    client = make_app(own=True, server={"place_database": str(place_file)}).test_client()
    try_password(client, person.email, PASSWORD)

    assert database.one(select(Device.place)) == place
    assert database.one(select(SsoSession.place)) == place


@pytest.mark.parametrize("content", [None, b"", b"not a place file"])
def test_without_a_readable_file_there_is_no_place(make_app, database, person, tmp_path, content):
    file = tmp_path / "places.mmdb"
    if content is not None:
        file.write_bytes(content)
    client = make_app(own=True, server={"place_database": str(file)}).test_client()

    assert try_password(client, person.email, PASSWORD).status_code == 303
    assert database.one(select(Device.place)) == ""


def run_periodic_tasks(app):
    with app.app_context():
        for task in periodic_tasks_of(app):
            task()


def test_devices_are_forgotten_with_their_cookie(app, client, database, person, clock):
    try_password(client, person.email, PASSWORD)
    clock.shift(LIFETIME - timedelta(minutes=1))
    run_periodic_tasks(app)
    assert database.count(Device) == 1
    clock.shift(timedelta(minutes=2))
    run_periodic_tasks(app)

    assert database.count(Device) == 0
