"""Threat 66: fields in a request that only the product may set."""

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.registration.models import Registration
from tests.factories.registration_pages import EMAIL, NEW_PASSWORD, open_link, register
from tests.provisioning.pages import forms_of

pytestmark = pytest.mark.threat(66)
SMUGGLED = {
    "email_verified": "true",
    "email_verified_at": "2026-01-01",
    "confirmed_at": "2026-01-01",
    "status": "active",
    "id": "acc_mine",
    "account_id": "acc_mine",
    "role": "operator",
    "roles": "operator",
    "is_admin": "1",
    "username": "admin",
    "claims": '{"groups": ["admin"]}',
    "code_attempts": "-100",
    "password_hash": "x",
}


def post(client, page, values):
    form = forms_of(page)[0]
    return client.post(page.request.path, data=form.fields | values | SMUGGLED)


def test_registration_sets_nothing_but_its_fields(client, database, mailbox):
    entry = {"given_name": "Grace", "family_name": "Neu", "email": EMAIL, "password": NEW_PASSWORD}
    post(client, client.get("/register"), entry)

    registration = database.one(select(Registration))
    assert registration.confirmed_at is None
    assert registration.account_id is None
    assert registration.code_attempts == 0
    assert database.count(Account) == 0


def test_confirming_sets_nothing_but_the_confirmation(client, database, mailbox):
    register(client)
    post(client, open_link(client, mailbox.only.link), {"email": "other@example.test"})

    account = database.one(select(Account))
    assert (account.email, account.username, account.claims) == (EMAIL, None, {})
    assert account.id != "acc_mine"


def test_a_json_body_is_no_form(client, database):
    page = client.get("/register")
    token = forms_of(page)[0].fields["csrf_token"]
    body = {"csrf_token": token, "given_name": "A", "family_name": "B", "email": EMAIL, "password": NEW_PASSWORD}

    answer = client.post("/register", json=body | SMUGGLED, headers={"X-CSRFToken": token})

    assert answer.status_code == 400
    assert database.count(Registration) == 0
