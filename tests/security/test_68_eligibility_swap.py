"""Threat 68: an entry changed after it was judged, and one serial number shown twice."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.infrastructure.web.application import Application
from idp.registration.models import Registration
from tests.factories.customers import create_device, create_record
from tests.factories.journeys import BY_SERIAL, portal_of
from tests.factories.registration_pages import EMAIL, NEW_PASSWORD
from tests.provisioning.databases import Database
from tests.provisioning.mailbox import Mailbox
from tests.provisioning.pages import PageClient, forms_of

pytestmark = pytest.mark.threat(68)
BY_DOMAIN = portal_of(
    pages=[["email", "last_name"], ["evidence"], ["password"]],
    evidence={"email_domain": {"domains": ["firma.example"]}},
)
BY_NAME = portal_of(
    pages=[["email", "last_name"], ["evidence"], ["password"]], evidence={"customer_number": {}, "name": {}}
)
MAKE = Callable[..., Application]


def first_page(client: PageClient, at: str, email: str, name: str) -> str:
    """The address that the first page leads to."""
    answer = client.submit(client.get(at), {"email": email, "family_name": name})
    return answer.location


@pytest.mark.parametrize(
    ("portal", "own", "foreign"),
    [
        (BY_DOMAIN, ("neu@firma.example", "Neu"), ("neu@elsewhere.example", "Neu")),
        (BY_NAME, (EMAIL, "Hafenwerk"), (EMAIL, "Bahnhof")),
    ],
    ids=["address", "name"],
)
def test_what_is_changed_on_an_earlier_page_is_judged_anew(
    make_app: MAKE, database: Database, portal: dict[str, object], own: tuple[str, str], foreign: tuple[str, str]
) -> None:
    """The page with the password can't be reached around the one that judges."""
    create_record(database, "4711", name="Hafenwerk")
    client: Any = make_app(**portal).test_client()
    second = first_page(client, "/register", *own)
    typed = {"evidence_customer_number": "4711"} if portal is BY_NAME else {}
    third = client.submit(client.get(second), typed).location
    assert client.get(third).status_code == 200

    assert first_page(client, second.replace("/page/2", "/page/1"), *foreign) == second
    assert client.get(third).location == second
    client.post(third, data={"password": NEW_PASSWORD})
    assert client.submit(client.get(second), typed).status_code == 422
    assert database.one(select(Registration.state)) == "started"


def test_an_entry_that_comes_along_with_a_later_page_is_ignored(
    make_app: MAKE, database: Database, mailbox: Mailbox
) -> None:
    """The body of the last page names another address and claims what was judged."""
    client: Any = make_app(**BY_DOMAIN).test_client()
    second = first_page(client, "/register", "neu@firma.example", "Neu")
    third = client.submit(client.get(second)).location
    forged = {"email": EMAIL, "is_eligible": "y", "customer_id": "cus_1", "evidence_customer_number": "4711"}
    (token,) = [form.fields["csrf_token"] for form in forms_of(client.get(third)) if "password" in form.fields]
    client.post(third, data={"csrf_token": token, "password": NEW_PASSWORD} | forged)

    row = database.one(select(Registration))
    assert (row.email, row.customer_id, row.evidence) == ("neu@firma.example", None, {})
    assert [mail.recipient for mail in mailbox.mails] == ["neu@firma.example"]


def test_a_serial_number_makes_one_account_at_once_and_is_never_called_taken(
    make_app: MAKE, database: Database, mailbox: Mailbox
) -> None:
    create_device(database, "AB123Z")
    app, said = make_app(**BY_SERIAL), []
    for email in ("first@example.test", "second@example.test"):
        client: Any = app.test_client()
        entry = {"given_name": "Grace", "family_name": "Neu", "email": email, "password": NEW_PASSWORD}
        page = client.submit(
            client.get("/register"), entry | {"evidence_serial_number": "AB123Z"}, follow_redirects=True
        )
        said.append(page.text.replace(email.partition("@")[0], "").partition("<main")[2].partition("<form")[0])
        client.submit(page, {"code": mailbox.to(email)[-1].code}, follow_redirects=True)

    assert said[0] == said[1]
    assert database.rows(select(Account.email)) == ["first@example.test"]
    waiting = select(Registration.email).where(Registration.state == "awaiting_approval")
    assert database.rows(waiting) == ["second@example.test"]
