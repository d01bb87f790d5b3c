"""Proving again who one is, before something sensitive."""

from sqlalchemy import select

from idp.interactions import Interaction
from tests.factories.accounts import create_account
from tests.factories.sessions import sign_in
from tests.provisioning.pages import forms_of


def test_whoever_is_signed_in_is_asked_again_and_named(database, client):
    person = create_account(database)
    sign_in(client, database, person)

    page = client.get("/signin?next=/account/password&fresh=1", follow_redirects=True)

    assert page.request.path.startswith("/signin/")
    assert person.email in str([form.fields for form in forms_of(page)])
    assert database.one(select(Interaction)).is_fresh_sign_in_needed


def test_without_that_wish_nobody_is_asked_twice(database, client):
    sign_in(client, database, create_account(database))

    assert client.get("/signin?next=/account").headers["Location"] == "/account"
