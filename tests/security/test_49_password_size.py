"""Threat 49: passwords that cost the server dearly, or that are silently cut or changed."""

import time

import pytest

from idp.accounts.passwords import UnusablePassword, hash_password, is_usable, verify_password
from idp.infrastructure.database import current_session
from tests.factories.accounts import create_account
from tests.factories.registration_pages import NEW_PASSWORD, open_link, register
from tests.factories.sign_in_pages import PASSWORD_FORM, open_password_page, try_password
from tests.provisioning.work import counted_work

pytestmark = pytest.mark.threat(49)


@pytest.fixture
def hashing(make_app):
    return make_app().settings.passwords


def test_a_megabyte_is_refused_by_its_size(client, database, person):
    page = open_password_page(client, person.email)

    with counted_work(database.engine) as work:
        answer = client.submit(page, {"password": "x" * 1_000_000}, form=PASSWORD_FORM)

    assert answer.status_code == 413
    assert work.hashes == 0


@pytest.mark.parametrize("password", ["x" * 1025, "\u00e4" * 1025, "a\x00b", "\ud800"])
def test_what_can_not_be_a_password_is_never_hashed(database, hashing, password):
    with counted_work(database.engine) as work:
        with pytest.raises(UnusablePassword):
            hash_password(password, hashing)
        assert not verify_password(None, password, hashing)

    assert work.hashes == 0


def test_judging_the_size_of_a_huge_text_is_cheap():
    huge = "\ufdfa" * 10_000_000
    started = time.perf_counter()
    assert not is_usable(huge)
    assert time.perf_counter() - started < 0.1


@pytest.mark.parametrize("password", ["\u0000", "x" * 1025])
def test_an_unusable_password_is_refused_at_sign_in_like_a_wrong_one(client, database, person, password):
    page = open_password_page(client, person.email)

    assert client.submit(page, {"password": password}, form=PASSWORD_FORM).status_code == 422


@pytest.mark.parametrize("password", ["x" * 1000, "\u00e4" * 1000, "\ufdfa" * 1000])
def test_a_new_password_is_measured_in_characters_as_they_were_typed(password):
    assert is_usable(password)
    assert not is_usable(password + "x")


@pytest.mark.parametrize("length", [64, 128, 1000, 1024])
def test_long_passwords_count_to_their_last_character(database, hashing, length):
    password = ("rot-Ziegel-9 " * 100)[: length - 1]
    stored = hash_password(password + "x", hashing)

    assert verify_password(stored, password + "x", hashing)
    assert not verify_password(stored, password + "y", hashing)


def test_compatible_forms_are_the_same_password(database, hashing):
    stored = hash_password("\u00c5ngstr\u00f6m-\u2460", hashing)

    assert verify_password(stored, "A\u030angstro\u0308m-1", hashing)
    assert verify_password(stored, "\u212bngstr\u00f6m-1", hashing)


def test_a_password_of_64_characters_works_from_registration_to_sign_in(app, client, database, mailbox):
    password = (NEW_PASSWORD + "-blau " * 20)[:63] + "\u00df"
    register(client, password=password)
    client.submit(open_link(client, mailbox.only.link))

    assert try_password(client, "neu@example.test", password).status_code == 303
    assert try_password(app.test_client(), "neu@example.test", password[:-1]).status_code == 422


def test_no_password_is_hashed_while_a_transaction_is_open(app, database, hashing):
    create_account(database)

    with app.app_context():
        current_session().connection()
        with pytest.raises(RuntimeError):
            hash_password(NEW_PASSWORD, hashing)
