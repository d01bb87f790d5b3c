"""Registration over several pages: what was entered is kept, and no page is left out."""

import re
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select, update

from idp.administration.registrations import approve_registration
from idp.infrastructure.database import transaction
from idp.registration.models import Registration
from tests.factories.accounts import create_account
from tests.factories.actors import operator
from tests.factories.customers import create_record
from tests.factories.journeys import IN_TWO_PAGES, portal_of
from tests.factories.registration_pages import EMAIL, NEW_PASSWORD
from tests.factories.relying_parties import create_relying_party
from tests.provisioning.meanwhile import at_once, meanwhile, moments
from tests.provisioning.pages import buttons_of, ways_on

ENTRY = {"email": EMAIL, "evidence_customer_number": " 47-11 ", "evidence_postcode": "20095"}
NAME = {"given_name": "Grace", "family_name": "Neu"}


@pytest.fixture
def app(make_app):
    return make_app(**IN_TWO_PAGES)


@pytest.fixture
def customer(database):
    return create_record(database, "4711", name="Hafenwerk GmbH", postcodes=("20095",))


@pytest.fixture
def second(client, customer):
    """The second page."""
    return client.submit(client.get("/register"), ENTRY, follow_redirects=True)


def test_opening_the_form_stores_nothing(client, database):
    client.get("/register")
    assert database.count(Registration) == 0


def test_a_page_leads_to_the_next(second):
    assert second.request.path.endswith("/page/2")
    assert "Schritt 2 von 4" in second.text


def shown(page) -> tuple[str, list[tuple[str, str]], list[str]]:
    """How far a page says that it is, where its buttons lead, and what the one that sends the form is called."""
    label = page.text.partition('<p class="steps-label"><span>')[2].partition("</span>")[0]
    sends = re.findall(r'data-busy="[^"]*"><span class="btn-label">([^<]*)</span>', page.text)
    return label, buttons_of(page), sends


def test_each_page_leads_back_within_its_part_and_says_how_far_it_is(client, second, database, mailbox, app):
    at = second.request.path.removesuffix("2")
    assert shown(client.get("/register")) == ("Schritt 1 von 4", [], ["Weiter"])
    assert shown(second) == ("Schritt 2 von 4", [("Zurück", f"{at}1")], ["Registrieren"])
    sent = client.submit(second, NAME, follow_redirects=True)
    client.submit(sent, {"code": mailbox.only.code})
    with app.test_request_context(base_url=app.settings.issuer), transaction() as session:
        approve_registration(session, database.one(select(Registration.id)), operator())
    third = client.get(urlsplit(mailbox.mails[-1].link).path, follow_redirects=True)
    assert shown(third) == ("Schritt 1 von 2", [], ["Weiter"])
    fourth = client.submit(third, {}, follow_redirects=True)
    assert shown(fourth) == ("Schritt 2 von 2", [("Zurück", f"{at}3")], ["Fertigstellen"])
    assert f'value="{EMAIL}"' in fourth.text
    assert 'class="rules"' in fourth.text


def test_the_page_of_a_sign_in_that_waits_leads_back_to_it(client, database, customer):
    rp = create_relying_party(database, client)
    begun = client.get(rp.authorize(prompt="create").location)
    assert "/signin/" in ways_on(begun)[0]
    second = client.submit(begun, ENTRY, follow_redirects=True)

    assert ways_on(begun)[0] in ways_on(second)
    assert "/signin?portal=shop" in ways_on(client.get("/register"))


def test_what_was_entered_is_there_again_on_the_way_back(client, second):
    first = client.get(second.request.path.replace("/page/2", "/page/1"))

    assert f'value="{EMAIL}"' in first.text
    assert 'value="47-11"' in first.text
    assert 'value="20095"' in first.text


def test_no_mail_is_sent_before_the_last_page(client, second, mailbox):
    assert not mailbox.mails
    done = client.submit(second, NAME, follow_redirects=True)

    assert done.request.path.startswith("/register/sent/")
    assert mailbox.only.message == "confirm_registration"


def test_a_page_that_was_not_reached_leads_to_the_one_that_waits(client, second):
    for number in (3, 9, 0):
        answer = client.get(second.request.path.replace("/page/2", f"/page/{number}"))
        assert answer.location == second.request.path


def test_the_pages_of_another_browser_are_not_shown(app, second):
    answer = app.test_client().get(second.request.path, follow_redirects=True)
    assert EMAIL not in answer.text
    assert "evidence_" not in answer.text
    assert "Erneut registrieren" in answer.text


def test_a_form_that_was_refused_is_offered_again_in_its_own_browser_alone(app, client, second):
    """A form without a token, as one that waited for too long."""
    other, path = app.test_client(), second.request.path
    other.get("/register")
    assert path in ways_on(client.post(path))
    assert path not in ways_on(other.post(path))
    assert "/register" in ways_on(other.post("/register"))


def test_once_submitted_no_page_changes_it(client, second, database):
    """What was mailed to one address must not confirm another."""
    first = client.get(second.request.path.replace("/page/2", "/page/1"))
    client.submit(second, NAME)

    answer = client.submit(first, ENTRY | {"email": "other@example.test"})

    assert answer.location.startswith("/register/sent/")
    assert database.one(select(Registration.email)) == EMAIL


def test_a_registration_that_is_submitted_while_a_page_is_judged_keeps_its_address(client, second, database):
    first = client.get(second.request.path.replace("/page/2", "/page/1"))
    row = database.one(select(Registration))
    database.change(row, state="submitted")

    client.submit(first, ENTRY | {"email": "other@example.test"})

    assert database.one(select(Registration.email)) == EMAIL


def test_once_approved_no_page_before_the_mail_is_shown(app, client, database, second):
    database.change(database.one(select(Registration)), state="approved", pages_done=2)
    third = second.request.path.replace("/page/2", "/page/3")
    assert client.get(third).status_code == 200
    for number in (1, 2):
        assert client.get(third.replace("/page/3", f"/page/{number}")).location == third


def test_where_the_address_has_got_an_account_meanwhile_the_last_page_leads_to_the_status(client, database, second):
    create_account(database, email=EMAIL)
    database.change(database.one(select(Registration)), state="approved", pages_done=3)
    last = client.get(second.request.path.replace("/page/2", "/page/4"))
    answer = client.submit(last, {"password": NEW_PASSWORD})
    assert (answer.status_code, answer.location.endswith("/status")) == (303, True)
    assert database.one(select(Registration.state)) == "superseded"


def test_an_address_of_an_earlier_page_gets_a_few_mails_only(make_app, mailbox):
    app = make_app(**portal_of(pages=[["email"], ["name", "password"]]), throttle={"mails_per_address": 2})
    for email in (EMAIL, EMAIL, EMAIL, "other@example.test"):
        client = app.test_client()
        page = client.submit(client.get("/register"), {"email": email}, follow_redirects=True)
        client.submit(page, NAME | {"password": NEW_PASSWORD})
    assert (len(mailbox.to(EMAIL)), len(mailbox.to("other@example.test"))) == (2, 1)


@pytest.fixture
def by_domain(make_app):
    """A portal that takes the domain of the address for evidence, on a page of its own."""
    return portal_of(
        pages=[["email"], ["evidence"], ["name", "password"]],
        evidence={"email_domain": {"domains": ["hafen.example"]}},
    )


@pytest.fixture
def third(make_app, by_domain):
    """The third page, and its client, after evidence was given by an address of the domain."""
    client = make_app(**by_domain).test_client()
    page = client.submit(client.get("/register"), {"email": "a@hafen.example"}, follow_redirects=True)
    return client, client.submit(page, follow_redirects=True)


def test_an_address_that_is_changed_after_the_evidence_is_judged_again(third):
    client, page = third
    assert "Schritt 3 von 5" in page.text
    assert "Vorname" in page.text
    first = client.get(page.request.path.replace("/page/3", "/page/1"))
    client.submit(first, {"email": "a@elsewhere.example"})

    assert client.get(page.request.path).location.endswith("/page/2")
    evidence = client.get(page.request.path.replace("/page/3", "/page/2"))
    assert client.submit(evidence).status_code == 422


def test_an_address_that_is_changed_while_the_evidence_is_judged_does_not_count(make_app, by_domain, database):
    """After each statement in turn: no address of another domain is ever eligible behind the page of evidence."""
    app, was_late = make_app(**by_domain), []
    for moment in moments():
        client = app.test_client()
        page = client.submit(client.get("/register"), {"email": "a@hafen.example"}, follow_redirects=True)
        registration = page.request.path.split("/")[2]
        late = (
            update(Registration)
            .where(Registration.id == registration, Registration.pages_done == 1)
            .values(email="a@elsewhere.example")
        )
        done = []

        with meanwhile(app, moment, lambda done=done, late=late: done.append(at_once(database, late))):
            assert client.submit(page).status_code in {303, 422}

        row = database.one(select(Registration).where(Registration.id == registration))
        assert row.email == "a@hafen.example" or row.pages_done == 1
        was_late.append(row.email != "a@elsewhere.example")
    assert set(was_late) == {False, True}


def test_a_draft_ends(clock, client, second):
    clock.shift(25 * 60 * 60)
    assert client.get(second.request.path).status_code == 404


def test_all_that_was_entered_is_kept(client, second, database, customer):
    client.submit(second, NAME)

    row = database.one(select(Registration))
    assert (row.email, row.given_name, row.family_name) == (EMAIL, "Grace", "Neu")
    assert row.evidence == {"customer_number": "47-11", "postcode": "20095"}
    assert sorted(row.evidence_met) == ["customer_number", "postcode"]
    assert (row.customer_id, row.is_eligible) == (customer.id, True)
    assert (row.state, row.password_hash) == ("submitted", "")
