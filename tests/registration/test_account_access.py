"""A person who has an account already asks for access to a portal that takes evidence or an approval."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.administration.registrations import approve_registration, refuse_registration
from idp.admissions.models import AdmissionRecord
from idp.customers.links import linked_accounts
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.infrastructure.web.i18n import format_moment
from idp.registration.access import find_waiting
from idp.registration.models import Registration
from tests.conftest import FROZEN_AT
from tests.factories.accounts import create_account
from tests.factories.actors import operator
from tests.factories.customers import create_record
from tests.factories.journeys import BY_NUMBER, REGISTER
from tests.factories.registration_pages import open_link, register
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.sessions import sign_in
from tests.provisioning.pages import forms_of, ways_on

ENTRY = {"evidence_customer_number": "4711", "evidence_postcode": "20095"}


@pytest.fixture
def app(make_app):
    judged = {"pages": [["name", "email", "password"], ["evidence"]], "evidence": BY_NUMBER}
    approved = {"pages": [["name", "email", "password"]], "approval": "operators"}
    portals = {
        "forum": {"customer_register": REGISTER, "registration": judged},
        "club": {"name": "Club", "registration": approved},
    }
    return make_app(registers={REGISTER: {}}, portals=portals)


@pytest.fixture
def customer(database):
    return create_record(database, "4711", postcodes=("20095",))


@pytest.fixture
def person(client, database):
    account = create_account(database)
    sign_in(client, database, account)
    return account


@pytest.fixture
def ask(client, database, person, customer):
    """From a request of the portal's application to the page that asks for evidence."""

    def from_application(portal):
        rp = create_relying_party(database, client, portal=portal)
        refused = client.get(rp.authorize().location)
        way = next(way for way in ways_on(refused) if "/register/account" in way)
        return client.get(way)

    return from_application


def admissions(database):
    return [each.portal for each in database.rows(select(AdmissionRecord))]


def test_only_what_is_missing_is_asked(ask, person):
    page = ask("forum")
    assert person.name in page.text
    assert 'name="evidence_customer_number"' in page.text
    for name in ("email", "password", "given_name"):
        assert f'name="{name}"' not in page.text


def test_with_evidence_the_person_enters_at_once(client, database, ask, person, customer, mailbox):
    answer = client.submit(ask("forum"), ENTRY)

    assert "code" in answer_of(client.get(answer.location))
    assert admissions(database) == ["forum"]
    with database.transaction() as session:
        assert list(linked_accounts(session, customer.id)) == [person.id]
    assert not mailbox.mails
    assert database.count(Account) == 1


def test_without_it_the_page_asks_again(client, database, ask):
    answer = client.submit(ask("forum"), ENTRY | {"evidence_postcode": "1"})

    assert answer.status_code == 422
    assert admissions(database) == []


def test_what_the_account_has_is_not_overwritten(client, database, ask, person):
    page = ask("forum")
    token = {"csrf_token": forms_of(page)[0].fields["csrf_token"]}
    forged = {"given_name": "Eve", "email": "eve@example.test", "password": "x", "account_id": "acc_other"}
    assert client.post(page.request.full_path, data=ENTRY | token | forged).status_code == 303

    account = database.one(select(Account))
    assert (account.email, account.name) == (person.email, person.name)
    assert account.password_hash == person.password_hash


@pytest.fixture
def waiting(client, ask):
    """The page of a request for access that an operator decides on."""
    return client.submit(ask("club"), follow_redirects=True)


def decide(app, database, service, *arguments):
    registration = database.one(select(Registration.id))
    with app.test_request_context(base_url=app.settings.issuer), transaction() as session:
        service(session, registration, *arguments, operator())


def test_an_operator_gives_access(app, database, waiting, person, mailbox):
    assert "Wir prüfen jetzt Ihre Registrierung." in waiting.text
    assert admissions(database) == []
    decide(app, database, approve_registration)

    assert admissions(database) == ["club"]
    assert (mailbox.only.message, mailbox.only.recipient) == ("registration_approved", person.email)


def test_an_operator_refuses_it(app, database, waiting, mailbox):
    decide(app, database, refuse_registration, "no")
    assert admissions(database) == []
    assert mailbox.only.message == "registration_refused"


def test_of_an_account_that_was_disabled_meanwhile_nothing_comes(app, database, waiting, person):
    database.change(person, disabled_at=person.created_at)
    decide(app, database, approve_registration)

    assert admissions(database) == []
    assert database.one(select(Registration.state)) == "superseded"


@pytest.mark.threat(70)
def test_without_sign_in_nothing_is_asked_or_told(app, database, customer):
    answer = app.test_client().get("/register/account?portal=forum")
    assert answer.status_code == 303
    assert answer.location.startswith("/signin")
    assert database.count(Registration) == 0


def test_another_account_in_the_browser_does_not_go_on(client, database, waiting):
    sign_in(client, database, create_account(database))
    assert client.get(waiting.request.path).status_code == 404


@pytest.mark.parametrize(
    ("portal", "state", "said"),
    [("club", "admitted", "hat bereits Zugang"), ("forum", "withdrawn", "Please contact support.")],
)
def test_who_was_admitted_where_no_customer_is_shown_or_refused_is_not_asked(
    client, database, person, portal, state, said
):
    database.save(AdmissionRecord(account_id=person.id, portal=portal, state=state, journey_version=1))
    page = client.get(f"/register/account?portal={portal}")
    assert said in page.text
    assert "evidence_" not in page.text


def test_the_mail_to_the_owner_of_an_address_leads_there(app, database, customer, mailbox):
    account = create_account(database)
    client = app.test_client()
    page = register(client, path="/register?portal=forum", email=account.email)
    client.submit(page, ENTRY)

    assert mailbox.only.message == "already_registered"
    assert "/register/account?portal=forum" in mailbox.only.text


def test_the_request_is_kept_under_the_name_of_the_account_as_long_as_an_operator_has_time(
    app, clock, database, waiting, person
):
    row = database.one(select(Registration))

    assert (row.email, row.given_name, row.family_name) == (person.email, person.given_name, person.family_name)
    assert row.submitted_at == row.confirmed_at == current_time()
    days = app.settings.portal("club").registration.approval_days
    assert row.expires_at == current_time() + timedelta(days=days)
    with app.test_request_context():
        assert format_moment(row.expires_at) in waiting.text


@pytest.mark.parametrize(("portal", "url"), [("forum", "https://forum.example.test/"), ("verein", "/")])
def test_without_an_application_that_waits_it_leads_to_the_portal_or_the_account(
    make_app, database, customer, portal, url
):
    """What completes a new account is not asked of one that is there."""
    judged = {"pages": [["name", "email", "evidence"]], "completion": [["password"]], "evidence": BY_NUMBER}
    portals = {portal: {"name": "Verein", "customer_register": REGISTER, "registration": judged}}
    client = make_app(registers={REGISTER: {}}, portals=portals).test_client()
    sign_in(client, database, create_account(database))

    answer = client.submit(client.get(f"/register/account?portal={portal}"), ENTRY)

    assert (answer.status_code, answer.location) == (303, url)
    assert admissions(database) == [portal]


def test_mails_to_an_account_whose_address_was_never_proved_count_for_that_address(
    make_app, database, customer, mailbox
):
    judged = {"pages": [["name", "email", "password", "evidence"]], "evidence": BY_NUMBER}
    portals = {"forum": {"customer_register": REGISTER, "registration": judged}}
    app = make_app(registers={REGISTER: {}}, portals=portals, throttle={"mails_per_address": 2})

    def ask_for(email, times):
        client = app.test_client()
        sign_in(client, database, create_account(database, email=email, email_verified_at=None))
        for _ in range(times):
            client.submit(client.get("/register/account?portal=forum"), ENTRY)
        return len(mailbox.to(email))

    assert ask_for("ben@example.test", 3) == 2
    assert ask_for("eva@example.test", 1) == 1


@pytest.fixture
def in_parts(make_app, database, customer, person):
    """A client, signed in to the account, of a portal that asks on several pages and completes accounts later."""
    judged = {
        "pages": [["name", "email", "evidence"], ["profile", "password"]],
        "completion": [["user_name"]],
        "evidence": BY_NUMBER,
        "fields": {"place": {"kept": "shared"}},
        "user_name": "optional",
    }
    portals = {"forum": {"customer_register": REGISTER, "registration": judged}}
    client = make_app(registers={REGISTER: {}}, portals=portals).test_client()
    sign_in(client, database, person)
    return client


def test_what_an_account_lacks_is_asked_page_by_page(in_parts, database, person, mailbox):
    """What it has is not asked on a later page either, and is not completed afterwards."""
    database.change(person, username="ada", shared_fields={"place": {"kind": "text", "value": "Lager"}})
    first = in_parts.get("/register/account?portal=forum")
    second = in_parts.submit(first, ENTRY, follow_redirects=True)

    assert second.request.path.endswith("/page/2")
    assert person.name in second.text
    fields = {name for form in forms_of(second) for name in form.fields}
    assert {"given_name", "password", "user_name"}.isdisjoint(fields)
    assert forms_of(second)[0].fields["profile_place"] == "Lager"
    assert in_parts.submit(second, {}).location == "https://forum.example.test/"
    assert admissions(database) == ["forum"]
    assert not mailbox.mails


def test_an_account_that_lacks_what_completes_one_is_asked_for_it(in_parts, database):
    second = in_parts.submit(in_parts.get("/register/account?portal=forum"), ENTRY, follow_redirects=True)
    third = in_parts.submit(second, {"profile_place": "Lager"}, follow_redirects=True)
    assert third.request.path.endswith("/page/3")
    assert in_parts.submit(third, {"user_name": "ada"}).location == "https://forum.example.test/"
    assert database.one(select(Account.username)) == "ada"


def test_of_an_account_that_has_access_evidence_alone_is_asked(in_parts, database, person, customer):
    """Its mail is the next step where its address was never proved."""
    database.save(AdmissionRecord(account_id=person.id, portal="forum", state="admitted", journey_version=1))
    first = in_parts.get("/register/account?portal=forum")
    assert "Add a customer" in first.text
    assert in_parts.submit(first, ENTRY).location == "https://forum.example.test/"
    with database.transaction() as session:
        assert list(linked_accounts(session, customer.id)) == [person.id]
    database.change(person, email_verified_at=None)
    sent = in_parts.submit(in_parts.get("/register/account?portal=forum"), ENTRY, follow_redirects=True)
    assert "Step 2 of 3" in sent.text


def test_what_waits_is_not_sent_twice(app, client, database, waiting, person):
    again = client.get("/register/account?portal=club", follow_redirects=True)

    assert again.request.path == waiting.request.path
    other = app.test_client()
    sign_in(other, database, person)
    assert "Wir prüfen jetzt" in other.get("/register/account?portal=club", follow_redirects=True).text
    assert database.count(Registration) == 1


@pytest.fixture
def sent(client, database, person, ask):
    """The page that asks a person to read the mail, whose address another system had not confirmed."""
    database.change(person, email_verified_at=None)
    return client.submit(ask("forum"), ENTRY, follow_redirects=True)


def test_an_address_that_was_never_proved_is_proved_by_a_mail(client, database, sent, mailbox):
    assert sent.request.path.startswith("/register/sent/")
    assert admissions(database) == []
    assert mailbox.only.message == "confirm_registration"

    client.submit(open_link(client, mailbox.only.link))

    assert admissions(database) == ["forum"]
    assert database.one(select(Account)).email_verified_at is not None


def test_elsewhere_that_mail_asks_for_the_sign_in_of_the_account(app, database, sent, mailbox):
    """Who reads the mail of an address lets no one else in with it."""
    reader = app.test_client()
    asked = open_link(reader, mailbox.only.link)
    assert asked.request.path.startswith("/signin")

    sign_in(reader, database, create_account(database, email="eve@example.test"))
    refused = open_link(reader, mailbox.only.link)
    assert not [form for form in forms_of(refused) if form.action == "/register/confirm"]
    assert admissions(database) == []
    assert database.one(select(Account.email_verified_at).where(Account.id == sent_account(database))) is None


def sent_account(database):
    return database.one(select(Registration.account_id))


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(
    ("change", "is_found"),
    [
        ({}, True),
        ({"state": "approved"}, True),
        ({"state": "submitted"}, False),
        ({"portal": "club"}, False),
        ({"is_of_account": False}, False),
        ({"account_id": None}, False),
        ({"expires_at": FROZEN_AT}, False),
    ],
)
def test_a_request_that_waits_is_found_for_its_account_and_portal(app, database, change, is_found):
    person = create_account(database)
    given = {"browser_hash": "x", "portal": "forum", "email": person.email, "language": "de", "is_of_account": True}
    given |= {"account_id": person.id, "state": "awaiting_approval", "expires_at": FROZEN_AT + timedelta(seconds=1)}
    row = Registration(**given | change)
    database.save(row)
    with app.app_context():
        found = find_waiting(person.id, "forum")
    assert (found.id if found else None) == (row.id if is_found else None)


def test_of_several_requests_that_wait_the_latest_is_found(app, database):
    person = create_account(database)
    given = {"browser_hash": "x", "portal": "forum", "email": person.email, "language": "de", "is_of_account": True}
    given |= {"account_id": person.id, "state": "approved", "expires_at": current_time() + timedelta(hours=1)}
    rows = [Registration(**given, created_at=FROZEN_AT + timedelta(seconds=at)) for at in (0, 2, 1)]
    for row in rows:
        database.save(row)
    with app.app_context():
        assert find_waiting(person.id, "forum").id == rows[1].id
