"""The language switch at the foot of a page: it outweighs what an application asked for, and keeps what was typed."""

import pytest
from werkzeug.test import TestResponse

from tests.factories.accounts import PASSWORD, create_account
from tests.factories.clients import create_client
from tests.factories.relying_parties import create_relying_party
from tests.factories.sessions import sign_in
from tests.provisioning.pages import PageClient, forms_of

SWITCH = {"ui_language": "en"}


def language_of(page: TestResponse) -> str:
    return page.get_data(as_text=True).partition('<html lang="')[2][:2]


def switch(client: PageClient, page: TestResponse, typed: dict[str, str], form: int = 0) -> TestResponse:
    """Press "English" at the foot of a page on which ``typed`` was entered."""
    assert 'form="entry" name="ui_language" value="en"' in page.text
    sent = forms_of(page)[form]
    return client.post(sent.action or page.request.path, data=sent.fields | typed | SWITCH)


@pytest.fixture
def sign_in_page(client, database):
    relying_party = create_relying_party(database, client)
    page = client.get(relying_party.authorize(ui_locales="de").location)
    assert language_of(page) == "de"
    return page


def test_a_choice_made_since_goes_before_ui_locales(client, sign_in_page):
    """Trial, pages: fault 1."""
    switch(client, sign_in_page, {})

    assert language_of(client.get(sign_in_page.request.path)) == "en"


def test_a_later_request_in_another_language_goes_before_the_choice(client, clock, database, sign_in_page):
    switch(client, sign_in_page, {})
    clock.shift(60)
    relying_party = create_relying_party(database, client)

    assert language_of(client.get(relying_party.authorize(ui_locales="de").location)) == "de"


def test_the_switch_keeps_the_name_that_was_typed(client, sign_in_page):
    """Trial, pages: fault 1."""
    page = switch(client, sign_in_page, {"email": "half@fil"})

    assert (page.status_code, language_of(page)) == (200, "en")
    assert forms_of(page)[0].fields["email"] == "half@fil"
    assert "is-invalid" not in page.text


def test_the_switch_does_not_keep_a_password(client, database, sign_in_page):
    """Trial, pages: fault 1."""
    page = client.submit(sign_in_page, {"email": create_account(database).email}, follow_redirects=True)
    page = switch(client, page, {"password": PASSWORD}, form=1)

    assert (page.status_code, language_of(page)) == (200, "en")
    assert PASSWORD not in page.text


def test_the_switch_keeps_a_profile_without_saving_it(client, database):
    """Trial, pages: fault 1."""
    account = create_account(database)
    sign_in(client, database, account)
    page = client.get("/account", headers={"Accept-Language": "de"})
    at = next(at for at, form in enumerate(forms_of(page)) if "given_name" in form.fields)
    page = switch(client, page, {"given_name": "Grace"}, form=at)

    assert 'value="Grace"' in page.text
    assert 'value="Grace"' not in client.get("/account").text


def test_the_page_of_an_app_keeps_its_picture(client, database):
    """The phone may have read it already."""
    sign_in(client, database, create_account(database))
    page = client.get("/account/security/totp", headers={"Accept-Language": "de"})
    at = next(at for at, form in enumerate(forms_of(page)) if "offer" in form.fields)
    again = switch(client, page, {"code": "12"}, form=at)

    assert forms_of(again)[at].fields["offer"] == forms_of(page)[at].fields["offer"]


def test_the_page_that_asks_before_signing_out_follows_the_switch(client, database):
    """Its address asks for a language, too."""
    sign_in(client, database, create_account(database))
    client_id = create_client(database).client_id
    page = client.get(f"/logout?client_id={client_id}&ui_locales=de")
    assert language_of(page) == "de"
    page = client.submit(page, {"language": "en"}, form=-1, follow_redirects=True)

    assert language_of(page) == "en"


def test_another_site_can_not_choose_the_language(client, sign_in_page):
    """A page that other sites may post to does not take the switch."""
    client.post("/logout", data=SWITCH, headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"})

    assert language_of(client.get("/signin", headers={"Accept-Language": "de"}, follow_redirects=True)) == "de"
