"""Who has just chosen a password in this browser need not type it again to sign in. Trial, pages: improvement 2."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.infrastructure.web.application import Application
from idp.sessions import SsoSession
from tests.factories.accounts import create_account
from tests.factories.registration_pages import EMAIL, NEW_PASSWORD, open_link, register
from tests.factories.relying_parties import answer_of, create_relying_party
from tests.factories.sessions import session_token, sign_in
from tests.factories.sign_in_pages import follow_local
from tests.provisioning.databases import Database
from tests.provisioning.mailbox import Mailbox
from tests.provisioning.pages import PageClient, forms_of


def methods_of(database: Database, email: str = EMAIL) -> list[list[str]]:
    """Of each session that the account has."""
    account = database.one(select(Account.id).where(Account.email == email))
    rows = database.rows(select(SsoSession).where(SsoSession.account_id == account, SsoSession.ended_at.is_(None)))
    return [list(row.amr) for row in rows]


def test_the_button_signs_in_the_browser_that_registered(
    client: PageClient, database: Database, mailbox: Mailbox
) -> None:
    """Trial, pages: improvement 2."""
    register(client)

    answer = follow_local(client, client.submit(open_link(client, mailbox.only.link)))

    assert (answer.request.path, methods_of(database)) == ("/", [["pwd"]])


def test_the_typed_code_does_as_well(client: PageClient, database: Database, mailbox: Mailbox) -> None:
    """At the portal that waits, without a page between. Trial, pages: improvement 2."""
    location = create_relying_party(database, client).authorize(prompt="create").location
    page = register(client, path=location)

    answer = follow_local(client, client.submit(page, {"code": mailbox.only.code}))

    assert "code" in answer_of(answer)


@pytest.mark.threat(32, 40, 63)
def test_another_browser_that_chooses_a_password_signs_in_by_hand_with_the_address_filled_in(
    app: Application, client: PageClient, database: Database, mailbox: Mailbox
) -> None:
    """The link may have been passed on by who registered. Trial, pages: improvement 2."""
    register(client)
    other = app.test_client()
    open_link(other, mailbox.only.link)

    done = other.submit(other.get("/register/confirm?choose=new"), {"password": "ganz-anders-Turm-31"})

    assert (done.status_code, session_token(other), methods_of(database)) == (200, None, [])
    start = re.search(r'class="btn btn-primary" href="([^"]+)"', done.text)
    assert start
    page = other.get(start[1].replace("&amp;", "&"), follow_redirects=True)
    assert forms_of(page)[0].fields["email"] == EMAIL


def test_another_browser_in_which_the_password_was_typed_is_signed_in(
    app: Application, client: PageClient, database: Database, mailbox: Mailbox
) -> None:
    """It would be typed twice otherwise. A sibling of improvement 2."""
    register(client)
    other = app.test_client()

    other.submit(open_link(other, mailbox.only.link), {"password": NEW_PASSWORD}, follow_redirects=True)

    assert methods_of(database) == [["pwd"]]
    assert other.get("/account").status_code == 200


def test_the_request_of_another_browser_does_not_go_on_in_this_one(
    app: Application, client: PageClient, database: Database, mailbox: Mailbox
) -> None:
    location = create_relying_party(database, client).authorize(prompt="create").location
    register(client, path=location)
    other = app.test_client()

    answer = other.submit(open_link(other, mailbox.only.link), {"password": NEW_PASSWORD})

    assert follow_local(other, answer).location == "https://shop.example.test/"


@pytest.mark.threat(95)
def test_a_password_that_was_typed_too_long_ago_is_asked_for(
    app: Application, client: PageClient, database: Database, mailbox: Mailbox, clock
) -> None:
    """The browser may have changed hands since; a sign-in in progress holds no longer either."""
    register(client)
    clock.shift(timedelta(minutes=app.settings.sessions.interaction_minutes))

    done = client.submit(open_link(client, mailbox.only.link))

    assert (done.status_code, methods_of(database)) == (200, [])


@pytest.mark.threat(37)
def test_an_account_that_came_meanwhile_is_not_entered(
    client: PageClient, database: Database, mailbox: Mailbox
) -> None:
    register(client)
    create_account(database, email=EMAIL)

    done = client.submit(open_link(client, mailbox.only.link))

    assert (done.status_code, methods_of(database)) == (200, [])


@pytest.mark.threat(37)
def test_another_person_of_the_browser_stays_signed_in_beside(
    client: PageClient, database: Database, mailbox: Mailbox
) -> None:
    other = create_account(database)
    sign_in(client, database, other)
    register(client)
    client.submit(open_link(client, mailbox.only.link), follow_redirects=True)

    assert (len(methods_of(database)), len(methods_of(database, other.email))) == (1, 1)
    assert EMAIL.partition("@")[0] in client.get("/account").text


@pytest.mark.threat(88)
def test_what_the_portal_demands_is_asked_for_first(
    make_app: Callable[..., Application], database: Database, mailbox: Mailbox
) -> None:
    portals = {"shop": {"second_factor": {"policy": "all", "grace_days": 0}}}
    client = make_app(portals=portals).test_client()
    register(client)

    page = follow_local(client, client.submit(open_link(client, mailbox.only.link)))

    assert (page.request.path.rpartition("/")[2], methods_of(database)) == ("enrol", [])


@pytest.mark.threat(88)
def test_the_rules_that_the_password_met_are_known_of_the_account(
    client: PageClient, database: Database, mailbox: Mailbox
) -> None:
    """Otherwise the first application would ask for the password once more, to look at it."""
    register(client)
    client.submit(open_link(client, mailbox.only.link), follow_redirects=True)

    assert "code" in answer_of(create_relying_party(database, client).authorize())
