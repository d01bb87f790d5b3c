"""Another name for an app or a key: one page for every kind of factor."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.audit.models import AuditEvent
from idp.factors.passkeys.models import Passkey
from idp.factors.totp.models import TotpSecret
from idp.infrastructure.clock import current_time
from tests.factories.accounts import create_account
from tests.factories.authenticator import create_passkey
from tests.factories.factors import MULTI, create_app_of
from tests.factories.sessions import sign_in
from tests.provisioning.pages import forms_of

PAGE = "/account/security"
MODELS = {"totp": TotpSecret, "passkeys": Passkey}


@pytest.fixture(params=sorted(MODELS))
def key(request):
    """Each kind of factor that has items."""
    return request.param


@pytest.fixture
def item(app, database, person, key):
    """The id of an item of that kind, which its owner calls "Laptop"."""
    return create_item(app, database, person, key, name="Laptop")


def create_item(app, database, account, key, **values):
    if key == "totp":
        return create_app_of(database, app.secret_box, account, **values).id
    create_passkey(database, account, **values)
    return database.one(select(Passkey.id).where(Passkey.account_id == account.id))


def page_of(key, item):
    return f"{PAGE}/{key}/{item}/name"


def rename(client, path, name):
    page = client.get(path)
    number = next(number for number, form in enumerate(forms_of(page)) if "name" in form.fields)
    return client.submit(page, {"name": name}, form=number)


def test_it_is_called_by_its_new_name_from_then_on(client, database, person, key, item, mailbox):
    sign_in(client, database, person, **MULTI)
    link = page_of(key, item)

    assert f'href="{link}"' in client.get(PAGE).text
    answer = rename(client, link, "  Altes Telefon ")

    assert (answer.status_code, answer.location) == (303, f"{PAGE}?renamed=1")
    assert database.one(select(MODELS[key].name)) == "Altes Telefon"
    page = client.get(answer.location)
    assert "Altes Telefon" in page.text and "Der neue Name wurde gespeichert." in page.text
    assert database.one(select(AuditEvent.action)) == "factor.renamed"
    assert not mailbox.mails


def test_the_page_begins_with_the_present_name(client, database, person, key, item):
    sign_in(client, database, person, **MULTI)

    assert 'value="Laptop"' in client.get(page_of(key, item)).text


def test_without_a_name_it_begins_with_the_kind(app, client, database, person):
    item = create_item(app, database, person, "totp", name="")
    sign_in(client, database, person, **MULTI)

    assert 'value="Authenticator-App"' in client.get(page_of("totp", item)).text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("  ", "Bitte geben Sie einen Namen ein."),
        ("x" * 101, "Bitte geben Sie höchstens 100 Zeichen ein."),
        ("a\nb\x00", "Bitte verwenden Sie nur Buchstaben, Ziffern und Satzzeichen."),
    ],
)
def test_what_is_no_name_is_explained(client, database, person, key, item, typed, words):
    sign_in(client, database, person, **MULTI)

    answer = rename(client, page_of(key, item), typed)

    assert answer.status_code == 422
    assert words in answer.text and "Fehler:" in answer.text
    assert database.one(select(MODELS[key].name)) == "Laptop"


@pytest.mark.threat(74)
def test_a_name_is_shown_as_the_text_it_is(client, database, person, key, item):
    sign_in(client, database, person, **MULTI)
    rename(client, page_of(key, item), "<script>alert(1)</script>")

    for path in (PAGE, page_of(key, item)):
        page = client.get(path).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_an_old_sign_in_will_do(client, database, person, key, item):
    """A name opens nothing: whoever has just woken up the laptop need not prove again who is there."""
    sign_in(client, database, person, authenticated_at=current_time() - timedelta(hours=5), **MULTI)

    assert rename(client, page_of(key, item), "Telefon").status_code == 303


@pytest.mark.threat(59)
def test_somebody_elses_is_out_of_reach(app, client, database, person, key, item):
    foreign = create_item(app, database, create_account(database), key, name="Fremd")
    sign_in(client, database, person, **MULTI)
    page = client.get(page_of(key, item))
    number = next(number for number, form in enumerate(forms_of(page)) if "name" in form.fields)
    fields = forms_of(page)[number].fields | {"name": "Meiner"}

    answer = client.post(page_of(key, foreign), data=fields, headers={"Origin": "https://id.example.test"})

    assert answer.status_code == 403
    assert client.get(page_of(key, foreign)).location == PAGE
    assert sorted(database.rows(select(MODELS[key].name))) == ["Fremd", "Laptop"]


@pytest.mark.parametrize("key", ["recovery_codes", "mailed_codes", "made_up"])
def test_what_has_no_items_has_no_names(client, database, person, key):
    sign_in(client, database, person, **MULTI)

    assert client.get(page_of(key, "x")).location == PAGE
