"""A portal's own fields stay with it; shared ones are filled in at the next portal and never changed from there."""

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.administration.registrations import approve_registration
from idp.admissions.models import AdmissionRecord
from idp.infrastructure.database import transaction
from idp.registration.models import Registration
from tests.factories.actors import operator
from tests.factories.registration_pages import EMAIL, open_link, register
from tests.provisioning.pages import forms_of

PLACE = {"kept": "shared", "label": {"de": "Standort", "en": "Place"}}
PAGES = [["name", "email", "profile", "password"]]
PORTALS = {
    "shop": {"registration": {"pages": PAGES, "fields": {"place": PLACE, "costs": {"optional": True}}}},
    "forum": {
        "registration": {"pages": PAGES, "approval": "operators", "fields": {"place": PLACE, "nick": {}}},
    },
}
PAGE = "/account/details"


@pytest.fixture
def app(make_app):
    return make_app(portals=PORTALS)


@pytest.fixture
def person(client, mailbox, database):
    register(client, path="/register?portal=shop", profile_place="Lager", profile_costs="4711")
    client.submit(open_link(client, mailbox.only.link), follow_redirects=True)
    return database.one(select(Account).where(Account.email == EMAIL))


@pytest.fixture
def request_page(client, person):
    return client.get("/register/account?portal=forum")


def profiles(database):
    return {row.portal: row.profile for row in database.rows(select(AdmissionRecord))}


def form_of(page, name):
    return next(number for number, form in enumerate(forms_of(page)) if name in form.fields)


def test_each_field_is_kept_where_it_belongs(database, person):
    assert person.shared_fields == {"place": {"kind": "text", "value": "Lager"}}
    assert profiles(database) == {"shop": {"costs": "4711"}}


def test_what_is_shared_is_filled_in_at_the_next_portal(request_page):
    fields = forms_of(request_page)[form_of(request_page, "profile_nick")].fields
    assert fields["profile_place"] == "Lager"
    assert "This is from your account." in request_page.text
    assert "4711" not in request_page.text


@pytest.mark.parametrize(("entered", "own"), [("Lager", {}), ("Hof", {"place": "Hof"})])
def test_another_entry_there_is_that_portals_alone(client, database, request_page, person, entered, own):
    entries = {"profile_place": entered, "profile_nick": "ada"}
    client.submit(request_page, entries, form=form_of(request_page, "profile_nick"))
    approve(client, database)

    assert profiles(database)["forum"] == {"nick": "ada"} | own
    assert database.one(select(Account)).shared_fields == person.shared_fields


def approve(client, database):
    with client.application.app_context(), transaction() as session:
        waiting = session.scalars(select(Registration).where(Registration.state == "awaiting_approval")).one()
        approve_registration(session, waiting.id, operator())


def test_the_person_changes_it_on_a_page_of_the_account(client, database, person):
    page = client.get(PAGE)
    form = form_of(page, "profile_place")
    assert forms_of(page)[form].fields["profile_place"] == "Lager"
    assert "profile_costs" not in forms_of(page)[form].fields

    saved = client.submit(page, {"profile_place": "Hof"}, form=form, follow_redirects=True)

    assert "Ihre Angaben wurden gespeichert." in saved.text
    assert database.one(select(Account)).shared_fields == {"place": {"kind": "text", "value": "Hof"}}


def test_the_export_tells_it(client, person):
    assert "place: Lager" in client.get("/account/export/readable").text
