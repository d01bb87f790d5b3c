"""What is kept of a registration, and what is mailed: in the words and with the addresses of its portal."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.admissions.models import AdmissionRecord
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.infrastructure.one_time_links import OneTimeLink
from idp.mail.models import OutboxMail
from idp.organizations.creation import NewOrganization
from idp.organizations.models import OrganizationKind
from idp.protocol.admission import CompletedJourney
from idp.registration.confirmation import confirm, redeem_code
from idp.registration.journey import outlook_of
from idp.registration.models import Registration
from idp.registration.start import Origin, enter, resend, submit
from idp.registration.start import begin as begin_registration
from tests.factories.accounts import PASSWORD, create_account, hash_password
from tests.factories.actors import person_actor
from tests.factories.admissions import create_admission
from tests.factories.registration_pages import EMAIL

JOURNEY = CompletedJourney(3, {"terms": {"version": 3, "url": "https://forum.example/terms"}})
COMPANY = NewOrganization(OrganizationKind.COMPANY, "Hafenwerk GmbH")


@pytest.fixture
def begin(app, database, clock):
    """Register at the portal "forum", in another language than its own."""

    def start(email=EMAIL, organization=COMPANY, *, is_mailed=True):
        origin = Origin("browser", "forum", "de", timedelta(hours=1), "int_1", "rp")
        entries = {
            "email": email,
            "given_name": "Grace",
            "family_name": "Neu",
            "password_hash": hash_password(PASSWORD),
            "password_rules_met": ("rules",),
            "journey_version": JOURNEY.version,
            "terms_accepted": JOURNEY.terms_accepted,
            "organization_kind": organization and organization.kind.value,
            "organization_name": organization and organization.name,
        }
        with app.test_request_context(base_url=app.settings.issuer), transaction() as session:
            registration = begin_registration(session, origin)
            enter(registration, 1, entries)
            assert submit(session, registration, timedelta(hours=3), person_actor(), is_mailed=is_mailed)
            return registration.id

    return start


def row_of(database, registration_id):
    return database.one(select(Registration).where(Registration.id == registration_id))


def test_all_that_was_entered_is_kept(database, begin):
    row = row_of(database, begin())

    assert (row.email, row.given_name, row.family_name, row.language) == (EMAIL, "Grace", "Neu", "de")
    assert (row.browser_hash, row.portal, row.interaction_id) == ("browser", "forum", "int_1")
    assert (row.password_hash, row.password_rules_met) == (hash_password(PASSWORD), ("rules",))
    assert (row.journey_version, row.terms_accepted) == (3, JOURNEY.terms_accepted)
    assert (row.organization_kind, row.organization_name) == ("company", "Hafenwerk GmbH")
    assert (row.submitted_at, row.expires_at) == (current_time(), current_time() + timedelta(hours=3))


def test_one_that_is_only_begun_holds_as_long_as_a_form(app, database, clock):
    with app.test_request_context(base_url=app.settings.issuer), transaction() as session:
        row = begin_registration(session, Origin("browser", "forum", "de", timedelta(hours=1)))
        assert (row.email, row.given_name, row.family_name) == ("", "", "")
        assert row.expires_at == current_time() + timedelta(hours=1)


def test_without_an_organization_none_is_kept(database, begin):
    row = row_of(database, begin(organization=None))
    assert (row.organization_kind, row.organization_name) == (None, None)


@pytest.mark.parametrize("is_known", [False, True])
def test_the_mail_is_of_the_portal_and_of_the_account_that_is_there(database, begin, mailbox, is_known):
    account = create_account(database, email=EMAIL, given_name="Ada", family_name="Beispiel") if is_known else None
    create_account(database)
    begin()

    mail, link = database.one(select(OutboxMail)), database.one(select(OneTimeLink))
    assert (mail.portal, mail.language, mail.account_id) == ("forum", "de", account.id if account else None)
    assert link.portal == "forum"
    told = mailbox.only
    assert (told.message, told.recipient) == ("already_registered" if is_known else "confirm_registration", EMAIL)
    if is_known:
        assert "Ada Beispiel" in told.text
        assert "/signin?portal=forum" in told.text
        assert "/password-reset?portal=forum" in told.text


def test_an_account_that_the_portal_has_asked_to_register_again_is_led_there(database, begin, mailbox):
    create_admission(database, create_account(database, email=EMAIL), "forum", state="renewal")
    begin()
    assert "/register/account?portal=forum" in mailbox.only.text


def test_a_registration_beyond_the_budget_is_kept_and_not_mailed(database, begin, mailbox):
    assert row_of(database, begin(is_mailed=False)).code_hash
    assert not mailbox.mails


@pytest.mark.parametrize("is_mailed", [True, False])
def test_a_mail_that_is_sent_again_has_a_code_of_its_own_with_all_attempts(app, database, begin, mailbox, is_mailed):
    registration = row_of(database, begin())
    database.change(registration, code_attempts=4)
    first = mailbox.only.code
    with app.test_request_context(base_url=app.settings.issuer), transaction() as session:
        resend(session, session.get_one(Registration, registration.id), person_actor(), is_mailed=is_mailed)

    assert len(mailbox) == 1 + is_mailed
    assert row_of(database, registration.id).code_attempts == (0 if is_mailed else 4)
    with app.app_context():
        assert redeem_code(registration, first) is not is_mailed


@pytest.fixture
def confirm_it(app, database):
    """Confirm a registration by its id; its row, and whether it was confirmed by this."""

    def confirm_registration(registration_id):
        with app.test_request_context(base_url=app.settings.issuer), transaction() as session:
            registration = session.get_one(Registration, registration_id)
            is_confirmed = confirm(session, registration, person_actor(), outlook_of(registration))
        return row_of(database, registration_id), is_confirmed

    return confirm_registration


def test_confirming_admits_to_its_portal_with_all_that_was_completed(database, begin, confirm_it):
    registration_id, other_id = begin(), begin("other@example.test")
    confirmed, _ = confirm_it(registration_id)

    account, admission = database.one(select(Account)), database.one(select(AdmissionRecord))
    assert (confirmed.account_id, account.email) == (account.id, EMAIL)
    assert (admission.portal, admission.journey_version, admission.terms_accepted) == (
        "forum",
        3,
        JOURNEY.terms_accepted,
    )
    event = database.one(select(AuditEvent).where(AuditEvent.action == "registration.completed"))
    assert (event.actor_id, event.subject, event.portal) == (account.id, account.id, "forum")
    assert (confirmed.confirmed_at, confirmed.code_hash) == (current_time(), None)
    assert row_of(database, other_id).confirmed_at is None


def test_what_was_confirmed_before_is_not_confirmed_again(database, begin, confirm_it):
    registration = row_of(database, begin())
    database.change(registration, state="superseded")

    assert confirm_it(registration.id)[1] is False
    assert database.count(Account) == 0


def test_where_an_account_was_there_none_is_made(database, begin, confirm_it):
    registration_id = begin()
    create_account(database, email=EMAIL)
    confirmed, is_confirmed = confirm_it(registration_id)

    assert (is_confirmed, confirmed.account_id, confirmed.state) == (True, None, "superseded")
    assert confirmed.password_hash == ""
    event = database.one(select(AuditEvent).where(AuditEvent.action == "registration.confirmed"))
    assert (event.actor_id, event.subject) == (None, registration_id)
    assert not database.rows(select(AuditEvent).where(AuditEvent.action == "registration.completed"))


def test_a_submitted_registration_is_submitted_once(app, database, begin, mailbox):
    registration_id = begin()
    with app.test_request_context(base_url=app.settings.issuer), transaction() as session:
        registration = session.get_one(Registration, registration_id)
        assert not submit(session, registration, timedelta(hours=3), person_actor(), is_mailed=True)
    assert len(mailbox) == 1
