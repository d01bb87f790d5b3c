"""An account asks for an address whose mail another person reads: their press of the button gives it nothing."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from idp.accounts.email_change.completion import confirm_change
from idp.accounts.locks import SignedOutMeanwhile
from idp.accounts.models import Account
from idp.accounts.recovery_email.change import confirm_recovery_email
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.infrastructure.one_time_links import LinkProblem
from idp.sessions.models import SsoSession
from tests.factories import links
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.actors import person_actor
from tests.factories.registration_pages import open_link
from tests.factories.sessions import create_session, sign_in, sign_in_beside
from tests.factories.sign_in_pages import PASSWORD_FORM
from tests.provisioning.applications import ISSUER
from tests.provisioning.pages import forms_of

pytestmark = pytest.mark.threat(90)

VICTIM = "victim@example.test"
WAYS = {
    "email": ("/account/email", Account.email),
    "recovery e-mail": ("/account/recovery-email", Account.recovery_email),
}
"""The page on which an account asks for an address, and the column that gets it."""


@pytest.fixture
def asker(database, clock):
    return create_account(database, email="asker@example.test", language="en")


@pytest.fixture(params=WAYS)
def way(request):
    return WAYS[request.param]


@pytest.fixture
def asked_at(client, database, asker, way, mailbox):
    """The asker has asked for the victim's address; the link in the victim's mail."""
    sign_in(client, database, asker)
    page = client.get(way[0])
    number = next(number for number, form in enumerate(forms_of(page)) if "email" in form.fields)
    client.submit(page, {"email": VICTIM}, form=number)
    return mailbox.to(VICTIM)[-1].link


def address_of(database, asker, way):
    return database.one(select(way[1]).where(Account.id == asker.id))


def send_the_form(browser, path):
    """What a page that is still open, or a program, would send."""
    token = forms_of(browser.get("/signin", follow_redirects=True))[0].fields["csrf_token"]
    return browser.post(path, data={"csrf_token": token}, headers={"Origin": "https://id.example.test"})


def test_the_asking_browser_confirms_by_the_button_alone(client, database, asker, way, asked_at):
    """Trial row S3."""
    assert client.submit(open_link(client, asked_at)).status_code == 200
    assert address_of(database, asker, way) == VICTIM


def test_a_browser_that_is_not_signed_in_confirms_nothing(app, client, database, asker, way, asked_at):
    """Trial row S3."""
    browser = app.test_client()
    page = open_link(browser, asked_at)

    assert send_the_form(browser, page.request.path).status_code == 403
    assert address_of(database, asker, way) != VICTIM


def test_nor_does_one_that_is_signed_in_to_another_account(app, database, asker, way, asked_at):
    """Trial row S3."""
    browser = app.test_client()
    sign_in(browser, database, create_account(database))

    page = open_link(browser, asked_at)

    assert send_the_form(browser, page.request.path).status_code == 403
    assert address_of(database, asker, way) != VICTIM


def test_the_page_names_the_account_and_leads_through_its_sign_in(app, database, asker, way, asked_at):
    """Trial row S3."""
    browser = app.test_client()
    page = open_link(browser, asked_at)
    assert asker.email.replace("@", "<wbr>@") in page.text
    target = unescape(re.search(r'href="(/signin\?[^"]+)"', page.text)[1])
    assert parse_qs(urlsplit(target).query)["email"] == [asker.email]
    page = browser.submit(browser.get(target, follow_redirects=True), follow_redirects=True)

    page = browser.submit(page, {"password": PASSWORD}, form=PASSWORD_FORM, follow_redirects=True)

    assert browser.submit(page).status_code == 200
    assert address_of(database, asker, way) == VICTIM


def test_a_session_beside_that_of_another_account_is_enough(app, database, asker, way, asked_at):
    """Trial row S3."""
    browser = app.test_client()
    sign_in(browser, database, create_account(database))
    sign_in_beside(browser, database, asker)

    assert browser.submit(open_link(browser, asked_at)).status_code == 200
    assert address_of(database, asker, way) == VICTIM


def test_a_session_that_ended_meanwhile_confirms_nothing(client, database, asker, way, asked_at):
    """Trial row S3."""
    page = open_link(client, asked_at)
    database.change(database.one(select(SsoSession)), ended_at=current_time())

    assert client.submit(page).status_code == 403
    assert address_of(database, asker, way) != VICTIM


def test_the_mail_says_which_account_asks_and_what_to_do(asked_at, asker, mailbox):
    """Trial row S3."""
    mail = mailbox.to(VICTIM)[-1]

    assert asker.email in mail.text and asker.email in mail.html
    assert "don't need to do anything" in mail.text


@pytest.mark.parametrize(
    ("confirm", "issue"),
    [(confirm_change, links.confirm_email), (confirm_recovery_email, links.confirm_recovery_email)],
)
def test_a_session_that_ended_while_the_button_was_pressed_confirms_nothing(app, database, asker, confirm, issue):
    """The page had looked at the session just before. Trial row S3."""
    own = create_session(database, asker)
    with app.test_request_context(base_url=ISSUER), transaction() as session:
        first, actor = issue(session, asker).token, person_actor(asker.id, own.id)
        assert not isinstance(confirm(session, first, actor), LinkProblem)
    database.change(own, ended_at=current_time())
    with app.test_request_context(base_url=ISSUER), pytest.raises(SignedOutMeanwhile), transaction() as session:
        confirm(session, issue(session, session.get_one(Account, asker.id)).token, actor)
