"""``idp users renew``: the people of a portal get new credentials, and nothing of other portals is touched."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.actors import Forbidden
from idp.administration.errors import MissingReason
from idp.administration.models import OperatorRole
from idp.administration.renewal import Renewal, RenewalKind, renew_people
from idp.administration.roles import ROLE_PERMISSIONS, Role
from idp.admissions import admit, find_admission, withdraw_admission
from idp.admissions.models import AdmissionRecord
from idp.audit.models import AuditEvent
from idp.customers.devices.models import CustomerDeviceUse
from idp.customers.links import linked_accounts
from idp.customers.models import CustomerLink
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.mail.models import OutboxMail
from idp.registration.models import Registration
from idp.sessions.models import SsoSession
from tests.factories.accounts import PASSWORD, create_account, hash_password
from tests.factories.actors import operator
from tests.factories.admissions import create_admission
from tests.factories.customers import create_device, create_record
from tests.factories.journeys import REGISTER, REGISTERS
from tests.factories.registration_pages import NEW_PASSWORD, register
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.sessions import create_session
from tests.factories.sign_in_pages import follow_local, follow_sign_in, try_password
from tests.provisioning.pages import forms_of, ways_on

SETTINGS = {
    "registers": REGISTERS,
    "portals": {
        "shop": {
            "customer_register": REGISTER,
            "registration": {
                "pages": [["name", "evidence", "email", "password"]],
                "evidence": {"customer_number": {}, "name": {}},
            },
        },
        "forum": {"registration": {"open": False}},
        "club": {"name": "Club", "customer_register": REGISTER},
    },
}
REGISTERED = {"family_name": "Hafenwerk", "evidence_customer_number": "4711"}


@pytest.fixture
def app(make_app):
    return make_app(**SETTINGS)


@pytest.fixture
def shell(make_shell, database):
    return make_shell(database={"url": database.url}, **SETTINGS)


@pytest.fixture
def before():
    """A moment that all credentials of the people are older than."""
    return current_time() - timedelta(minutes=1)


def person(database, *portals, **values):
    """An account with a password, admitted before this day began, wherever it is counted."""
    ago = current_time() - timedelta(days=2)
    account = create_account(database, **{"password_changed_at": ago} | values)
    for portal in portals or ("shop",):
        create_admission(database, account, portal, created_at=ago)
    return account


def renew(app, before, kind="registration", portal="shop", reason="new customer numbers", **values):
    renewal = Renewal(settings=app.settings, portal=portal, kind=RenewalKind(kind), before=before, **values)
    with app.app_context():
        return renew_people(renewal, lambda _: None, operator(reason=reason))


def enter(client, page, password):
    """Send the form of a page that asks for a password."""
    number = next(number for number, form in enumerate(forms_of(page)) if "password" in form.fields)
    return follow_local(client, client.submit(page, {"password": password}, form=number))


def admission_of(database, account, portal="shop"):
    is_own = (AdmissionRecord.account_id == account.id, AdmissionRecord.portal == portal)
    return database.one(select(AdmissionRecord).where(*is_own))


def test_the_command_counts_first_and_then_asks_and_can_be_repeated(shell, database):
    mira, both = person(database), person(database, "shop", "forum")
    person(database, "forum")
    created = person(database, password=None, password_changed_at=None)
    chief = person(database)
    database.save(OperatorRole(account_id=chief.id, role="operator"))
    words = ("users", "renew", "--portal", "shop", "--to", "registration", "--reason", "new numbers", "--before")
    today = f"{current_time():%Y-%m-%d}"
    found = {"people": 4, "asked": 2, "shared": 1, "as_they_were": 0, "not_activated": 1, "operators": 1}
    found |= {"to": "registration", "mailed": 0}

    assert shell.answer(*words, today, "--dry-run") == found | {"dry_run": True}
    assert admission_of(database, mira).state == "admitted"

    assert shell.answer(*words, today) == found | {"dry_run": False}
    states = [admission_of(database, each).state for each in (mira, both, created, chief)]
    assert states == ["renewal", "renewal", "admitted", "admitted"]
    again = shell.answer(*words, today)
    assert (again["people"], again["asked"]) == (2, 0)
    event = database.rows(select(AuditEvent).where(AuditEvent.action == "admission.registration_demanded"))[0]
    assert (event.portal, event.details["reason"]) == ("shop", "new numbers")
    assert database.rows(select(OutboxMail)) == []


@pytest.mark.parametrize(("renewal", "state"), [("password", "admitted"), ("registration", "renewal")])
def test_what_the_command_does_not_say_the_portal_says(make_shell, database, renewal, state):
    settings = {"portals": {"shop": {"registration": {"renewal": renewal}}}}
    shell, account = make_shell(database={"url": database.url}, **settings), person(database)
    today = f"{current_time():%Y-%m-%d}"

    assert shell.answer("users", "renew", "--portal", "shop", "--reason", "r", "--before", today)["to"] == renewal

    kept = admission_of(database, account)
    assert (kept.state, kept.passwords_from is not None) == (state, True)


class TestMail:
    """With ``--mail``."""

    @pytest.mark.parametrize(
        ("kind", "portals", "way", "said"),
        [
            ("registration", ("shop",), "/register?portal=shop", "Ihr bisheriges Passwort gilt nicht mehr."),
            ("registration", ("shop", "forum"), "/register/account?portal=shop", "mit Ihrem bisherigen Passwort"),
            ("password", ("shop",), "/signin?portal=shop", "ein neues Passwort. Dies gilt"),
        ],
    )
    def test_each_person_is_told_once_where_to_go(self, app, database, before, mailbox, kind, portals, way, said):
        account = person(database, *portals, language="de")
        for _ in range(2):
            renew(app, before, kind, is_mailed=True)

        assert (mailbox.only.message, mailbox.only.recipient) == ("credentials_renewal", account.email)
        assert way in mailbox.only.text
        assert said in " ".join(mailbox.only.text.split())

    def test_no_one_is_told_who_is_not_asked(self, app, database, before, mailbox):
        create_admission(database, create_account(database), "shop")
        person(database, password=None, password_changed_at=None)
        renew(app, before, is_mailed=True)

        assert not mailbox.mails

    def test_the_portal_says_it_in_its_own_words(self, make_app, database, before, mailbox):
        own = {"subject": "Neue Nummern bei {portal}", "opening": "es gibt neue Nummern."}
        app = make_app(portals={"shop": {"mails": {"credentials_renewal": {"de": own}}}})
        person(database, language="de")
        renew(app, before, is_mailed=True)

        assert mailbox.only.subject.startswith("Neue Nummern bei ")
        assert "es gibt neue Nummern." in mailbox.only.text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--portal", "shop", "--to", "password", "--before", "2999-01-01"), "in the future"),
        (("--portal", "forum", "--to", "registration", "--before", "2020-01-01"), "closed to registration"),
        (("--portal", "nowhere", "--to", "password", "--before", "2020-01-01"), "There is no portal nowhere"),
    ],
)
def test_what_makes_no_sense_is_refused(shell, words, said):
    assert said in shell.refusal("users", "renew", *words, "--reason", "new numbers")


def test_it_takes_an_operator_and_a_reason(app, before):
    renewal = Renewal(settings=app.settings, portal="shop", kind=RenewalKind.PASSWORD, before=before)
    agent = replace(operator(reason="new numbers"), permissions=ROLE_PERMISSIONS[Role.CARE_AGENT])
    with app.app_context():
        with pytest.raises(Forbidden):
            renew_people(renewal, lambda _: None, agent)
        with pytest.raises(MissingReason):
            renew_people(renewal, lambda _: None, operator())


class TestRegistration:
    """To a new registration."""

    def test_the_password_opens_nothing_and_everything_is_signed_out(self, app, client, database, before):
        account = person(database)
        create_session(database, account)

        renew(app, before)

        assert try_password(client, account.email, PASSWORD).status_code == 422
        assert database.rows(select(SsoSession).where(SsoSession.ended_at.is_(None))) == []

    def test_the_known_address_registers_with_the_new_number_and_keeps_its_account(
        self, app, client, database, before, mailbox
    ):
        former = create_record(database, "815", register=REGISTER, name="Hafenwerk GmbH")
        new = create_record(database, "4711", register=REGISTER, name="Hafenwerk GmbH")
        account = person(database, customer_number="815", register=REGISTER, email="hafen@example.test")
        renew(app, before)

        register(client, email=account.email, password=NEW_PASSWORD, **REGISTERED)
        assert mailbox.only.message == "confirm_registration"
        page = client.submit(client.get(mailbox.only.link, follow_redirects=True), follow_redirects=True)

        kept = database.one(select(Account))
        assert (kept.id, kept.name, page.status_code) == (account.id, account.name, 200)
        assert database.one(select(SsoSession).where(SsoSession.ended_at.is_(None))).account_id == account.id
        assert admission_of(database, account).state == "admitted"
        with database.transaction() as session:
            assert list(linked_accounts(session, new.id)) == [account.id]
            assert list(linked_accounts(session, former.id)) == []
        assert renew(app, before).asked == 0

    def test_a_customer_whose_number_stayed_has_room_for_the_same_person(self, app, client, database, before, mailbox):
        record = create_record(database, "4711", register=REGISTER, name="Hafenwerk GmbH")
        account = person(database, customer_number="4711", register=REGISTER, email="hafen@example.test")
        renew(app, before)

        register(client, email=account.email, password=NEW_PASSWORD, **REGISTERED)
        client.submit(client.get(mailbox.only.link, follow_redirects=True))

        assert database.one(select(Registration.state)) == "completed"
        with database.transaction() as session:
            assert list(linked_accounts(session, record.id)) == [account.id]

    @pytest.mark.threat(88)
    def test_a_password_that_works_is_never_replaced_by_a_registration(self, app, client, database, before, mailbox):
        """Another portal has admitted the account: its person signs in here, chooses a new password, and is asked for
        what is missing."""
        create_record(database, "4711", register=REGISTER, name="Beispiel")
        account = person(database, "forum", "shop", family_name="Beispiel", email="both@example.test")
        rp = create_relying_party(database, client, portal="shop")
        renew(app, before)

        entry = REGISTERED | {"family_name": "Beispiel"}
        register(app.test_client(), email=account.email, password=NEW_PASSWORD, **entry)
        assert mailbox.only.message == "already_registered"
        assert database.one(select(Account.password_hash)) == hash_password(PASSWORD)

        refused = enter(client, follow_sign_in(client, rp.authorize(), account.email, PASSWORD), NEW_PASSWORD)
        page = client.get(next(way for way in ways_on(refused) if "/register/account" in way))
        answer = follow_local(client, client.submit(page, {"evidence_customer_number": "4711"}))
        assert "code" in answer_of(answer)
        assert admission_of(database, account).state == "admitted"

    @pytest.mark.parametrize("what", ["disabled", "withdrawn"])
    def test_who_was_refused_does_not_come_back_by_it(self, app, client, database, before, mailbox, what):
        create_record(database, "4711", register=REGISTER, name="Hafenwerk")
        account = person(database, email="hafen@example.test")
        renew(app, before)
        if what == "disabled":
            database.change(account, disabled_at=current_time())
        else:
            with app.app_context(), transaction() as session:
                withdraw_admission(session, account.id, "shop", operator())

        register(client, email=account.email, password=NEW_PASSWORD, **REGISTERED)

        assert mailbox.only.message == "already_registered"
        assert database.one(select(Account.password_hash)) is None

    def test_the_mail_to_an_account_of_several_portals_leads_to_what_is_missing(
        self, app, client, database, before, mailbox
    ):
        """Also at a portal that takes neither evidence nor an approval."""
        account = person(database, "club", "forum")
        renew(app, before, portal="club")

        register(client, path="/register?portal=club", email=account.email)

        assert "/register/account?portal=club" in mailbox.only.text

    def test_customers_and_serial_numbers_are_let_go_unless_another_portal_knows_the_account_by_them(
        self, app, database, before
    ):
        alone, both = (person(database, *portals) for portals in (("shop",), ("shop", "club")))
        for number, account in (("815", alone), ("816", both)):
            record = create_record(database, number, register=REGISTER)
            create_device(database, f"AB{number}", customer_id=record.id)
            kept = {"account_id": account.id, "kept_at": current_time()}
            with database.transaction() as session:
                session.add(CustomerLink(customer_id=record.id, account_id=account.id))
                session.add(CustomerDeviceUse(register=REGISTER, key=f"AB{number}", holder=f"reg_{number}", **kept))

        renew(app, before)

        assert database.rows(select(CustomerLink.account_id)) == [both.id]
        assert database.rows(select(CustomerDeviceUse.account_id)) == [both.id]

    def test_who_came_after_the_moment_and_whom_an_operator_let_in_again_are_left_alone(self, app, database, before):
        create_admission(database, create_account(database), "shop")
        account = person(database, last_sign_in_at=current_time())
        assert renew(app, before).asked == 1
        with app.app_context(), transaction() as session:
            admit(session, account.id, "shop", operator())

        assert renew(app, before).as_they_were == 2

    def test_an_account_without_a_password_is_led_to_none(self, app, database, before):
        account = person(database, password=None, password_changed_at=None, last_sign_in_at=current_time())
        renew(app, before)

        with app.app_context():
            assert not find_admission(account.id, "shop").is_password_change_due

    def test_other_portals_go_on(self, app, client, database, before):
        account = person(database, "forum", "shop")
        rp = create_relying_party(database, client, portal="forum")
        follow_sign_in(client, rp.authorize(), account.email, PASSWORD)

        renew(app, before)

        assert "code" in answer_of(follow_local(client, rp.authorize()))


class TestPassword:
    """To a new password."""

    def test_the_next_sign_in_leads_to_a_new_password_and_only_at_this_portal(self, app, client, database, before):
        account = person(database, "forum", "shop")
        shop, forum = (create_relying_party(database, client, portal=portal) for portal in ("shop", "forum"))
        follow_sign_in(client, shop.authorize(), account.email, PASSWORD)

        assert renew(app, before, "password").asked == 1

        assert "code" in answer_of(follow_local(client, forum.authorize()))
        again = follow_local(client, shop.authorize())
        page = enter(client, follow_local(client, client.submit(again)), PASSWORD)
        assert "Neues Passwort" in page.text
        done = enter(client, page, NEW_PASSWORD)
        assert "code" in answer_of(done)
        assert renew(app, before, "password").asked == 0

    @pytest.mark.parametrize(
        ("age", "asked"),
        [(timedelta(minutes=-1), 1), (None, 1), (timedelta(minutes=1), 0)],
        ids=["old", "imported", "young"],
    )
    def test_a_younger_password_is_left_alone(self, app, database, before, age, asked):
        person(database, password_changed_at=None if age is None else before + age)

        assert renew(app, before, "password").asked == asked

    def test_an_account_with_a_passkey_alone_is_asked_for_no_password(self, app, database, before):
        person(database, password=None, password_changed_at=None, last_sign_in_at=current_time())

        assert renew(app, before, "password").as_they_were == 1


def test_an_interrupted_run_is_finished_by_the_next(app, database, before, monkeypatch):
    people = [person(database) for _ in range(5)]
    monkeypatch.setattr("idp.administration.renewal._BATCH", 2)
    done = []

    def stop(count):
        done.append(count)
        if len(done) == 2:
            raise KeyboardInterrupt

    renewal = Renewal(settings=app.settings, portal="shop", kind=RenewalKind.REGISTRATION, before=before)
    with app.app_context(), pytest.raises(KeyboardInterrupt):
        renew_people(renewal, stop, operator(reason="new numbers"))

    assert renew(app, before).asked == 1
    assert {admission_of(database, each).state for each in people} == {"renewal"}
