"""Where a page leads that leads no further."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from idp.infrastructure.clock import current_time
from idp.interactions import Interaction
from idp.interactions.way_back import WayBack, decide_home, decide_way_back
from idp.portals.registry import all_portals
from tests.factories.accounts import create_account
from tests.factories.clients import change_client, create_client
from tests.factories.relying_parties import create_relying_party
from tests.factories.sessions import sign_in
from tests.protocol.factories import CLIENT
from tests.provisioning.applications import ISSUER
from tests.provisioning.pages import ways_on

HOME, LOGIN = "https://app.example.test/", "https://app.example.test/login"
STARTED = f"{LOGIN}?iss=https%3A%2F%2Fid.example.test"
STARTED_FOR_HOME = f"{STARTED}&target_link_uri=https%3A%2F%2Fapp.example.test%2F"
WITH_BOTH = replace(CLIENT, client_uri=HOME, initiate_login_uri=LOGIN)


@pytest.fixture
def portal(app):
    with app.app_context():
        return all_portals()["shop"]


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(
    ("client", "has_url", "expected"),
    [
        (WITH_BOTH, True, WayBack(STARTED_FOR_HOME, "Portal", starts_sign_in=True)),
        (replace(WITH_BOTH, initiate_login_uri=None), True, WayBack(HOME, "Portal")),
        (CLIENT, True, WayBack("https://shop.example.test/", "Beispiel-Shop")),
        (None, True, WayBack("https://shop.example.test/", "Beispiel-Shop")),
        (replace(WITH_BOTH, enabled=False), True, WayBack("https://shop.example.test/", "Beispiel-Shop")),
        (CLIENT, False, None),
        (None, False, None),
    ],
)
def test_the_application_that_can_start_comes_first_then_its_home_then_the_portal(portal, client, has_url, expected):
    """Trial row F7."""
    portal = portal if has_url else replace(portal, url=None)

    assert decide_way_back(client, portal, ISSUER) == expected


@pytest.mark.only_on("sqlite")
def test_after_a_sign_out_no_sign_in_is_started(portal):
    assert decide_home(WITH_BOTH, portal) == WayBack(HOME, "Portal")


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(
    ("uri", "hint", "expected"),
    [
        (f"{LOGIN}?a=b", None, f"{LOGIN}?a=b&iss=https%3A%2F%2Fid.example.test"),
        (LOGIN, "a&b@example.test", f"{STARTED}&login_hint=a%26b%40example.test"),
    ],
)
def test_a_started_sign_in_says_by_whom_and_what_the_client_had_said(portal, uri, hint, expected):
    """OpenID Connect Core 1.0 section 4."""
    back = decide_way_back(replace(CLIENT, initiate_login_uri=uri), portal, ISSUER, hint)

    assert back is not None
    assert back.url == expected


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("home", ["https://www.example.test/", "http://app.example.test/", None])
def test_a_home_page_at_another_origin_is_no_target(portal, home):
    """OpenID Connect Core 1.0 section 4: a client leads nobody elsewhere.

    Issue 10, item 5.
    """
    back = decide_way_back(replace(WITH_BOTH, client_uri=home), portal, ISSUER)

    assert back is not None
    assert back.url == STARTED


@pytest.fixture
def lost(client, database):
    """The page of a sign-in after its row was changed; ``values`` are those of the client."""

    def open_it(browser=None, row=None, **values):
        rp = create_relying_party(database, client, **values)
        location = rp.authorize(login_hint="known@example.test").location
        database.change(database.one(select(Interaction)), **(row or {}))
        return (browser or client).get(location, follow_redirects=True)

    return open_it


def test_an_expired_sign_in_leads_to_where_the_application_starts_one(lost, clock):
    """Trial row F7."""
    page = lost(row={"expires_at": current_time()}, initiate_login_uri=LOGIN)

    assert page.status_code == 410
    assert f"{STARTED}&login_hint=known%40example.test" in ways_on(page)
    assert "startet die Anmeldung automatisch" in page.text


AT_SHOP = {"initiate_login_uri": "https://shop.example.test/login", "client_uri": "https://shop.example.test/"}
START_AT_SHOP = "https://shop.example.test/login?iss=https%3A%2F%2Fid.example.test&target_link_uri=https%3A%2F%2Fshop.example.test%2F"
# A page that no client asked for, as behind a mailed link.
UNKNOWN_LINK = "/password-reset/link/unknown"


def test_a_person_who_is_signed_in_enters_the_portal_by_a_request_of_its_application(client, database):
    """Whatever a mailed link was about: no request of before is resumed. Threat 95."""
    create_client(database, **AT_SHOP)
    create_client(database, client_name="Elsewhere", initiate_login_uri=LOGIN)
    before = ways_on(client.get(UNKNOWN_LINK, follow_redirects=True))
    sign_in(client, database, create_account(database))

    assert START_AT_SHOP not in before
    assert "https://shop.example.test/" in before
    assert START_AT_SHOP in ways_on(client.get(UNKNOWN_LINK, follow_redirects=True))


def test_where_the_database_is_away_nothing_is_looked_up_for_the_way_on(make_app, database):
    app = make_app(own=True)

    @app.get("/unavailable")
    def fail():
        raise OperationalError("SELECT", {}, Exception("away"))

    client = app.test_client()
    create_client(database, **AT_SHOP)
    sign_in(client, database, create_account(database))
    page = client.get("/unavailable")

    assert page.status_code == 503
    assert "https://shop.example.test/" in ways_on(page)


def test_which_of_several_applications_is_meant_is_not_guessed(client, database):
    create_client(database, **AT_SHOP)
    create_client(database, client_name="Beside", **AT_SHOP)
    sign_in(client, database, create_account(database))

    assert "https://shop.example.test/" in ways_on(client.get(UNKNOWN_LINK, follow_redirects=True))


def test_another_browser_is_not_told_whom_the_application_named(lost, app, client):
    stranger = app.test_client()
    stranger.get("/register")

    page = lost(browser=stranger, initiate_login_uri=LOGIN)

    assert page.status_code == 403
    assert ways_on(page)[0] == STARTED


def test_a_repeated_last_step_leads_back_to_start_anew(client, database):
    """The answer was lost, and the browser sends the request again. Trial row F27."""
    rp = create_relying_party(database, client, initiate_login_uri=LOGIN)
    person = create_account(database)
    address = rp.authorize().location
    sign_in(client, database, person)
    resume = f"/interaction/{address.rpartition('/')[2]}"
    assert "code=" in client.get(resume).location

    for again in (client.get(resume), client.post(address, data={}), client.get(address)):
        assert STARTED in ([again.location] if again.status_code == 303 else ways_on(again))


@pytest.mark.parametrize("values", [{"client_uri": HOME}, {}])
def test_a_portal_without_an_address_still_leads_on(make_app, database, values):
    """Trial row F7."""
    client = make_app(portals={"shop": {"url": None}, "forum": None}).test_client()
    rp = create_relying_party(database, client, **values)
    location = rp.authorize().location
    database.change(database.one(select(Interaction)), completed_at=current_time())

    way = client.get(location).location

    assert way == (HOME if values else "/signin?portal=shop")
    assert values or client.get(way).status_code == 303


def test_a_form_that_is_refused_before_its_page_is_reached_leads_back_as_well(client, database):
    """A sibling of trial row F7: the form token is checked before the interaction is looked at."""
    rp = create_relying_party(database, client, portal="forum", client_uri=HOME)

    page = client.post(rp.authorize().location, data={"email": "a"})

    assert page.status_code == 400
    assert HOME in ways_on(page)
    assert "Example Forum" in page.text


def test_a_client_that_was_disabled_is_not_led_to(client, database):
    rp = create_relying_party(database, client, client_uri=HOME)
    location = rp.authorize().location
    change_client(database, rp.registered, disabled_at=current_time())

    assert ways_on(client.get(location)) == ["https://shop.example.test/"]
