"""Entries as long as their fields allow, in letters of four bytes: no form of ours is too large to be sent."""

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.accounts.names import LONGEST_NAME
from idp.accounts.passwords import LONGEST_PASSWORD
from idp.accounts.personal_details.claims import DETAIL_CLAIMS
from idp.accounts.personal_details.fields import DETAILS
from tests.factories.accounts import create_account
from tests.factories.registration_pages import register
from tests.factories.sessions import sign_in
from tests.provisioning.pages import forms_of

LETTER = "\N{OLD PERSIAN SIGN A}"
NAME = LETTER * LONGEST_NAME
PASSWORD = "Zwölf-Boote-auf-See-9" + LETTER * (LONGEST_PASSWORD - 21)


@pytest.fixture
def person(database):
    return create_account(database)


def form_with(page, field):
    return next(number for number, form in enumerate(forms_of(page)) if field in form.fields)


def test_a_password(client, database, person):
    sign_in(client, database, person)
    page = client.get("/account/password")

    assert client.submit(page, {"password": PASSWORD}, form=form_with(page, "password")).status_code == 303


def test_a_password_of_one_character_more(client, database, person):
    """A person counts characters, not the bytes of an encoding.

    Trial, words: Höchstens 1000 Zeichen.
    """
    sign_in(client, database, person)
    page = client.get("/account/password")
    answer = client.submit(page, {"password": PASSWORD + "x"}, form=form_with(page, "password"))

    assert len(PASSWORD) == 1000
    assert answer.status_code == 422
    assert "mehr als 1000 Zeichen" in answer.text


def test_names(client, database, person):
    sign_in(client, database, person)
    page = client.get("/account")
    names = {"given_name": NAME, "family_name": NAME}

    assert client.submit(page, names, form=form_with(page, "given_name")).status_code == 303
    assert database.one(select(Account.given_name)) == NAME


def test_a_registration(client, mailbox):
    answer = register(client, password=PASSWORD, given_name=NAME, family_name=NAME)

    assert answer.status_code == 200
    assert len(mailbox) == 1


def test_every_personal_detail_at_once(make_app, database, person):
    client = make_app(accounts={"profile_fields": list(DETAIL_CLAIMS)}).test_client()
    sign_in(client, database, person)
    page = client.get("/account/details")
    number = form_with(page, "nickname")
    url = f"https://www.example.com/{LETTER * 160}"
    values = {
        **dict.fromkeys(("nickname", "middle_name"), LETTER * 100),
        **dict.fromkeys(("street_address", "postal_code", "locality", "region", "country"), LETTER * 200),
        **dict.fromkeys(("website", "profile", "picture"), url),
    }
    assert set(values) < set(DETAILS)

    assert client.submit(page, values, form=number).status_code == 303
