"""Securing an account in three steps, from the link of an alert to its second factors."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from idp.accounts.models import Account
from idp.audit.models import AuditEvent
from idp.factors.totp.models import TotpSecret
from idp.infrastructure.clock import current_time
from idp.infrastructure.one_time_links import OneTimeLink
from idp.infrastructure.web.application import Application
from idp.sessions import SsoSession
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.factors import MULTI, create_app_of, shown_app, type_code
from tests.factories.registration_pages import NEW_PASSWORD, open_link, request_reset
from tests.factories.sessions import sign_in
from tests.factories.sign_in_pages import PASSWORD_FORM, follow_local, try_password
from tests.provisioning.databases import Database
from tests.provisioning.mailbox import Mailbox
from tests.provisioning.pages import PageClient, forms_of, ways_on

STEP = re.compile(r"Schritt (\d) von 3")


@pytest.fixture
def person(database: Database, clock: object) -> Account:
    return create_account(database)


@pytest.fixture
def elsewhere(app: Application) -> PageClient:
    """A browser that the account was never used in."""
    return app.test_client()


@pytest.fixture
def links(app: Application, client: PageClient, person: Account, mailbox: Mailbox) -> list[str]:
    """It was me, secure my account: from the mail about a sign-in in another browser. ``client`` is known by then."""
    try_password(client, person.email, PASSWORD)
    stranger = app.test_client()
    try_password(stranger, person.email, PASSWORD)
    return re.findall(r"https://\S+/(?:it-was-me|secure-account)/link/\S+", mailbox.mails[-1].text)


def step_of(page: TestResponse) -> str:
    found = STEP.search(page.text)
    assert found
    return found[1]


def secure(browser: PageClient, link: str) -> TestResponse:
    """The second step, after the button of the first."""
    return browser.submit(open_link(browser, link), follow_redirects=True)


def test_yes_by_mistake_leaves_the_other_answer_open(
    client: PageClient, database: Database, person: Account, links: list[str]
) -> None:
    """Trial, pages: fault 3."""
    client.submit(open_link(client, links[0]))

    page = open_link(client, links[1])
    assert page.status_code == 200
    client.submit(page)
    assert database.one(select(Account.password_hash).where(Account.id == person.id)) is None


def test_yes_leads_to_the_other_answer(client: PageClient, links: list[str]) -> None:
    """At once, and when its link is opened again. Trial, pages: fault 3."""
    answered = client.submit(open_link(client, links[0]))

    for page in (answered, open_link(client, links[0])):
        assert (page.status_code, "Vielen Dank" in page.text) == (200, True)
        assert "/secure-account" in page.text.partition("<main")[2]


def test_yes_twice_is_recorded_once(client: PageClient, database: Database, links: list[str]) -> None:
    page = open_link(client, links[0])
    for _ in range(2):
        client.submit(page)

    assert [each.action for each in database.rows(select(AuditEvent))].count("device.confirmed") == 1


def test_it_was_me_after_all_says_that_the_account_is_secured(client: PageClient, links: list[str]) -> None:
    """A sibling of fault 3. Trial, pages: fault 3."""
    client.submit(secure(client, links[1]), {"password": NEW_PASSWORD})

    page = open_link(client, links[0])

    assert (page.status_code, "Ihr Konto ist abgesichert" in page.text) == (410, True)
    assert "/secure-account/second-factor" in ways_on(page)


def test_there_are_three_steps_and_an_end(client: PageClient, database: Database, links: list[str]) -> None:
    """In a browser that the account was used in, the new password is typed once. Trial, pages: fault 2."""
    first = open_link(client, links[1])
    second = client.submit(first, follow_redirects=True)
    third = follow_local(client, client.submit(second, {"password": NEW_PASSWORD}))

    assert [step_of(page) for page in (first, second, third)] == ["1", "2", "3"]
    assert third.request.path == "/secure-account/second-factor"
    end = client.get("/secure-account/done")
    assert (end.status_code, "Ihr Konto ist abgesichert" in end.text) == (200, True)
    links_of_account = select(OneTimeLink.state).where(OneTimeLink.purpose == "secure_account")
    assert sorted(database.rows(links_of_account)) == ["open", "redeemed"], "the used one, and that of the new password"


def test_the_second_step_says_that_everything_was_ended(client: PageClient, links: list[str]) -> None:
    """Trial, pages: fault 2."""
    page = secure(client, links[1])

    assert "Alle Geräte wurden abgemeldet." in page.text
    assert "Sie werden" not in page.text.partition("<main")[2]


def test_the_link_leads_to_the_second_step_until_it_is_done(
    client: PageClient, elsewhere: PageClient, links: list[str]
) -> None:
    """Trial, pages: fault 2."""
    secure(client, links[1])

    page = open_link(elsewhere, links[1])

    assert step_of(page) == "2"
    assert elsewhere.submit(page, {"password": NEW_PASSWORD}).status_code == 303
    assert "/secure-account/second-factor" in ways_on(open_link(client, links[1]))


def test_a_weak_password_keeps_the_second_step(client: PageClient, links: list[str]) -> None:
    page = client.submit(secure(client, links[1]), {"password": "short"})

    assert (page.status_code, step_of(page)) == (422, "2")
    assert client.submit(page, {"password": NEW_PASSWORD}).status_code == 303


def test_the_button_of_the_first_step_pressed_twice_is_no_password(client: PageClient, links: list[str]) -> None:
    first = open_link(client, links[1])
    client.submit(first)

    again = client.submit(first)

    assert (again.status_code, again.location) == (303, "/secure-account")


def test_a_password_cannot_be_set_before_the_first_step(
    client: PageClient, database: Database, person: Account, links: list[str]
) -> None:
    """Threat 52: the form of a later step is sent to an earlier one."""
    token = forms_of(open_link(client, links[1]))[0].fields["csrf_token"]
    client.post("/secure-account", data={"csrf_token": token, "password": NEW_PASSWORD})

    assert database.one(select(Account.password_hash).where(Account.id == person.id)) is None
    assert step_of(open_link(client, links[1])) == "2"


def test_a_reset_in_between_ends_the_second_step(
    client: PageClient, elsewhere: PageClient, person: Account, mailbox: Mailbox, links: list[str]
) -> None:
    """The link must not replace a password that its owner has chosen since."""
    page = secure(client, links[1])
    request_reset(elsewhere, person.email)
    elsewhere.submit(open_link(elsewhere, mailbox.to(person.email)[-1].link), {"password": NEW_PASSWORD})

    answer = client.submit(page, {"password": "ganz-anders-Turm-31"})

    assert answer.status_code == 410
    assert try_password(elsewhere, person.email, NEW_PASSWORD, account="other").status_code == 303


@pytest.mark.threat(32, 40)
def test_a_browser_that_the_account_was_never_used_in_signs_in_by_hand(
    elsewhere: PageClient, database: Database, person: Account, links: list[str]
) -> None:
    """The reader of a mail that was passed on must not find themself in the account of another person."""
    saved = follow_local(elsewhere, elsewhere.submit(secure(elsewhere, links[1]), {"password": NEW_PASSWORD}))

    assert (saved.request.path, step_of(saved)) == ("/secure-account/saved", "3")
    assert not database.rows(select(SsoSession.id).where(SsoSession.ended_at.is_(None)))
    page = elsewhere.get(next(way for way in re.findall(r'href="(/signin/[^"]+)"', saved.text)))
    assert forms_of(page)[0].fields["email"] == person.email
    page = elsewhere.submit(page, follow_redirects=True)
    assert follow_local(
        elsewhere, elsewhere.submit(page, {"password": NEW_PASSWORD}, form=PASSWORD_FORM)
    ).request.path == ("/secure-account/second-factor")


@pytest.mark.threat(54)
def test_the_second_factor_is_asked_for_before_the_third_step(
    app: Application, client: PageClient, database: Database, person: Account, links: list[str]
) -> None:
    created = current_time() - timedelta(days=3)
    device = create_app_of(database, app.secret_box, person, name="Telefon", created_at=created)

    page = follow_local(client, client.submit(secure(client, links[1]), {"password": NEW_PASSWORD}))
    assert page.request.path.endswith("/factor/totp")
    third = follow_local(client, type_code(client, page, device.code()))

    assert step_of(third) == "3"
    assert "Telefon" in third.text


@pytest.fixture
def third(client: PageClient, database: Database) -> Callable[[], TestResponse]:
    """The third step, shown to a person without a second factor."""
    sign_in(client, database, create_account(database))
    return lambda: client.get("/secure-account/second-factor")


def test_a_factor_is_set_up_within_the_third_step(
    client: PageClient, database: Database, third: Callable[[], TestResponse]
) -> None:
    """It comes back there, and shows what there is now. Trial, pages: fault 2."""
    page = client.submit(third(), {"factor": "totp"}, follow_redirects=True)
    number = next(number for number, form in enumerate(forms_of(page)) if "code" in form.fields)
    page = client.submit(page, {"code": shown_app(page).code()}, form=number, follow_redirects=True)
    codes = client.submit(page)
    back = client.get(next(way for way in ways_on(codes) if way.startswith("/signin/")), follow_redirects=True)

    assert database.count(TotpSecret) == 1
    assert (step_of(back), "Sind das alles Ihre?" in back.text) == ("3", True)


def test_setting_one_up_takes_a_recent_sign_in(client: PageClient, clock, third: Callable[[], TestResponse]) -> None:
    """A person who found the session open must not add a way in."""
    page = third()
    assert "/account/security/totp" in client.submit(page, {"factor": "totp"}).location
    clock.shift(timedelta(minutes=11))

    assert client.submit(page, {"factor": "totp"}).location.endswith("/confirm")


@pytest.mark.parametrize("factor", ["", "recovery_codes", "made-up"])
def test_a_factor_that_was_not_offered_is_not_set_up(
    client: PageClient, third: Callable[[], TestResponse], factor: str
) -> None:
    assert client.submit(third(), {"factor": factor}).location == "/secure-account/second-factor"


def test_a_person_with_a_factor_is_not_asked_for_it_by_the_page(
    app: Application, client: PageClient, database: Database
) -> None:
    account = create_account(database)
    create_app_of(database, app.secret_box, account, name="Telefon")
    sign_in(client, database, account, **MULTI)

    assert "Telefon" in client.get("/secure-account/second-factor").text
