"""An account whose own word about its second factors is wrong, as after a restored table: no page asks without end."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.admissions import admit_everywhere
from tests.factories.factors import finish
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.sessions import sign_in
from tests.factories.sign_in_pages import try_password

PORTALS = {
    "shop": {"second_factor": {"policy": "optional"}},
    "forum": None,
    "patient": {"name": "Patient", "second_factor": {"policy": "all", "grace_days": 14}},
    "mailing": {"name": "Mailing", "second_factor": {"policy": "all", "grace_days": 0, "mailed_code": True}},
}
BY_MAIL = {"amr": ["pwd", "mail", "mfa"], "acr": "urn:einlass:acr:2"}


@pytest.fixture
def app(make_app):
    return make_app(portals=PORTALS)


@pytest.fixture
def person(database, clock):
    """Whose account says that it has a factor, and has none."""
    return create_account(database, has_second_factor=True)


def says_so(database):
    return database.one(select(Account.has_second_factor))


def test_its_pages_open(client, database, person):
    sign_in(client, database, person)

    page = client.get("/account", follow_redirects=True)

    assert (page.status_code, page.request.path) == (200, "/account")
    assert not says_so(database)


def test_they_open_after_another_sign_in_where_the_last_one_is_old(client, database, person, clock):
    sign_in(client, database, person)
    clock.shift(timedelta(hours=1))

    page = finish(client, try_password(client, person.email, PASSWORD, next="/account", account="other"))

    assert (page.status_code, page.request.path) == (200, "/account")


def test_putting_a_factor_off_opens_them(app, client, database, person):
    admit_everywhere(database, app.settings, person, "patient")
    sign_in(client, database, person)

    choices = client.get("/account", follow_redirects=True)
    assert choices.request.path.endswith("/enrol")

    assert finish(client, client.submit(choices, form=1)).request.path == "/account"


def test_a_mailed_code_opens_them(app, client, database, person):
    admit_everywhere(database, app.settings, person, "mailing")
    sign_in(client, database, person, **BY_MAIL)

    page = client.get("/account", follow_redirects=True)

    assert (page.status_code, page.request.path) == (200, "/account")


def test_an_application_gets_its_person(client, database, person):
    sign_in(client, database, person)
    rp = create_relying_party(database, client)

    assert "code" in answer_of(finish(client, rp.authorize()))


def test_what_is_there_is_still_asked_for(client, database, person):
    assert try_password(client, person.email, PASSWORD).status_code == 303
