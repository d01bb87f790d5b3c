"""Two tabs of one browser, one acting for each of two organizations, and an application that restarts meanwhile."""

import os
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import KeySet
from sqlalchemy import select, update

from idp.accounts.models import Account
from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import new_token
from idp.infrastructure.resources import resource
from idp.oauth.backchannel_logout.models import LogoutDelivery
from idp.organizations.models import Membership, Organization
from tests.factories.accounts import create_account
from tests.factories.clients import CreatedClient, create_client
from tests.factories.organizations import create_organization, join
from tests.factories.relying_parties import s256
from tests.factories.sessions import create_session
from tests.interop.programs import Program
from tests.provisioning.databases import Database
from tests.security.serving import Served, Visitor, same_post

pytestmark = [pytest.mark.threat(17), pytest.mark.threat(31), pytest.mark.threat(72)]
VERIFIER = "v" * 64
WITHIN_SECONDS = 30
TURNS = 5


@pytest.fixture
def application(database: Database, served: Served) -> CreatedClient:
    """The portal of ``examples/portal``, as it is registered."""
    url = f"http://{served.beside}"
    return create_client(
        database,
        redirect_uris=[f"{url}/callback"],
        backchannel_logout_uri=f"{url}/backchannel-logout",
        scope="openid organization",
    )


@pytest.fixture
def start_application(application: CreatedClient, served: Served) -> Callable[[], Program]:
    """``start_application()``: the portal's process."""
    settings = {
        "PORTAL_LOOK": "werkbank",
        "PORTAL_URL": f"http://{served.beside}",
        "PORTAL_ISSUER": served.issuer,
        "PORTAL_CLIENT_ID": application.client_id,
        "PORTAL_CLIENT_SECRET": application.secret or "",
    }

    def start() -> Program:
        command = [sys.executable, str(resource("examples") / "portal" / "portal.py")]
        log = served.folder / "portal.log"
        program = Program.start("portal", command, environment=os.environ | settings, folder=served.folder, log=log)
        program.wait_until_it_answers(settings["PORTAL_URL"])
        return program

    return start


class Tab:
    """What the application holds for one tab of the browser: tokens of one organization."""

    def __init__(self, served: Served, client: CreatedClient, cookie: str, organization: Organization) -> None:
        self.served, self.client, self.organization = served, client, organization
        redirect_uri = client.record.values["redirect_uris"][0]
        parameters = {
            "client_id": client.client_id,
            "redirect_uri": redirect_uri,
            "response_type": "code",
            "scope": "openid organization",
            "code_challenge": s256(VERIFIER),
            "code_challenge_method": "S256",
            "organization": organization.id,
        }
        code = served.obtain_code(cookie, parameters)
        redemption = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
        self.take(served.post("/token", redemption | {"code_verifier": VERIFIER}, client))

    def take(self, answer: requests.Response) -> None:
        assert answer.status_code == 200, answer.text
        self.tokens: Mapping[str, Any] = answer.json()

    def refreshing(self) -> dict[str, Any]:
        form = {"grant_type": "refresh_token", "refresh_token": self.tokens["refresh_token"]}
        return {"data": form, "auth": self.client.basic}

    def refresh(self) -> requests.Response:
        return requests.post(f"{self.served.issuer}/token", timeout=20, **self.refreshing())

    def told(self) -> set[str | None]:
        """The organizations of ID token, access token, userinfo and introspection."""
        access_token = self.tokens["access_token"]
        bearer = {"Authorization": f"Bearer {access_token}"}
        keys = KeySet.import_key_set(requests.get(f"{self.served.issuer}/jwks.json", timeout=20).json())
        documents = [
            *(jwt.decode(token, keys).claims for token in (self.tokens["id_token"], access_token)),
            requests.get(f"{self.served.issuer}/userinfo", headers=bearer, timeout=20).json(),
            self.introspect(),
        ]
        return {document.get("tenant") for document in documents}

    def introspect(self) -> dict[str, Any]:
        answer = self.served.post("/introspect", {"token": self.tokens["access_token"]}, self.client)
        document: dict[str, Any] = answer.json()
        return document


@pytest.fixture
def tabs(served: Served, database: Database, application: CreatedClient, person: Account) -> tuple[Tab, Tab]:
    cookie = new_token()
    create_session(database, person, cookie)
    organizations = [create_organization(database, name) for name in ("Hafenwerk GmbH", "Lindenhof eG")]
    for organization in organizations:
        join(database, organization, person)
    one, other = (Tab(served, application, cookie, organization) for organization in organizations)
    return one, other


def test_two_tabs_that_refresh_at_once_keep_their_organizations(served: Served, tabs: tuple[Tab, Tab]) -> None:
    """ID token, access token, userinfo and introspection agree in each of them. Issue 10, item 4."""
    assert [tab.told() for tab in tabs] == [{tab.organization.id} for tab in tabs]
    for _ in range(TURNS):
        posts = [post for tab in tabs for post in same_post(f"{served.issuer}/token", 1, **tab.refreshing())]
        for tab, answer in zip(tabs, served.race(posts), strict=True):
            tab.take(answer)
        assert [tab.told() for tab in tabs] == [{tab.organization.id} for tab in tabs]


def test_a_membership_that_ends_while_the_application_restarts(
    served: Served,
    database: Database,
    tabs: tuple[Tab, Tab],
    person: Account,
    start_application: Callable[[], Program],
) -> None:
    """Refreshing is refused at once, and the logout token comes when the application is back. Issue 10, item 7."""
    lost, kept = tabs
    worker = served.start_worker()

    remove_member(served, database, lost.organization, person)
    refused = lost.refresh()
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    assert lost.introspect() == {"active": False}
    kept.take(kept.refresh())
    assert kept.told() == {kept.organization.id}
    wait_until(lambda: delivery(database).last_error is not None)
    assert delivery(database).state == "queued"

    program = start_application()
    # Its time comes: the first pause is about a minute long.
    with database.transaction() as session:
        session.execute(update(LogoutDelivery).values(next_attempt_at=current_time()))
    wait_until(lambda: delivery(database).state not in {"queued", "sending"})
    sent = delivery(database)
    assert (sent.state, sent.last_status, sent.attempts) == ("delivered", 200, 2)
    for each in (program, worker):
        each.stop()


def remove_member(served: Served, database: Database, organization: Organization, account: Account) -> None:
    """As an administrator does, on the member's page."""
    chief = create_account(database)
    join(database, organization, chief, role="administrator")
    of_member = (Membership.organization_id == organization.id, Membership.account_id == account.id)
    membership_id = database.one(select(Membership.id).where(*of_member))
    page = Visitor.let_in(served, database, chief, f"/organizations/{organization.id}/members/{membership_id}")
    url, options = page.pressing("/remove")
    assert page.browser.post(url, timeout=30, **options).status_code == 200


def delivery(database: Database) -> LogoutDelivery:
    return database.one(select(LogoutDelivery))


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + WITHIN_SECONDS
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
