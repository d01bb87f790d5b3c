"""An account that accepts an invitation is asked for what the portal requires and it lacks, and for no more."""

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.admissions.models import AdmissionRecord
from idp.agreements.models import Agreement
from idp.infrastructure.database import transaction
from idp.invitations.changing import withdraw
from idp.organizations.models import Membership
from idp.registration.access import find_waiting
from tests.factories.accounts import create_account
from tests.factories.actors import operator
from tests.factories.admissions import create_admission
from tests.factories.invitations import create_invitation, invitation_of
from tests.factories.organizations import create_organization
from tests.factories.sessions import sign_in
from tests.factories.texts import texts
from tests.provisioning.pages import forms_of

EMAIL = "da@example.test"
FIELDS = {"place": {"kept": "shared"}, "costs": {}, "nick": {"optional": True}}
INVITATION = [["welcome"], ["name", "profile"], ["text_terms"], ["password", "user_name"]]
PAGES = [["name", "email", "password", "user_name"]]
ANSWER, FORM = "/invitation", "/register/invitation"


def portal_of(**registration):
    shop = {"fields": FIELDS, "invitation": INVITATION, "pages": PAGES, "user_name": "optional"} | registration
    return {"shop": {"texts": texts("terms"), "registration": shop}}


@pytest.fixture
def app(make_app):
    return make_app(portals=portal_of())


@pytest.fixture
def account(database, client):
    shared = {"place": {"kind": "text", "value": "Lager"}}
    account = create_account(database, email=EMAIL, shared_fields=shared)
    sign_in(client, database, account)
    return account


@pytest.fixture
def organization(database):
    return create_organization(database, "Hafenwerk GmbH")


@pytest.fixture
def link(app, database, organization, account):
    return create_invitation(app, database, organization, EMAIL)


def accept(client, link):
    page = client.get(link, follow_redirects=True)
    at = next(at for at, form in enumerate(forms_of(page)) if ("accept", "yes") in form.buttons)
    answer = client.submit(page, {"accept": "yes"}, form=at)
    return client.get(FORM) if answer.location == FORM else answer


def fields_of(page):
    return {name for form in forms_of(page) for name in (*form.fields, *form.boxes)}


def send(client, page, values):
    at = next(at for at, form in enumerate(forms_of(page)) if set(values) <= {*form.fields, *form.boxes})
    answer = client.submit(page, values, form=at)
    return client.get(answer.location) if answer.location and answer.location.startswith("/") else answer


def test_what_it_lacks_is_asked_and_kept(client, database, account, link):
    page = accept(client, link)
    assert page.request.path == FORM
    assert {"profile_place", "profile_costs", "profile_nick"} <= fields_of(page)
    assert {"given_name", "password", "user_name"}.isdisjoint(fields_of(page))
    assert database.count(Membership) == 0

    second = send(client, page, {"profile_costs": "4711"})
    done = send(client, second, {"text_terms": "y"})

    assert done.location == "https://shop.example.test/"
    assert database.one(select(Membership)).account_id == account.id
    assert database.one(select(AdmissionRecord.profile)) == {"costs": "4711"}
    assert database.one(select(Agreement.text)) == "terms"
    kept = database.one(select(Account))
    assert (kept.name, kept.shared_fields) == (account.name, account.shared_fields)
    assert invitation_of(database, EMAIL).state == "accepted"


def test_what_it_has_is_neither_asked_nor_replaced(client, database, account, link):
    create_admission(database, account, "shop", profile={"costs": "17"})
    page = accept(client, link)
    assert "text_terms" in fields_of(page)
    assert "profile_costs" not in fields_of(page)
    send(client, page, {"text_terms": "y"})
    assert database.one(select(AdmissionRecord.profile)) == {"costs": "17"}


def test_an_account_that_lacks_nothing_accepts_at_once(client, database, account, link):
    create_admission(database, account, "shop", profile={"costs": "17"}, texts_agreed=("terms=1",))
    assert accept(client, link).location == "https://shop.example.test/"
    assert database.count(Membership) == 1
    assert client.get(FORM).status_code == 410


def test_where_the_portal_has_no_place_of_its_own_it_ends_with_what_was_accepted(
    make_app, database, account, organization
):
    app = make_app(portals={"shop": portal_of()["shop"] | {"url": None}})
    client = app.test_client()
    sign_in(client, database, account)
    page = accept(client, create_invitation(app, database, organization, EMAIL))
    second = send(client, page, {"profile_costs": "4711"})
    assert organization.name in send(client, second, {"text_terms": "y"}).text


def test_a_required_user_name_is_asked_of_an_account_without_one(make_app, database, account, organization):
    app = make_app(portals=portal_of(user_name="chosen", fields={}, invitation=[["name", "password", "user_name"]]))
    client = app.test_client()
    sign_in(client, database, account)
    page = accept(client, create_invitation(app, database, organization, EMAIL))
    assert "user_name" in fields_of(page)
    send(client, page, {"user_name": "ada"})
    assert database.one(select(Account.username)) == "ada"


def test_what_answers_an_invitation_is_no_request_for_access(app, client, account, link):
    send(client, accept(client, link), {"profile_costs": "4711"})
    with app.app_context():
        assert find_waiting(account.id, "shop") is None


def test_a_page_begun_ends_with_the_sign_in_and_with_the_invitation(app, client, database, organization, link):
    second = send(client, accept(client, link), {"profile_costs": "4711"})
    other = app.test_client()
    sign_in(other, database, create_account(database, email="eva@example.test"))
    assert other.get(link, follow_redirects=True).request.path == ANSWER
    assert other.get(FORM, follow_redirects=True).request.path == ANSWER
    assert other.get(second.request.path, follow_redirects=True).status_code == 404

    with app.app_context(), transaction() as session:
        withdraw(session, organization.id, invitation_of(database, EMAIL).id, operator())
    late = send(client, second, {"text_terms": "y"})
    assert (late.status_code, database.count(Membership)) == (410, 0)
