"""Becoming an operator by a one-time link."""

from datetime import timedelta

import pytest
import time_machine
from argon2 import PasswordHasher
from sqlalchemy import select

from idp.accounts.link_purposes import PASSWORD_RESET
from idp.accounts.models import Account
from idp.administration.invitation import invite_operator
from idp.administration.models import OperatorRole
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.infrastructure.one_time_links import OneTimeLink, issue_link
from idp.infrastructure.web.application import Application
from idp.sessions.models import SsoSession
from tests.factories.accounts import create_account
from tests.factories.actors import operator
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient, forms_of

EMAIL = "op@example.test"
VALUES = {"given_name": "Olga", "family_name": "Perowa", "password": "vier Enten im Regenfass"}
PAGE = "/operator-invitation"


@pytest.fixture
def link(app: Application, database: Database) -> str:
    return invite(app)


def invite(app: Application) -> str:
    with app.app_context(), transaction() as session:
        made = invite_operator(session, EMAIL, app.settings, operator(), by_mail=False)
    return made.link.removeprefix(app.settings.issuer)


def test_the_link_makes_an_operator(client: PageClient, database: Database, link: str) -> None:
    answer = client.submit(client.get(link, follow_redirects=True), VALUES)
    assert answer.status_code == 303
    account = database.one(select(Account))
    assert (account.email, account.name) == (EMAIL, "Olga Perowa")
    assert account.email_verified_at is not None
    assert PasswordHasher().verify(account.password_hash or "", VALUES["password"])
    assert database.one(select(OperatorRole.role)) == "operator"
    actions = set(database.rows(select(AuditEvent.action)))
    assert actions >= {"operator_invitation.issued", "operator_invitation.accepted", "operator_role.granted"}


def test_nobody_is_signed_in_by_it(client: PageClient, database: Database, link: str) -> None:
    client.submit(client.get(link, follow_redirects=True), VALUES)
    assert database.count(SsoSession) == 0


def test_it_leads_to_the_sign_in_of_the_operator_whoever_is_signed_in(
    client: PageClient, database: Database, link: str
) -> None:
    """The address is filled in. A sibling of improvement 2."""
    sign_in(client, database, create_account(database))

    page = client.submit(client.get(link, follow_redirects=True), VALUES, follow_redirects=True)

    assert forms_of(page)[0].fields["email"] == EMAIL


def test_the_token_leaves_the_address_bar(client: PageClient, link: str) -> None:
    opened = client.get(link)
    assert (opened.status_code, opened.location) == (303, PAGE)
    assert opened.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.threat(77)
def test_opening_it_changes_nothing(client: PageClient, database: Database, link: str) -> None:
    for _ in range(3):
        client.head(link)
        page = client.get(link, follow_redirects=True)
    assert database.one(select(OneTimeLink.state)) == "open"
    assert client.submit(page, VALUES).status_code == 303


@pytest.mark.threat(53)
def test_it_works_once(client: PageClient, app: Application, database: Database, link: str) -> None:
    page = client.get(link, follow_redirects=True)
    other = app.test_client()
    second = other.get(link, follow_redirects=True)
    client.submit(page, VALUES)
    assert other.submit(second, VALUES | {"given_name": "Mallory"}).status_code == 410
    assert app.test_client().get(link, follow_redirects=True).status_code == 410
    assert database.one(select(Account)).given_name == "Olga"


def test_a_newer_link_replaces_it(client: PageClient, app: Application, database: Database, link: str) -> None:
    newer = invite(app)
    assert client.get(link, follow_redirects=True).status_code == 410
    assert client.get(newer, follow_redirects=True).status_code == 200


def test_it_holds_for_a_day(client: PageClient, database: Database, link: str) -> None:
    with time_machine.travel(database.one(select(OneTimeLink)).expires_at + timedelta(seconds=1)):
        assert client.get(link, follow_redirects=True).status_code == 410


@pytest.mark.threat(53)
def test_a_link_of_another_kind_is_worth_nothing(client: PageClient, app: Application, database: Database) -> None:
    with app.app_context(), transaction() as session:
        token = issue_link(session, PASSWORD_RESET, EMAIL, timedelta(hours=1)).token
    assert client.get(f"{PAGE}/link/{token}", follow_redirects=True).status_code == 404


@pytest.mark.threat(52)
def test_without_the_link_there_is_no_page(client: PageClient, database: Database) -> None:
    assert client.get(PAGE, follow_redirects=True).status_code == 404


@pytest.mark.threat(32)
def test_the_page_belongs_to_the_browser_that_opened_the_link(
    client: PageClient, app: Application, database: Database, link: str
) -> None:
    client.get(link)
    assert app.test_client().get(PAGE, follow_redirects=True).status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"password": "short"}, {"password": "Olga-Perowa"}, {"given_name": ""}, {"family_name": "x" * 101}]
)
def test_a_wrong_entry_is_explained_and_the_link_stays_good(
    client: PageClient, database: Database, link: str, wrong: dict[str, str]
) -> None:
    page = client.submit(client.get(link, follow_redirects=True), VALUES | wrong)
    assert page.status_code == 422
    assert "field-error" in page.text
    assert client.submit(page, VALUES).status_code == 303


@pytest.mark.threat(63)
def test_an_account_that_was_made_meanwhile_keeps_nothing_of_its_maker(
    client: PageClient, app: Application, database: Database, link: str
) -> None:
    squatter = create_account(database, email=EMAIL)
    intruder = app.test_client()
    sign_in(intruder, database, squatter)
    client.submit(client.get(link, follow_redirects=True), VALUES)
    account = database.one(select(Account))
    assert account.id == squatter.id
    assert account.password_hash != squatter.password_hash
    assert database.one(select(SsoSession)).ended_at is not None


@pytest.mark.parametrize(
    ("language", "words"), [("de", "als Administrator"), ("en", "You've been invited as an operator")]
)
def test_the_page_speaks_both_languages(client: PageClient, link: str, language: str, words: str) -> None:
    assert words in client.get(link, follow_redirects=True, headers={"Accept-Language": language}).text


def test_an_account_that_was_made_meanwhile_is_enabled_and_its_address_proved(
    client: PageClient, database: Database, link: str
) -> None:
    account = create_account(database, email=EMAIL, email_verified_at=None, disabled_at=current_time())

    client.submit(client.get(link, follow_redirects=True), VALUES)

    assert database.one(select(Account.disabled_at)) is None
    assert database.one(select(Account.email_verified_at)) is not None
    assert database.one(select(Account.id)) == account.id
