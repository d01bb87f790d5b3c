"""Evidence on the page: one neutral answer for each wrong pair, and budgets against guessing."""

import re

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import select

from idp.accounts.models import Account
from idp.registration.models import Registration
from tests.factories.accounts import create_account
from tests.factories.customers import create_device, create_record
from tests.factories.journeys import BY_SERIAL, IN_TWO_PAGES, portal_of
from tests.factories.registration_pages import EMAIL, NEW_PASSWORD

NOT_FOUND = "Zu diesen Angaben haben wir keinen Kunden gefunden."
DOMAIN = EMAIL.partition("@")[2]
TOO_MANY = "Zu viele Versuche."


@pytest.fixture
def send(make_app, database):
    """Send the first page with these values; the answer."""
    create_record(database, "4711", postcodes=("20095", "20097"))
    create_record(database, "4712", postcodes=("80331",))
    client = make_app(**IN_TWO_PAGES).test_client()

    def submit(number="4711", postcode="20095", email=EMAIL):
        entry = {"email": email, "evidence_customer_number": number, "evidence_postcode": postcode}
        return client.submit(client.get("/register"), entry)

    return submit


@pytest.mark.parametrize(
    ("number", "postcode"),
    [("4711", "20095"), ("4711", "20097"), ("00 47-11", "D-20095"), ("4712", "80331")],
)
def test_a_right_pair_leads_on(send, number, postcode):
    assert send(number, postcode).status_code == 303


@pytest.mark.parametrize(
    ("number", "postcode"),
    [("4711", "80331"), ("4713", "20095"), ("4712", "20095"), ("4711", "-"), ("!", "20095")],
)
def test_each_wrong_pair_is_answered_in_the_same_words(send, number, postcode):
    answer = send(number, postcode)

    assert answer.status_code == 422
    assert NOT_FOUND in answer.text
    assert answer.text.count("field-error") == 0


@pytest.mark.parametrize("email", [EMAIL, "ada@example.test"])
def test_the_answer_is_the_same_for_an_address_with_an_account(send, database, email):
    create_account(database, email="ada@example.test")
    assert send(email=email).status_code == 303
    assert NOT_FOUND in send("4713", email=email).text


def test_a_number_is_guessed_at_a_few_times_only(send):
    """Issue 11, 4: budgets per number."""
    for attempt in range(20):
        assert NOT_FOUND in send("4711", f"{attempt:05}", email=f"neu{attempt}@example.test").text

    assert TOO_MANY in send("00-4711", "20095", email="other@example.test").text
    assert send("4712", "80331", email="other@example.test").status_code == 303


def test_an_address_guesses_a_few_times_only(send):
    for attempt in range(20):
        send(f"88{attempt:02}")

    assert TOO_MANY in send("4711").text
    assert send("4711", email="other@example.test").status_code == 303


@pytest.fixture
def register(make_app, database):
    """Register where an operator decides without evidence; the row."""
    create_device(database, "AB123Z")
    client = make_app(**BY_SERIAL).test_client()

    def submit(number):
        entry = {
            "given_name": "Grace",
            "family_name": "Neu",
            "email": EMAIL,
            "password": NEW_PASSWORD,
            "evidence_serial_number": number,
        }
        answer = client.submit(client.get("/register"), entry)
        return answer, database.rows(select(Registration))

    return submit


@pytest.mark.parametrize(("number", "is_eligible"), [("ab123z", True), ("AB 123 Z", True), ("XY999X", False)])
def test_where_an_operator_decides_the_page_says_the_same_of_each_number(register, number, is_eligible):
    answer, (row,) = register(number)

    assert answer.location.startswith("/register/sent/")
    assert row.is_eligible is is_eligible


@pytest.mark.parametrize("number", ["AB123", "12345", "AB123ZZ"])
def test_what_does_not_have_the_form_of_a_number_is_said_at_its_field(register, database, number):
    answer, rows = register(number)

    assert answer.status_code == 422
    assert "nicht die erwartete Form" in answer.text
    assert not rows
    assert database.count(Account) == 0


def test_a_field_says_what_it_is_called_where_the_entry_is_found_and_whether_it_is_needed(make_app, database):
    """Its name is the portal's, else that of the rule."""
    words = {"label": {"de": "Kundennr.", "en": "No."}, "help": {"de": "Auf der Rechnung.", "en": "On the bill."}}
    evidence = {"customer_number": words | {"optional": True}, "postcode": {}, "email_domain": {"domains": [DOMAIN]}}
    pages = [["email", "evidence"], ["name", "password"]]
    client = make_app(**portal_of(pages=pages, evidence=evidence, evidence_required=1)).test_client()

    first = client.get("/register")
    labels = re.findall(r'<label class="form-label" for="evidence_([a-z_]+)">([^<]*)', first.text)
    assert [(key, label.strip()) for key, label in labels] == [
        ("customer_number", "Kundennr."),
        ("postcode", "Postleitzahl"),
    ]
    assert re.findall(r'id="evidence_([a-z_]+)-hint">([^<]*)', first.text) == [("customer_number", "Auf der Rechnung.")]
    answer = client.submit(first, {"email": EMAIL})
    assert re.findall(r'id="evidence_([a-z_]+)-error"', answer.text) == ["postcode"]
    assert "Bitte füllen Sie dieses Feld aus." in answer.text
    assert client.submit(first, {"email": EMAIL, "evidence_postcode": "20095"}).status_code == 303
    assert database.one(select(Registration.evidence)) == {"postcode": "20095"}


@pytest.mark.parametrize(("name", "status"), [("Grace Neu", 303), ("Neu", 303), ("Ada Neu", 422)])
def test_the_name_of_the_customer_may_be_the_whole_name_of_the_person(make_app, database, name, status):
    create_record(database, "4711", name=name)
    pages, evidence = [["name", "evidence"], ["email", "password"]], {"customer_number": {}, "name": {}}
    client = make_app(**portal_of(pages=pages, evidence=evidence)).test_client()
    entry = {"given_name": "Grace", "family_name": "Neu", "evidence_customer_number": "4711"}
    assert client.submit(client.get("/register"), entry).status_code == status


def test_people_whose_address_is_asked_later_share_no_budget(make_app, database):
    throttle = {"evidence_attempts": 3}
    pages = [["evidence"], ["email", "name", "password"]]
    app = make_app(**portal_of(pages=pages, evidence={"customer_number": {}}), throttle=throttle)
    for number in ("4796", "4797", "4798", "4799"):
        client = app.test_client()
        assert NOT_FOUND in client.submit(client.get("/register"), {"evidence_customer_number": number}).text


def test_where_the_operators_system_is_down_an_operator_decides(make_app, database):
    """Issue 11, 4: to the queue, not to refusal."""
    lookup = {"url": "http://127.0.0.1:9/customers", "secret": "whsec_" + "QUJD" * 8, "timeout_seconds": 1}
    client = make_app(**IN_TWO_PAGES | {"registers": {"netz": {"lookup": lookup}}}).test_client()
    entry = {"email": EMAIL, "evidence_customer_number": "4711", "evidence_postcode": "20095"}
    before = REGISTRY.get_sample_value("idp_registration_evidence_total", {"result": "down"}) or 0

    assert client.submit(client.get("/register"), entry).status_code == 303
    assert database.one(select(Registration.is_eligible)) is False
    assert REGISTRY.get_sample_value("idp_registration_evidence_total", {"result": "down"}) == before + 1
