"""A person's profile page."""

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.audit.models import AuditEvent
from tests.factories.accounts import create_account
from tests.factories.sessions import sign_in
from tests.provisioning.pages import forms_of

PAGE = "/account"


@pytest.fixture
def person(database):
    return create_account(database, given_name="Ada", family_name="Beispiel", username="ada", language="en")


def form_of(page) -> int:
    return next(number for number, form in enumerate(forms_of(page)) if "given_name" in form.fields)


def save(client, **values):
    page = client.get(PAGE)
    return client.submit(page, values, form=form_of(page), follow_redirects=True)


def test_the_page_is_for_people_who_are_signed_in(client):
    assert client.get(PAGE).location.startswith("/signin?next=/account")


def test_it_shows_who_one_is(client, database, person):
    sign_in(client, database, person)

    page = client.get(PAGE)

    assert forms_of(page)[form_of(page)].fields["given_name"] == "Ada"
    assert person.email.replace("@", "<wbr>@") in page.text
    assert ">ada<" in page.text


def test_name_and_language_are_saved(client, database, person):
    sign_in(client, database, person)

    page = save(client, given_name=" Grace ", family_name="Neu", language="de")

    assert "Ihr Profil wurde gespeichert." in page.text
    account = database.one(select(Account))
    assert (account.given_name, account.family_name, account.language) == ("Grace", "Neu", "de")
    event = database.one(select(AuditEvent))
    assert (event.action, event.subject) == ("profile.changed", person.id)
    assert "Grace" not in str(event.details)


def test_a_language_chosen_here_outweighs_one_from_the_foot_of_a_page(client, database, person):
    sign_in(client, database, person)
    page = client.get(PAGE)
    client.post(PAGE, data={**forms_of(page)[form_of(page)].fields, "ui_language": "en"})

    assert '<html lang="de"' in save(client, language="de").text


@pytest.mark.parametrize(
    "values", [{"given_name": ""}, {"family_name": "x" * 101}, {"given_name": "A\x01da"}, {"language": "tlh"}]
)
def test_nonsense_is_refused(client, database, person, values):
    sign_in(client, database, person)
    page = client.get(PAGE)

    assert client.submit(page, values, form=form_of(page)).status_code == 422
    assert database.one(select(Account.given_name)) == "Ada"


@pytest.mark.threat(66)
def test_nothing_but_name_and_language_is_taken(client, database, person):
    sign_in(client, database, person)
    page = client.get(PAGE)
    token = forms_of(page)[form_of(page)].fields["csrf_token"]
    fields = {"csrf_token": token, "given_name": "Ada", "family_name": "Neu", "language": "en"}
    more = {"email": "root@example.test", "username": "root", "email_verified_at": "", "id": "acc_root", "claims": "{}"}

    client.post(PAGE, data=fields | more, headers={"Origin": client.application.settings.issuer})

    account = database.one(select(Account))
    assert (account.family_name, account.email, account.username) == ("Neu", person.email, "ada")


def test_a_name_has_single_spaces_and_nothing_invisible(client, database, person):
    """As an import has it. Trial row F16."""
    sign_in(client, database, person)
    save(client, given_name="Ann\u00a0Maria", family_name="Ne\u202eu\u200b", language="de")
    assert database.one(select(Account)).name == "Ann Maria Neu"
