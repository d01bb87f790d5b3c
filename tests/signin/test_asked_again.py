"""A person who is signed in and asked to sign in again reads why, and finds the own name filled in."""

import pytest

from tests.factories.accounts import PASSWORD, create_account
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.sessions import sign_in
from tests.factories.sign_in_pages import PASSWORD_FORM
from tests.provisioning.pages import forms_of

REASONS = {
    "prompt": ({"prompt": "login"}, "bittet Sie, sich erneut anzumelden"),
    "max_age": ({"max_age": "60"}, "Beispiel-Shop verlangt eine aktuelle Anmeldung"),
    "max_age of zero": ({"max_age": "0"}, "Beispiel-Shop verlangt eine aktuelle Anmeldung"),
}


@pytest.fixture
def person(database):
    return create_account(database)


@pytest.fixture
def rp(client, database, clock, person):
    sign_in(client, database, person)
    clock.shift(61)
    return create_relying_party(database, client)


@pytest.mark.parametrize("case", REASONS)
def test_the_reason_and_the_person_are_on_the_page(rp, client, person, case):
    """Trial row C4."""
    asked, words = REASONS[case]
    assert "code" in answer_of(rp.authorize())

    page = client.get(rp.authorize(**asked).location)
    following = client.submit(page, follow_redirects=True)

    assert forms_of(page)[0].fields["email"] == person.email
    for each in (page, following):
        assert words in each.text
        assert "Nicht Sie?" in each.text
    answer = client.submit(following, {"password": PASSWORD}, form=PASSWORD_FORM)
    assert "code" in answer_of(client.get(answer.location))


def test_who_says_not_to_be_that_person_is_asked_for_a_name(rp, client, person):
    page = client.get(rp.authorize(prompt="login").location)
    not_you = next(i for i, form in enumerate(forms_of(page)) if form.action.endswith("/not-you"))

    page = client.submit(page, form=not_you, follow_redirects=True)

    assert person.email not in page.text
    assert forms_of(page)[0].fields["email"] == ""
    assert "erneut anzumelden" not in page.text


def test_both_stand_on_the_combined_page_too(make_app, database, person):
    client = make_app(portals={"shop": {"form": "combined"}}).test_client()
    sign_in(client, database, person)
    rp = create_relying_party(database, client)

    page = client.get(rp.authorize(prompt="login").location)

    assert forms_of(page)[0].fields["email"] == person.email
    assert "bittet Sie, sich erneut anzumelden" in page.text


@pytest.mark.parametrize("name", ["somebody@example.test"])
def test_whom_the_application_names_comes_first(rp, client, person, name):
    page = client.get(rp.authorize(prompt="login", login_hint=name).location)

    assert forms_of(page)[0].fields["email"] == name


def test_nobody_is_told_why_without_a_session(database, client):
    page = client.get(create_relying_party(database, client).authorize(prompt="login").location)

    assert "erneut anzumelden" not in page.text
    assert forms_of(page)[0].fields["email"] == ""


def test_a_person_whose_password_was_never_compared_reads_it(client, database, person):
    """A sibling of trial row C4: the portal's own password rules."""
    sign_in(client, database, person)
    rp = create_relying_party(database, client)
    database.change(person, password_rules_met=())

    page = client.get(rp.authorize().location)

    assert "gelten eigene Passwortregeln" in page.text
    assert forms_of(page)[0].fields["email"] == person.email
