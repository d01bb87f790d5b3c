"""Somebody knows the password and has no second factor at hand."""

import re
from urllib.parse import urlsplit

import pytest

from tests.factories.factors import create_recovery_codes, finish, open_code_page, type_code
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.sign_in_pages import open_password_page

LABEL = "Keinen Zugriff mehr darauf?"


def open_lost_page(client, page):
    """By the link that people see."""
    found = re.search(rf'<a href="([^"]+)">{re.escape(LABEL)}</a>', page.text)
    assert found, page.text
    return client.get(found[1])


@pytest.fixture
def supported(make_app):
    support = {"email": "hilfe@shop.example", "phone": "+49 30 5550 100", "hours": "Mo–Fr 8–18 Uhr"}
    return make_app(portals={"shop": {"support": support}}).test_client()


def test_the_page_that_asks_for_an_apps_code_leads_there(client, person, phone):
    assert open_lost_page(client, open_code_page(client, person.email)).status_code == 200


def test_the_page_that_asks_for_a_recovery_code_leads_there(client, database, person, phone):
    create_recovery_codes(database, person)
    page = open_code_page(client, person.email)
    page = client.get(page.request.path.replace("totp", "recovery-code"))
    assert page.status_code == 200

    assert open_lost_page(client, page).status_code == 200


def test_the_page_that_asks_for_a_mailed_code_leads_there(make_app, person):
    client = make_app(portals={"shop": {"second_factor": {"policy": "all", "mailed_code": True}}}).test_client()
    page = open_code_page(client, person.email)
    assert page.request.path.endswith("/factor/mailed-code")

    assert open_lost_page(client, page).status_code == 200


def test_it_names_how_the_support_is_reached(supported, person, phone):
    page = open_lost_page(supported, open_code_page(supported, person.email))
    main = page.text.split("<main")[1].split("</main>")[0]

    assert 'href="tel:+49305550100"' in main
    assert "Mo–Fr 8–18 Uhr" in main
    assert 'href="mailto:hilfe@shop.example"' in main
    assert "Wir fragen nie nach Ihrem Passwort oder einem Code." in main


def test_a_page_with_help_is_linked(make_app, person, phone):
    url = "https://help.example.test/login"
    client = make_app(portals={"shop": {"support": {"url": url}}}).test_client()
    page = open_lost_page(client, open_code_page(client, person.email))

    assert f'href="{url}"' in page.text.split("<main")[1].split("</main>")[0]


def test_without_a_support_the_portal_itself_is_named(client, person, phone):
    page = open_lost_page(client, open_code_page(client, person.email))
    assert "Unsere Kontaktdaten finden Sie bei Beispiel-Shop." in page.text
    assert 'href="https://shop.example.test' in page.text.split("<main")[1]


def test_without_even_that_it_says_whom_to_turn_to(make_app, person, phone):
    client = make_app(portals={"shop": {"url": None}}).test_client()
    page = open_lost_page(client, open_code_page(client, person.email))
    assert "Bitte wenden Sie sich an Ihre Ansprechpartner bei Beispiel-Shop." in page.text


def test_who_has_recovery_codes_goes_on_with_one(client, database, person, phone):
    rp = create_relying_party(database, client)
    codes = create_recovery_codes(database, person)
    page = open_lost_page(client, open_code_page(client, person.email, rp.authorize().location))
    assert "Ein Code genügt." in page.text
    link = re.search(r'href="([^"]+/factor/recovery-code)"', page.text)[1]

    answer = finish(client, type_code(client, client.get(link), codes[0]))

    assert "code" in answer_of(answer)


def test_who_has_none_is_told(client, person, phone):
    page = open_lost_page(client, open_code_page(client, person.email))
    assert "keine gültigen Wiederherstellungscodes" in page.text
    assert "/factor/recovery-code" not in page.text


def test_the_way_back_leads_to_the_question(client, person, phone):
    question = open_code_page(client, person.email)
    page = open_lost_page(client, question)
    back = re.search(r'href="([^"]+)">Zurück</a>', page.text)[1]

    assert client.get(back, follow_redirects=True).request.path == question.request.path


@pytest.mark.threat(43)
def test_nobody_sees_it_without_the_right_password(client, person, phone):
    page = open_password_page(client, person.email)
    interaction = urlsplit(page.request.url).path.split("/")[2]
    answer = client.get(f"/signin/{interaction}/factor/none-at-hand")

    assert answer.status_code != 200
    assert person.name not in answer.text


@pytest.mark.threat(43)
def test_nobody_sees_it_long_after_the_right_password(client, person, phone, clock):
    page = open_code_page(client, person.email)
    clock.shift(16 * 60)
    answer = client.get(page.request.path.replace("totp", "none-at-hand"))

    assert answer.status_code == 400
    assert person.email not in answer.text


def test_who_has_no_factor_goes_on_with_the_sign_in(make_app, person):
    client = make_app(portals={"shop": {"second_factor": {"policy": "all", "grace_days": 3}}}).test_client()
    page = open_code_page(client, person.email)
    assert page.request.path.endswith("/enrol")
    answer = client.get(page.request.path.replace("/enrol", "/factor/none-at-hand"))

    assert answer.location.endswith("/enrol")
