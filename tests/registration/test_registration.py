"""From the form to the account."""

import pytest
from sqlalchemy import delete, select, update

from idp.accounts.models import Account
from idp.admissions.models import AdmissionRecord
from idp.agreements.models import Agreement
from idp.audit.models import AuditEvent
from idp.registration.models import Registration
from idp.registration.start import code_hash
from tests.factories.accounts import create_account
from tests.factories.copies import COPIES
from tests.factories.registration_pages import EMAIL, NEW_PASSWORD, open_link, register
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.sign_in_pages import PASSWORD_FORM, follow_local, try_password
from tests.factories.texts import texts
from tests.provisioning.mailbox import Mailbox
from tests.provisioning.meanwhile import at_once, meanwhile, moments
from tests.provisioning.pages import forms_of


def test_the_mailed_link_and_a_button_make_the_account(client, database, mailbox):
    register(client)
    client.submit(open_link(client, mailbox.only.link))

    account = database.one(select(Account))
    assert (account.email, account.name, account.language) == (EMAIL, "Grace Neu", "de")
    assert account.email_verified_at is not None
    assert account.password_changed_at is not None
    assert try_password(client, EMAIL, NEW_PASSWORD).status_code == 303


def test_the_account_is_admitted_to_the_portal_where_it_was_registered(client, database, mailbox):
    register(client)
    client.submit(open_link(client, mailbox.only.link))

    admission = database.one(select(AdmissionRecord))
    assert (admission.portal, admission.state, admission.evidence) == ("shop", "admitted", {"way": "registration"})


@pytest.fixture
def with_terms(make_app):
    portals = {"shop": {"texts": texts(terms="3")}}
    return make_app(portals=portals).test_client()


def test_where_there_are_terms_they_must_be_agreed_to(with_terms, database):
    page = register(with_terms)

    assert page.status_code == 422
    assert 'id="text_terms-error"' in page.text
    assert "https://shop.example.test/terms" in page.text
    assert database.count(Registration) == 0


def test_what_was_agreed_to_is_recorded_with_the_account_and_not_asked_again(with_terms, database, mailbox):
    register(with_terms, text_terms="y")
    with_terms.submit(open_link(with_terms, mailbox.only.link))

    assert database.one(select(AdmissionRecord.texts_agreed)) == ("terms=3",)
    agreement = database.one(select(Agreement))
    assert (agreement.text, agreement.version, agreement.state, agreement.way) == (
        "terms",
        "3",
        "agreed",
        "registration",
    )

    page = with_terms.get(create_relying_party(database, with_terms).authorize(prompt="login").location)
    page = with_terms.submit(page, {"email": EMAIL}, follow_redirects=True)
    answer = with_terms.submit(page, {"password": NEW_PASSWORD}, form=PASSWORD_FORM)
    assert "code" in answer_of(with_terms.get(answer.location))


@pytest.mark.threat(63)
def test_no_account_exists_before_the_address_is_confirmed(client, database):
    register(client)

    assert database.count(Account) == 0
    assert try_password(client, EMAIL, NEW_PASSWORD).status_code == 422


def test_the_address_is_stored_in_its_canonical_form_and_shown_so(client, database, mailbox):
    page = register(client, email=" NEU@Example.TEST ")

    assert mailbox.only.recipient == EMAIL
    assert "neu<wbr>@example.test" in page.text or EMAIL in page.text


def test_the_waiting_application_gets_its_person(client, database, mailbox):
    rp = create_relying_party(database, client)
    sign_in_page = client.get(rp.authorize().location)
    interaction = sign_in_page.request.path.removeprefix("/signin/")
    register(client, path=f"/register?interaction_id={interaction}")
    answer = client.submit(open_link(client, mailbox.only.link))

    assert "code" in answer_of(follow_local(client, answer))


def test_prompt_create_leads_to_registration(client, database):
    rp = create_relying_party(database, client)

    assert rp.authorize(prompt="create").location.startswith("/register?interaction_id=int_")


def test_the_mail_speaks_the_language_of_the_page(client, mailbox):
    register(client, path="/register?portal=forum")

    assert mailbox.only.language == "en"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "not an address"),
        ("email", ""),
        ("given_name", ""),
        ("family_name", " "),
        ("given_name", "x" * 101),
        ("family_name", "a\x00b"),
        ("password", ""),
        ("password", "short-7"),
        ("password", "passwort123"),
        ("password", "Grace-Neu-1"),
        ("password", "a\x00" + NEW_PASSWORD),
        ("password", "x-Y7" * 300),
    ],
)
def test_a_wrong_entry_is_explained_and_nothing_is_kept(client, database, mailbox, field, value):
    page = register(client, **{field: value})

    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text
    assert database.count(Registration) == len(mailbox) == 0


def test_a_closed_portal_takes_nobody_in(make_app):
    client = make_app(portals={"shop": {"registration": {"open": False}}}).test_client()

    assert client.get("/register").status_code == 403


def test_the_owner_of_an_existing_account_is_told_by_mail(client, database, mailbox):
    create_account(database, email=EMAIL, given_name="Ada")
    register(client)

    assert mailbox.only.message == "already_registered"
    assert "Ada" in mailbox.only.text


@pytest.mark.threat(63)
def test_another_browser_asks_for_the_password_of_the_registration(app, client, database, mailbox):
    register(client)
    other = app.test_client()
    page = open_link(other, mailbox.only.link)

    wrong = other.submit(page, {"password": "not-the-one-9"})
    assert wrong.status_code == 422
    assert "Das ist nicht das Passwort, das Sie bei der Registrierung gewählt haben." in wrong.text
    assert database.count(Account) == 0

    other.submit(page, {"password": NEW_PASSWORD})
    assert database.one(select(Account.email)) == EMAIL


@pytest.mark.threat(63)
def test_another_browser_may_choose_a_new_password_and_the_first_one_is_void(app, client, database, mailbox):
    """Somebody registers a stranger's address with a password of his own; the stranger confirms it."""
    register(client)
    victim = app.test_client()
    open_link(victim, mailbox.only.link)
    page = victim.get("/register/confirm?choose=new")

    victim.submit(page, {"password": "ganz-anders-Turm-31"})

    assert try_password(client, EMAIL, NEW_PASSWORD).status_code == 422
    assert try_password(victim, EMAIL, "ganz-anders-Turm-31").status_code == 303


@pytest.mark.threat(63)
def test_in_another_browser_the_button_alone_confirms_nothing(app, client, database, mailbox):
    register(client)
    other = app.test_client()
    page = open_link(other, mailbox.only.link)

    other.submit(page, {"password": ""})

    assert database.count(Account) == 0


def test_guessing_the_password_behind_the_link_has_an_end(app, client, database, mailbox):
    register(client)
    other = app.test_client()
    page = open_link(other, mailbox.only.link)
    for number in range(10):
        other.submit(page, {"password": f"wrong-{number}"})

    late = other.submit(page, {"password": NEW_PASSWORD})
    assert (late.status_code, "Zu viele Versuche." in late.text) == (422, True)
    assert database.count(Account) == 0


def test_confirming_twice_says_that_it_is_done(client, database, mailbox):
    register(client)
    page = open_link(client, mailbox.only.link)
    client.submit(page)

    again = client.submit(page)

    assert again.status_code == 410
    assert "bestätigt" in again.text
    assert database.count(Account) == 1
    assert database.one(select(AuditEvent).where(AuditEvent.action == "registration.confirmed"))


def test_an_account_that_came_meanwhile_is_left_alone(client, database, mailbox):
    register(client)
    account = create_account(database, email=EMAIL)

    page = client.submit(open_link(client, mailbox.only.link))

    assert page.status_code == 200
    assert database.one(select(Account.password_hash)) == account.password_hash


def test_an_expired_link_offers_to_register_again_and_blocks_nothing(client, database, mailbox, clock):
    register(client)
    clock.shift(24 * 3600 + 1)

    page = open_link(client, mailbox.mails[0].link)
    assert (page.status_code, database.count(Account)) == (410, 0)

    register(client)
    client.submit(open_link(client, mailbox.mails[-1].link))
    assert database.count(Account) == 1


def test_sending_again_voids_the_link_before(client, database, mailbox, clock):
    page = register(client)
    clock.shift(60)
    client.submit(page, form=1)

    first, second = mailbox.mails
    assert open_link(client, first.link).status_code == 410
    client.submit(open_link(client, second.link))
    assert database.count(Account) == 1


def test_sending_again_has_an_end(client, mailbox):
    page = register(client)
    for _ in range(10):
        answer = client.submit(page, form=1)
        assert answer.status_code == 303

    assert len(mailbox) == 5


def test_check_mail_belongs_to_its_browser(app, client):
    page = register(client)

    answer = app.test_client().get(page.request.path, follow_redirects=True)

    assert answer.status_code == 404
    assert "/register" in answer.text


def test_a_typed_code_is_tried_five_times_at_most(client, database, mailbox):
    page = register(client)
    wrong = "000000" if mailbox.only.code != "000000" else "111111"
    for _ in range(5):
        assert client.submit(page, {"code": wrong}).status_code == 422

    assert client.submit(page, {"code": mailbox.only.code}).status_code == 422
    assert database.count(Account) == 0


@pytest.mark.parametrize("write", COPIES)
def test_however_the_code_was_copied_it_confirms(client, database, mailbox, write):
    """Trial row F8."""
    page = register(client)

    assert client.submit(page, {"code": write(mailbox.only.code)}).status_code == 303
    assert database.count(Account) == 1


@pytest.mark.parametrize("typed", ["---", "\u200b", "12345", "1234567"])
def test_what_is_no_code_confirms_nothing(client, database, mailbox, typed):
    """Trial row F8."""
    page = register(client)

    assert client.submit(page, {"code": typed}).status_code == 422
    assert database.count(Account) == 0


def test_no_code_that_could_be_guessed_fits_the_registration_of_an_existing_account(client, database, mailbox):
    """What is made for a new account is typed as six digits; for an existing one none of a million may fit."""
    register(client)
    registration = database.one(select(Registration))
    assert code_hash(registration, mailbox.only.code) == registration.code_hash
    create_account(database, email="da@example.test")

    register(client, email="da@example.test")

    existing = database.one(select(Registration).where(Registration.email == "da@example.test"))
    assert existing.code_hash not in (code_hash(existing, f"{number:06d}") for number in range(10**6))


@pytest.mark.parametrize("path", ["resend", "code"])
def test_a_registration_that_is_deleted_in_the_middle_of_a_request_is_told_of(app, client, database, path):
    """A confirmed one goes with its account."""
    for moment in moments():
        page = register(client, email=f"neu{moment.number}@example.test")
        number = next(at for at, form in enumerate(forms_of(page)) if form.action.endswith(path))
        with meanwhile(app, moment, lambda: at_once(database, delete(Registration))):
            answer = client.submit(page, {"code": "123456"} if path == "code" else {}, number)
        assert answer.status_code in {200, 303, 400, 404, 410, 422}

    assert moment.number > 2


def code_form(page):
    return next(at for at, form in enumerate(forms_of(page)) if "code" in form.fields)


def test_once_the_code_was_typed_the_link_says_that_it_is_done(client, mailbox):
    page = register(client)
    link = mailbox.only.link

    assert client.submit(page, {"code": mailbox.only.code}, code_form(page)).status_code == 303

    assert open_link(client, link).status_code == 410


def test_nothing_is_sent_again_once_it_was_confirmed(client, mailbox):
    page = register(client)
    client.submit(open_link(client, mailbox.only.link))
    number = next(at for at, form in enumerate(forms_of(page)) if form.action.endswith("/resend"))

    client.submit(page, form=number)

    assert len(mailbox) == 1


def test_a_registration_that_is_confirmed_while_its_code_is_checked_makes_no_second_account(app, client, database):
    """After each statement in turn."""
    made = []
    for moment in moments():
        page = register(client, email=f"neu{moment.number}@example.test")
        code = Mailbox(database, app.secret_box).mails[-1].code
        confirming = update(Registration).where(Registration.state == "submitted").values(state="superseded")
        done = []

        with meanwhile(app, moment, lambda done=done, late=confirming: done.append(at_once(database, late))):
            client.submit(page, {"code": code}, code_form(page))

        accounts = database.rows(select(Account.id).where(Account.email == f"neu{moment.number}@example.test"))
        is_late = done != [True]
        assert len(accounts) == (1 if is_late else 0)
        made.append(is_late)
    assert set(made) == {False, True}
