"""The account's own word about its factors, for the statements that can't ask each: it follows every change of them."""

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from tests.factories.accounts import create_account
from tests.factories.factors import MULTI, create_app_of, shown_app
from tests.factories.sessions import sign_in
from tests.provisioning.pages import forms_of


@pytest.fixture
def account(database, clock):
    return create_account(database)


def says_so(database):
    return database.one(select(Account.has_second_factor))


def test_it_says_so_once_one_is_connected(client, database, account):
    sign_in(client, database, account)
    page = client.get("/account/security/totp")

    client.submit(page, {"code": shown_app(page).code()})

    assert says_so(database)


@pytest.mark.parametrize("count", [1, 2])
def test_it_says_so_as_long_as_one_is_left(app, client, database, account, count):
    for _ in range(count):
        create_app_of(database, app.secret_box, account)
    sign_in(client, database, account, **MULTI)
    page = client.get("/account/security")
    number = next(at for at, form in enumerate(forms_of(page)) if form.action.endswith("/totp/remove"))

    client.submit(page, form=number)

    assert says_so(database) is (count > 1)
