"""What happened to the security of an account, in plain words."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from idp.actors import Actor, ActorKind
from idp.audit import audit
from idp.audit.models import AuditEvent
from idp.audit.texts import event_texts
from idp.infrastructure.clock import current_time
from idp.infrastructure.request_info import RequestInfo
from tests.factories.accounts import create_account
from tests.factories.clients import create_client
from tests.factories.sessions import sign_in
from tests.factories.sign_in_pages import try_password
from tests.provisioning.pages import forms_of
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
        event(person, ip=f"198.51.100.{number}", at=current_time() - timedelta(hours=number)) for number in range(25)
    ]
    database.save(*rows)
    sign_in(client, database, person)

    first, second, third = (client.get(f"{PAGE}?page={number}").text for number in (1, 2, 3))

    assert first.index("198.51.100.0<") < first.index("198.51.100.9<")
    assert "198.51.100.10<" in second
    assert "198.51.100.24<" in third
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


FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"


def test_it_says_with_what_at_which_portal_and_when(client, database, person):
    """What the header of the browser says beyond two known words is neither kept nor shown; the address is folded up.

    Trial, pages: improvement 7."""
    sign_in(client, database, person)
    page = client.get("/account")
    client.browser = FIREFOX
    number = next(n for n, form in enumerate(forms_of(page)) if "given_name" in form.fields)
    client.submit(page, {"given_name": "Grace"}, form=number)

    shown = client.get(PAGE).text
    assert ">Firefox on Windows · Beispiel-Shop<" in shown
    assert ">13:00</time>" in shown
    details = shown[shown.index('<details class="more">') : shown.index("</ol>")]
    assert "IP address:" in details
    assert "Gecko" not in shown + str(database.one(select(AuditEvent)).details)


def test_it_is_grouped_by_the_readers_days(client, database, person):
    """At half past eleven at night in UTC it is tomorrow already where the portal's people are.

    Trial, pages: improvement 7."""
    at = {"today": 12, "late yesterday": 12.5, "yesterday": 30, "long ago": 24 * 20}
    database.save(*(event(person, at=current_time() - timedelta(hours=hours)) for hours in at.values()))
    sign_in(client, database, person)

    headings = re.findall(r'<h2 id="day-\d+">([^<]+)</h2>', client.get(PAGE).text)
    assert headings == ["Today", "Yesterday", "31\N{NO-BREAK SPACE}October 2026"]
    assert client.get(PAGE).text.count("<li", client.get(PAGE).text.index('id="day-1"')) >= 4


def test_german_days_keep_the_point_of_the_ordinal(client, database, person):
    """Trial, pages: improvement 7."""
    database.change(person, language="de")
    database.save(event(person, at=current_time() - timedelta(days=20)), event(person))
    sign_in(client, database, person)

    page = client.get(PAGE).text
    assert ">31.\N{NO-BREAK SPACE}Oktober 2026</h2>" in page
    assert ">Heute</h2>" in page
    assert ">13:00\N{NO-BREAK SPACE}Uhr</time>" in page


def test_what_was_done_for_the_person_by_others_names_no_device_of_theirs(database, person):
    """An operator's browser is not for the account that it was done to.

    Trial, pages: improvement 7."""
    seen = RequestInfo(ip="198.51.100.7", user_agent=FIREFOX)
    for kind in ActorKind:
        with database.transaction() as session:
            audit(session, Actor(kind=kind, request_info=seen), "profile.changed", subject=kind.value)

    told = {each.subject: each.details for each in database.rows(select(AuditEvent))}
    assert told.pop("person") == {"device": {"browser": "Firefox", "system": "Windows"}}
    assert set(map(str, told.values())) == {"{}"}


@pytest.mark.parametrize("action", TEXTS)
def test_every_event_has_an_icon_that_exists(action):
    """Trial, pages: improvement 7."""
    assert f'"{TEXTS[action].icon}": ' in Path("templates/components/icon.html").read_text(encoding="utf-8")
