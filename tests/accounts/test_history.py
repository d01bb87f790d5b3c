"""What happened to the security of an account, in plain words."""

from datetime import timedelta

import pytest

from idp.audit.models import AuditEvent
from idp.audit.texts import event_texts
from idp.infrastructure.clock import current_time
from tests.factories.accounts import create_account
from tests.factories.clients import create_client
from tests.factories.sessions import sign_in
from tests.factories.sign_in_pages import try_password
from tests.provisioning.product import product

PAGE = "/account/history"
TEXTS = event_texts(product())


@pytest.fixture
def person(database, clock):
    return create_account(database, language="en")


def event(account, action="sign_in.succeeded", **values):
    return AuditEvent(action=action, subject=account.id, **values)


def test_without_a_sign_in_there_is_no_page(client):
    assert client.get(PAGE).location.startswith("/signin?next=/account/history")


def test_real_sign_ins_are_told(app, client, database, person):
    try_password(app.test_client(), person.email, "wrong-password")
    sign_in(client, database, person)

    page = client.get(PAGE)

    assert "Sign-in failed" in page.text
    assert "203.0.113.7" in page.text
    assert 'class="is-warning"' in page.text


@pytest.mark.parametrize("action", TEXTS)
def test_every_event_has_its_words_in_both_languages(client, database, person, action):
    rp = create_client(database)
    database.save(event(person, action, client_id=rp.client_id))
    sign_in(client, database, person)

    english = client.get(PAGE).text
    database.change(person, language="de")
    german = client.get(PAGE).text

    words = TEXTS[action].words.split("%(application)s")[-1].strip()
    assert words in english
    assert not words or words not in german
    assert "%(" not in english + german


def test_what_concerns_others_or_operators_is_not_told(client, database, person):
    database.save(event(create_account(database)), event(person, "something.internal"))
    sign_in(client, database, person)

    assert "No entries yet." in client.get(PAGE).text


def test_the_newest_come_first_and_the_others_on_further_pages(client, database, person):
    rows = [
        event(person, ip=f"198.51.100.{number}", at=current_time() - timedelta(hours=number)) for number in range(45)
    ]
    database.save(*rows)
    sign_in(client, database, person)

    first, second, third = (client.get(f"{PAGE}?page={number}").text for number in (1, 2, 3))

    assert first.index("198.51.100.0<") < first.index("198.51.100.19<")
    assert "198.51.100.20<" in second
    assert "198.51.100.44<" in third
    assert 'rel="prev"' not in first
    assert 'rel="next"' not in third


@pytest.mark.parametrize("page", ["0", "-1", "x", "999999999999999999999999"])
def test_there_is_an_answer_to_any_page_number(client, database, person, page):
    sign_in(client, database, person)

    assert client.get(f"{PAGE}?page={page}").status_code == 200


def test_an_application_that_is_gone_is_named_by_its_id(client, database, person):
    database.save(event(person, "consent.granted", client_id="gone"))
    sign_in(client, database, person)

    assert "Access given to gone" in client.get(PAGE).text
