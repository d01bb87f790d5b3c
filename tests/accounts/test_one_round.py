"""A form with several wrong entries is judged once: what is wrong is said of all of them."""

import re
from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from idp.infrastructure.web.application import Application
from tests.factories import links
from tests.factories.accounts import create_account
from tests.factories.registration_pages import EMAIL, NEW_PASSWORD
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient, forms_of

HINT = "Bitte geben Sie Ihr Passwort erneut ein."
Arrive = Callable[[PageClient, Database, Application], TestResponse]


def registration(client: PageClient, database: Database, app: Application) -> TestResponse:
    return client.get("/register")


def operator_invitation(client: PageClient, database: Database, app: Application) -> TestResponse:
    with app.app_context(), database.transaction() as session:
        token = links.invite_operator(session, create_account(database)).token
    return client.get(f"/operator-invitation/link/{token}", follow_redirects=True)


NAMES = {"given_name": "Grace", "family_name": "Neu"}
RIGHT: dict[Arrive, dict[str, str]] = {
    registration: NAMES | {"email": EMAIL, "password": NEW_PASSWORD},
    operator_invitation: NAMES | {"password": NEW_PASSWORD},
}
WRONG = {"given_name": "", "family_name": "x" * 101, "email": "not an address", "password": "short"}
every_form = pytest.mark.parametrize("arrive", RIGHT)


def faults(page: TestResponse) -> set[str]:
    return set(re.findall(r'id="(\w+)-error"', page.text))


def submit(client: PageClient, page: TestResponse, entry: dict[str, str]) -> TestResponse:
    number = next(number for number, form in enumerate(forms_of(page)) if "password" in form.fields)
    return client.submit(page, entry, form=number)


@every_form
def test_everything_that_is_wrong_is_said_at_once(
    app: Application, client: PageClient, database: Database, arrive: Arrive
) -> None:
    """A bad address does not hide a weak password. Trial, pages: fault 8."""
    entry = {name: WRONG[name] for name in RIGHT[arrive]}

    page = submit(client, arrive(client, database, app), entry)

    assert (page.status_code, faults(page)) == (422, set(entry))


@every_form
def test_a_password_that_was_right_is_asked_for_again_with_the_reason(
    app: Application, client: PageClient, database: Database, arrive: Arrive
) -> None:
    """No page holds a password; its field says why it is empty, and is not called wrong. Trial, pages: fault 8."""
    page = submit(client, arrive(client, database, app), RIGHT[arrive] | {"given_name": ""})

    assert faults(page) == {"given_name"}
    assert NEW_PASSWORD not in page.text
    assert re.search(rf'id="password-hint">{HINT}', page.text)
    assert re.search(r'<input[^>]*aria-describedby="password-hint[^>]*name="password"', page.text)


@every_form
def test_a_password_that_was_wrong_is_told_what_is_wrong_instead(
    app: Application, client: PageClient, database: Database, arrive: Arrive
) -> None:
    page = submit(client, arrive(client, database, app), RIGHT[arrive] | {"given_name": "", "password": "short"})

    assert (faults(page), HINT in page.text) == ({"given_name", "password"}, False)


@every_form
def test_right_entries_are_accepted(app: Application, client: PageClient, database: Database, arrive: Arrive) -> None:
    assert submit(client, arrive(client, database, app), RIGHT[arrive]).status_code == 303


def test_the_same_where_a_known_password_stands_beside_a_missing_name(make_app: Callable[..., Application]) -> None:
    """A sibling of fault 8: name and password on one page of the sign-in. Trial, pages: fault 8."""
    client = make_app(portals={"shop": {"form": "combined"}}).test_client()
    page = submit(client, client.get("/signin", follow_redirects=True), {"email": "", "password": NEW_PASSWORD})

    assert faults(page) == {"email"}
    assert HINT in page.text


def test_two_wrong_entries_of_a_forgotten_password_are_said_at_once(make_app: Callable[..., Application]) -> None:
    """A sibling of fault 8. Trial, pages: fault 8."""
    client = make_app(portals={"shop": {"password_reset": {"ask_customer_number": True}}}).test_client()
    page = client.submit(client.get("/password-reset"), {"email": "nobody", "customer_number": "!"})

    assert faults(page) == {"email", "customer_number"}
