"""What a registration holds of a customer: serial numbers, a place among the accounts, the link in the end."""

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.administration.registrations import approve_registration, refuse_registration
from idp.customers.devices.models import CustomerDeviceUse
from idp.customers.links import linked_accounts
from idp.customers.models import CustomerRecord
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.registration.models import Registration
from tests.factories.actors import operator
from tests.factories.customers import create_device, create_record
from tests.factories.journeys import BY_NAME, BY_SERIAL, portal_of
from tests.factories.registration_pages import NEW_PASSWORD, open_link

FIRST, SECOND = "neu@example.test", "zweit@example.test"


@pytest.fixture
def register(app, mailbox):
    """Register an address with these entries; with ``is_confirmed`` the code of its mail is typed."""

    def submit(email, *, is_confirmed=True, **entries):
        client = app.test_client()
        entry = {"email": email, "password": NEW_PASSWORD, **entries}
        page = client.submit(client.get("/register"), entry, follow_redirects=True)
        if is_confirmed:
            client.submit(page, {"code": mailbox.to(email)[-1].code}, follow_redirects=True)
        return client

    return submit


@pytest.fixture
def decide(app, database):
    """Have an operator decide upon the registration of an address."""

    def by_operator(service, email, *arguments):
        registration = database.one(select(Registration.id).where(Registration.email == email))
        with app.test_request_context(base_url=app.settings.issuer), transaction() as session:
            service(session, registration, *arguments, operator())

    return by_operator


def state_of(database, email):
    return database.one(select(Registration.state).where(Registration.email == email))


class TestBySerial:
    """A serial number is good for one registration."""

    @pytest.fixture
    def app(self, make_app, database):
        create_device(database, "AB123Z")
        return make_app(**BY_SERIAL)

    @pytest.fixture
    def send(self, register):
        def with_serial(email, **options):
            return register(email, given_name="Grace", family_name="Neu", evidence_serial_number="AB123Z", **options)

        return with_serial

    def test_the_account_keeps_it(self, send, database):
        send(FIRST)
        use = database.one(select(CustomerDeviceUse))
        assert use.account_id == database.one(select(Account.id))

    def test_the_next_applicant_waits_for_an_operator(self, send, database):
        """Issue 11, 4: to the queue, never to 'taken'."""
        send(FIRST, is_confirmed=False)
        send(SECOND)
        assert state_of(database, SECOND) == "awaiting_approval"

    def test_it_is_no_hindrance_to_the_same_address_that_registers_again(self, send, database):
        send(FIRST, is_confirmed=False)
        send(FIRST)
        assert sorted(database.rows(select(Registration.state))) == ["completed", "submitted"]
        assert database.one(select(CustomerDeviceUse.account_id)) == database.one(select(Account.id))

    def test_the_earlier_one_of_an_address_may_be_confirmed_as_well(self, app, send, database, mailbox):
        client, _ = send(FIRST, is_confirmed=False), send(FIRST, is_confirmed=False)
        client.submit(open_link(client, mailbox.to(FIRST)[0].link))
        assert database.one(select(CustomerDeviceUse.account_id)) == database.one(select(Account.id))
        send(SECOND)
        assert sorted(database.rows(select(Registration.state))) == ["awaiting_approval", "completed", "submitted"]

    def test_the_next_applicant_who_is_confirmed_first_does_not_get_it(self, send, database):
        send(FIRST, is_confirmed=False)
        send(SECOND, is_confirmed=False)
        assert database.one(select(CustomerDeviceUse.holder)) == database.one(
            select(Registration.id).where(Registration.email == FIRST)
        )

    def test_it_is_free_again_once_the_registration_has_expired(self, clock, send, database):
        send(FIRST, is_confirmed=False)
        clock.shift(25 * 60 * 60)
        send(SECOND)
        assert state_of(database, SECOND) == "completed"

    def test_it_is_free_again_at_the_moment_at_which_the_registration_ends(self, clock, send, database):
        send(FIRST, is_confirmed=False)
        database.change(database.one(select(Registration)), expires_at=current_time())
        send(SECOND)
        assert state_of(database, SECOND) == "completed"

    def test_it_stays_with_an_account_whose_registration_is_over(self, send, database):
        send(FIRST)
        send(SECOND)
        assert state_of(database, SECOND) == "awaiting_approval"

    def test_a_registration_that_became_no_account_does_not_keep_it(self, send, database):
        send(FIRST, is_confirmed=False)
        database.change(database.one(select(Registration)), state="superseded")
        send(SECOND)
        assert state_of(database, SECOND) == "completed"

    def test_a_registration_that_was_taken_to_the_queue_reserves_nothing(self, send, database):
        send(FIRST, is_confirmed=False)
        send(SECOND)
        assert database.count(CustomerDeviceUse) == 1


def test_at_another_portal_it_is_one_of_its_register(make_app, database):
    create_device(database, "AB123Z")
    forum = BY_SERIAL["portals"]["shop"]
    portals = {"shop": {"customer_register": "other"}, "forum": forum}
    client = make_app(registers={**BY_SERIAL["registers"], "other": {}}, portals=portals).test_client()
    entry = {"given_name": "Grace", "family_name": "Neu", "email": FIRST, "password": NEW_PASSWORD}
    client.submit(client.get("/register?portal=forum"), entry | {"evidence_serial_number": "AB123Z"})
    assert database.one(select(CustomerDeviceUse.holder)) == database.one(select(Registration.id))


class TestBySerialOfACustomer:
    """A serial number is good for one customer, beside the customer's number."""

    EVIDENCE = portal_of(
        pages=[["name", "email", "evidence", "password"]],
        evidence={"customer_number": {}, "serial_number": {}},
        without_evidence="approval",
    )

    @pytest.fixture
    def app(self, make_app, database):
        create_record(database, "4711")
        create_record(database, "4712")
        create_device(database, "AB123Z")
        return make_app(**self.EVIDENCE | {"registers": {"netz": {"serial_use": "per_customer"}}})

    @pytest.fixture
    def send(self, register):
        def with_both(email, number):
            names = {"given_name": "Grace", "family_name": "Neu"}
            return register(email, **names, evidence_customer_number=number, evidence_serial_number="AB123Z")

        return with_both

    def test_it_is_reserved_for_the_customer(self, send, database):
        send(FIRST, "4711")
        assert database.one(select(CustomerDeviceUse.customer_id)) == database.one(select(Registration.customer_id))
        send(SECOND, "4712")
        assert state_of(database, SECOND) == "awaiting_approval"

    def test_who_has_not_shown_enough_reserves_nothing(self, send, database):
        send(FIRST, "4799")
        assert state_of(database, FIRST) == "awaiting_approval"
        assert database.count(CustomerDeviceUse) == 0


class TestByName:
    """A customer has one account, unless the operator allows more."""

    @pytest.fixture
    def app(self, make_app):
        return make_app(**BY_NAME)

    @pytest.fixture
    def customer(self, database):
        return create_record(database, "4711", name="Müller GmbH")

    @pytest.fixture
    def send(self, register, customer):
        def with_number(email, name="mueller", **options):
            return register(email, family_name=name, evidence_customer_number="4711", **options)

        return with_number

    def accounts_of(self, database, customer):
        with database.transaction() as session:
            return list(linked_accounts(session, customer.id))

    def test_the_account_is_linked_to_its_customer(self, send, database, customer):
        send(FIRST)
        assert self.accounts_of(database, customer) == [database.one(select(Account.id))]

    def test_the_next_one_waits_for_an_operator(self, send, database, customer):
        send(FIRST)
        send(SECOND)
        assert state_of(database, SECOND) == "awaiting_approval"
        assert len(self.accounts_of(database, customer)) == 1

    def test_an_operator_allows_one_more(self, send, decide, database, customer):
        send(FIRST)
        send(SECOND)
        decide(approve_registration, SECOND)

        assert state_of(database, SECOND) == "completed"
        assert len(self.accounts_of(database, customer)) == 2
        assert database.one(select(CustomerRecord.accounts_allowed)) == 2

    def test_who_holds_a_link_is_told_of_the_next_one(self, send, decide, mailbox):
        send(FIRST)
        send(SECOND)
        decide(approve_registration, SECOND)
        assert mailbox.to(FIRST)[-1].message == "customer_account_added"

    def test_a_refused_one_gets_no_link(self, send, decide, database, customer):
        send(FIRST)
        send(SECOND)
        decide(refuse_registration, SECOND, "no")
        assert len(self.accounts_of(database, customer)) == 1

    def test_another_name_is_refused_on_the_page(self, send, database):
        send(FIRST, name="Meier", is_confirmed=False)
        assert database.count(Registration) == 0
