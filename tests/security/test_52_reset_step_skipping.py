"""Threat 52: setting a password without the mailed token."""

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from tests.factories.registration_pages import NEW_PASSWORD, request_reset

pytestmark = pytest.mark.threat(52)


def token_of_our_forms(client) -> str:
    page = client.get("/password-reset")
    return page.text.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]


@pytest.mark.parametrize("opened", [None, "/password-reset/link/x", "/password-reset/link/" + "A" * 43])
def test_the_last_step_alone_changes_nothing(client, database, person, mailbox, opened):
    request_reset(client, person.email)
    if opened:
        client.get(opened)
    form = {"csrf_token": token_of_our_forms(client), "password": NEW_PASSWORD}

    page = client.get("/password-reset/new")
    answer = client.post("/password-reset/new", data=form | {"email": person.email, "account_id": person.id})

    assert page.status_code == answer.status_code == 404
    assert database.one(select(Account.password_hash)) == person.password_hash


def test_the_token_in_another_place_is_not_looked_at(client, database, person, mailbox):
    request_reset(client, person.email)
    token = mailbox.only.link.rsplit("/", 1)[1]
    form = {"csrf_token": token_of_our_forms(client), "password": NEW_PASSWORD, "token": token}

    answer = client.post(f"/password-reset/new?token={token}", data=form)

    assert answer.status_code == 404
    assert database.one(select(Account.password_hash)) == person.password_hash
