"""Coming back after days: the application is remembered for longer than its request. Issue 11, 2."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import delete, select

from idp.administration.registrations import approve_registration
from idp.infrastructure.database import transaction
from idp.interactions import Interaction
from idp.registration.models import Registration
from idp.sessions import SsoSession
from tests.conftest import FROZEN_AT
from tests.factories.accounts import create_account
from tests.factories.actors import operator
from tests.factories.customers import create_record
from tests.factories.journeys import IN_TWO_PAGES
from tests.factories.registration_pages import EMAIL, NEW_PASSWORD, open_link, register
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.sessions import sign_in
from tests.factories.sign_in_pages import PASSWORD_FORM, follow_local
from tests.provisioning.pages import ways_on

LOGIN, HOME = "https://shop.example.test/login", "https://shop.example.test/"
DAY = timedelta(days=1)
NAME = {"given_name": "Grace", "family_name": "Neu"}
ENTRY = {"email": EMAIL, "evidence_customer_number": "4711", "evidence_postcode": "20095"}


@pytest.fixture
def scope():
    """What the application may ask for."""
    return "openid email"


@pytest.fixture
def rp(client, database, scope):
    values = {"scope": scope, "initiate_login_uri": LOGIN, "client_uri": HOME}
    return create_relying_party(database, client, **values)


@pytest.fixture
def app(make_app, database):
    create_record(database, "4711", postcodes=("20095",))
    return make_app(**IN_TWO_PAGES)


@pytest.fixture
def approved(app, client, database, rp, mailbox, clock):
    """The mail that asks to complete a registration which an application began days ago."""
    first = client.get(rp.authorize(prompt="create").location)
    page = client.submit(client.submit(first, ENTRY, follow_redirects=True), NAME)
    client.submit(client.get(page.location), {"code": mailbox.only.code})
    clock.shift(3 * DAY)
    registration = database.one(select(Registration.id))
    with app.test_request_context(base_url=app.settings.issuer), transaction() as session:
        session.execute(delete(Interaction))
        approve_registration(session, registration, operator())
    return mailbox.mails[-1]


def complete(browser, approved):
    """From the link of the mail to the end, in a browser that has not seen this registration."""
    page = browser.submit(open_link(browser, approved.link), {"code": approved.code}, follow_redirects=True)
    last = browser.submit(page, follow_redirects=True)
    return follow_local(browser, browser.submit(last, {"password": NEW_PASSWORD}))


def test_completed_elsewhere_it_leads_to_where_the_application_begins_a_sign_in(app, approved):
    done = complete(app.test_client(), approved)

    assert done.location.startswith(f"{LOGIN}?")
    assert parse_qs(urlsplit(done.location).query) == {
        "iss": [app.settings.issuer],
        "login_hint": [EMAIL],
        "target_link_uri": [HOME],
    }


def test_the_application_gets_its_answer_without_a_second_sign_in(app, database, approved, rp):
    browser = app.test_client()
    complete(browser, approved)

    rp.browser = browser
    assert "code" in answer_of(rp.authorize(login_hint=EMAIL))
    assert len(database.rows(select(SsoSession))) == 1


@pytest.mark.parametrize("scope", ["openid"])
def test_an_application_that_may_not_read_addresses_is_told_none(app, approved):
    assert "login_hint" not in complete(app.test_client(), approved).location


def test_only_the_person_of_the_account_is_led_there(app, client, database, approved):
    """Any other one is led on without what this registration knows."""
    complete(app.test_client(), approved)
    sign_in(client, database, create_account(database))

    answer = client.get(f"/register/{database.one(select(Registration.id))}/done")

    assert (answer.status_code, "Location" in answer.headers, EMAIL in answer.text) == (404, False, False)


def test_where_the_application_says_no_way_it_leads_to_the_portal_of_the_registration(app, client, database):
    rp = create_relying_party(database, client, portal="forum")
    account = create_account(database)
    row = Registration(
        browser_hash="x",
        portal="forum",
        email=account.email,
        language="de",
        state="completed",
        client_id=rp.client_id,
        account_id=account.id,
        expires_at=FROZEN_AT,
    )
    database.save(row)
    sign_in(client, database, account)
    assert client.get(f"/register/{row.id}/done").location == "https://forum.example.test/"


def test_one_that_is_confirmed_elsewhere_goes_on_there_after_the_sign_in(make_app, database, mailbox):
    app = make_app()
    client, other = app.test_client(), app.test_client()
    rp = create_relying_party(database, client, scope="openid email", initiate_login_uri=LOGIN)
    register(client, path=rp.authorize(prompt="create").location)
    open_link(other, mailbox.only.link)
    done = other.submit(other.get("/register/confirm?choose=new"), {"password": NEW_PASSWORD})

    start = next(way for way in ways_on(done) if way.startswith("/signin"))
    password = other.submit(other.get(start, follow_redirects=True), follow_redirects=True)
    after = follow_local(other, other.submit(password, {"password": NEW_PASSWORD}, form=PASSWORD_FORM))

    assert after.location.startswith(f"{LOGIN}?")
