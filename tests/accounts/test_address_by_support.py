"""Another e-mail address, given by support to a person without the mailbox: confirmed by a mailed link with a code."""

import pytest
from sqlalchemy import func, select

from idp.accounts.email_change.by_support import CODE_ATTEMPTS
from idp.accounts.models import Account, EmailChange
from idp.audit.models import AuditEvent
from idp.infrastructure.one_time_links import OneTimeLink
from idp.invitations.models import Invitation
from idp.sessions.models import SsoSession
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.registration_pages import NEW_PASSWORD, open_link, request_reset
from tests.factories.sessions import sign_in
from tests.factories.sign_in_pages import try_password
from tests.provisioning.crowd import all_at_once
from tests.provisioning.pages import forms_of, ways_on
from tests.provisioning.shell import Shell

NEW = "neu@example.test"
WRONG = "000000"
AGAIN = "erneut an den Support"

pytestmark = pytest.mark.threat(64, 90)


@pytest.fixture
def person(database, clock):
    return create_account(database, language="en")


@pytest.fixture
def give(shell: Shell):
    """Have support give an address; returns the code for the person."""

    def give(person: Account, email: str = NEW) -> str:
        given = shell.answer("users", "change-address", person.email, email, "--reason", "called back")
        code: str = given["code"]
        return code

    return give


def address_of(database, person: Account) -> str:
    email: str = database.one(select(Account.email).where(Account.id == person.id))
    return email


def enter(client, mailbox, code: str):
    """What comes of the newest link to the new address and a code."""
    return client.submit(open_link(client, mailbox.to(NEW)[-1].link), {"code": code})


def test_it_holds_once_link_and_code_came_together(app, client, database, person, mailbox, give):
    code = give(person)
    page = open_link(client, mailbox.to(NEW)[-1].link)
    assert NEW.replace("@", "<wbr>@") in page.text
    assert address_of(database, person) == person.email

    assert client.submit(page, {"code": f" {code[:3]} {code[3:]} "}).status_code == 200

    assert address_of(database, person) == NEW
    assert try_password(app.test_client(), NEW, PASSWORD).status_code == 303


def test_a_forgotten_password_is_replaced_at_the_new_address(app, client, database, person, mailbox, give):
    done = enter(client, mailbox, give(person))
    [reset] = [way for way in ways_on(done) if "password-reset" in way]
    client.submit(client.get(reset), {"email": NEW})
    client.submit(open_link(client, mailbox.to(NEW)[-1].link), {"password": NEW_PASSWORD})

    assert try_password(app.test_client(), NEW, NEW_PASSWORD).status_code == 303


def test_neither_the_mail_nor_its_page_tells_whose_account_it_is(client, database, mailbox, give):
    person = create_account(database, given_name="Mira", family_name="Albrecht", language="en")
    give(person)
    mail = mailbox.to(NEW)[-1]
    shown = mail.text + mail.html + open_link(client, mail.link).text

    assert not any(word in shown for word in (person.email, "Mira", "Albrecht"))


def test_the_code_is_in_no_mail_and_not_kept(database, person, mailbox, give):
    code = give(person)

    assert not any(code in mail.text or code in mail.subject for mail in mailbox.mails)
    assert code not in str(database.one(select(OneTimeLink.data).where(OneTimeLink.purpose == "address_by_support")))


def test_the_present_address_is_told_at_once_and_can_object(app, client, database, person, mailbox, give):
    give(person)
    alert = mailbox.to(person.email)[-1]
    assert alert.message == "address_change_by_support"
    assert NEW in alert.text
    owner = app.test_client()
    secure = next(line for line in alert.text.splitlines() if "/secure-account/" in line)
    owner.submit(open_link(owner, secure))

    assert open_link(client, mailbox.to(NEW)[-1].link).status_code == 410
    assert address_of(database, person) == person.email


def test_the_former_address_is_told_and_can_take_it_back(app, client, database, person, mailbox, give):
    enter(client, mailbox, give(person))
    notice = mailbox.to(person.email)[-1]
    assert notice.message == "email_change_notice"
    owner = app.test_client()
    undo = next(line for line in notice.text.splitlines() if "/undo/" in line)

    assert owner.submit(open_link(owner, undo)).status_code == 200
    assert address_of(database, person) == person.email


def test_a_wrong_code_changes_nothing_and_can_be_corrected(client, database, person, mailbox, give):
    code = give(person)

    assert enter(client, mailbox, WRONG if code != WRONG else "111111").status_code == 422
    assert address_of(database, person) == person.email
    assert enter(client, mailbox, code).status_code == 200


def test_after_a_few_wrong_codes_the_right_one_is_refused_too(client, database, person, mailbox, give):
    code = give(person)
    for _ in range(CODE_ATTEMPTS):
        enter(client, mailbox, "no code")

    late = enter(client, mailbox, code)
    assert late.status_code == 422
    assert AGAIN in late.text
    assert address_of(database, person) == person.email


def test_codes_that_are_tried_at_one_moment_share_the_attempts(app, database, person, mailbox, give):
    """Each is counted before it is compared; two more than there are attempts."""
    give(person)
    link = mailbox.to(NEW)[-1].link
    browsers = [app.test_client() for _ in range(CODE_ATTEMPTS + 2)]
    pages = [open_link(browser, link) for browser in browsers]
    answers = all_at_once(
        [lambda b=b, p=p: b.submit(p, {"code": "no code"}).text for b, p in zip(browsers, pages, strict=True)]
    )

    assert sum(AGAIN in answer for answer in answers) == 2


def test_the_code_of_one_change_fits_no_other(client, database, person, mailbox, give):
    former, code = give(person), give(person)
    if former != code:
        assert enter(client, mailbox, former).status_code == 422

    assert enter(client, mailbox, code).status_code == 200


def test_a_second_request_voids_the_first(client, database, person, mailbox, give):
    give(person)
    page = open_link(client, mailbox.to(NEW)[-1].link)
    give(person, "weiter@example.test")

    assert client.submit(page, {"code": WRONG}).status_code == 410
    assert address_of(database, person) == person.email


def test_what_the_person_has_asked_for_themself_is_void(app, client, database, person, mailbox, give):
    sign_in(client, database, person)
    page = client.get("/account/email")
    entry = next(number for number, form in enumerate(forms_of(page)) if "email" in form.fields)
    client.submit(page, {"email": "selbst@example.test"}, form=entry)
    give(person)

    assert open_link(client, mailbox.to("selbst@example.test")[-1].link).status_code == 410
    assert database.rows(select(EmailChange.new_email).where(EmailChange.state == "pending")) == [NEW]


def test_the_link_works_once(app, client, database, person, mailbox, give):
    code = give(person)
    enter(client, mailbox, code)

    again = open_link(app.test_client(), mailbox.to(NEW)[-1].link)
    assert again.status_code == 410
    assert "mit der neuen Adresse anmelden" in again.text


def test_it_expires_after_a_day(client, database, person, mailbox, give, clock):
    give(person)
    clock.shift(24 * 3600 + 1)

    late = open_link(client, mailbox.to(NEW)[-1].link)
    assert late.status_code == 410
    assert AGAIN in late.text


def test_every_session_ends_and_no_reset_link_to_the_former_address_works(app, client, database, person, mailbox, give):
    signed_in, elsewhere = app.test_client(), app.test_client()
    sign_in(signed_in, database, person)
    request_reset(elsewhere, person.email)
    reset = mailbox.to(person.email)[-1].link
    enter(signed_in, mailbox, give(person))

    assert database.one(select(func.count()).where(SsoSession.ended_at.is_(None))) == 0
    assert signed_in.get("/").location.startswith("/signin")
    assert open_link(elsewhere, reset).status_code == 410


def test_an_address_that_was_taken_meanwhile_leads_back_to_support(client, database, person, mailbox, give):
    code = give(person)
    page = open_link(client, mailbox.to(NEW)[-1].link)
    create_account(database, email=NEW)
    answer = client.submit(page, {"code": code})

    assert answer.status_code == 409
    assert AGAIN in answer.text
    assert address_of(database, person) == person.email
    assert database.one(select(EmailChange.state)) == "pending"


class TestAnAccountThatNoOneHasSetUp:
    """An operator has mistyped its address."""

    @pytest.fixture
    def person(self, shell: Shell, database, clock) -> Account:
        shell.answer("users", "create", "--email", "mistyped@example.test", "--language", "en")
        account: Account = database.one(select(Account))
        return account

    def test_tells_the_mistyped_address_nothing_more(self, client, mailbox, person, give):
        before = len(mailbox.to(person.email))
        enter(client, mailbox, give(person))

        assert len(mailbox.to(person.email)) == before

    def test_is_not_activated_by_the_mail_that_went_there(self, app, client, database, mailbox, person, give):
        activation = mailbox.to(person.email)[-1].link
        done = enter(client, mailbox, give(person))

        assert not any("/signin" in way for way in ways_on(done))
        assert open_link(app.test_client(), activation).status_code == 410
        assert database.one(select(Invitation.state)) == "withdrawn"


class TestTheCommand:
    """What ``idp users change-address`` refuses, and what it keeps."""

    def test_keeps_the_reason_in_the_audit(self, database, person, give):
        give(person)

        event = database.one(select(AuditEvent).where(AuditEvent.action == "email_change.given"))
        assert (event.subject, event.details["reason"]) == (person.id, "called back")

    @pytest.mark.parametrize(
        ("email", "reason", "said"),
        [
            ("no address", "called back", "is not an e-mail address"),
            ("taken@example.test", "called back", "already an account"),
            (NEW, " ", "how you verified"),
        ],
    )
    def test_refuses_what_can_not_be(self, shell: Shell, database, person, mailbox, email, reason, said):
        create_account(database, email="taken@example.test")

        assert said in shell.refusal("users", "change-address", person.email, email, "--reason", reason)
        assert mailbox.mails == []

    def test_is_not_for_disabled_accounts(self, shell: Shell, database, person, mailbox):
        shell.answer("users", "disable", person.email)

        assert "is disabled" in shell.refusal("users", "change-address", person.email, NEW, "--reason", "called")
        assert mailbox.mails == []


def test_the_page_asks_for_nothing_but_the_code(client, person, mailbox, give):
    give(person)
    [form] = [form for form in forms_of(open_link(client, mailbox.to(NEW)[-1].link)) if "code" in form.fields]

    assert set(form.fields) <= {"csrf_token", "code"}
