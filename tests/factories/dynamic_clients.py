"""Clients that register themselves, as their programs do it."""

import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from idp.clients.dynamic_registration.models import InitialAccessToken
from idp.clients.models import ClientRecord
from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import digest, new_token
from tests.factories.clients import REDIRECT_URI, CreatedClient
from tests.factories.relying_parties import RelyingParty, answer_of, machine
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient

PATH = "/client-registration"
CONSENT_FORM = 1
METADATA: dict[str, Any] = {"client_name": "Kartenwerk", "redirect_uris": [REDIRECT_URI]}


def issue_token(database: Database, **values: Any) -> str:
    """An initial access token that holds for a day."""
    token = new_token()
    row = {"expires_at": current_time() + timedelta(days=1), "uses_allowed": 1000} | values
    database.save(InitialAccessToken(token_hash=digest(token), **row))
    return token


def bearer(token: str | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} if token else {}


def send(browser: PageClient, method: str, url: str, token: str | None, document: object = None) -> TestResponse:
    """A request with JSON, where there is a document."""
    body = {} if document is None else {"json": document}
    return machine(browser).open(url, method=method, headers=bearer(token), **body)


def ask_to_register(browser: PageClient, token: str | None, **metadata: Any) -> TestResponse:
    """A registration of a sound client; a change to None leaves a member out."""
    document = {name: value for name, value in (METADATA | metadata).items() if value is not None}
    return send(browser, "POST", PATH, token, document)


def register(browser: PageClient, token: str | None, **metadata: Any) -> dict[str, Any]:
    """What a client is answered that registers itself."""
    answer = ask_to_register(browser, token, **metadata)
    assert answer.status_code == 201, answer.text
    return answer.get_json()


def manage(browser: PageClient, registered: dict[str, Any], method: str, document: object = None) -> TestResponse:
    """A request to the registration of a client, by its own token."""
    url, token = registered["registration_client_uri"], registered["registration_access_token"]
    return send(browser, method, url, token, document)


def relying_party(browser: PageClient, database: Database, registered: dict[str, Any]) -> RelyingParty:
    """The client as it signs people in."""
    record = database.one(select(ClientRecord).where(ClientRecord.client_id == registered["client_id"]))
    return RelyingParty(CreatedClient(record, registered.get("client_secret")), browser, secrets.token_urlsafe(48))


def allow(browser: PageClient, rp: RelyingParty, **changes: Any) -> str:
    """The code of a person who is signed in already and allows what the client asks for."""
    page = browser.get(rp.authorize(**changes).location)
    assert "/consent/" in page.request.path
    return answer_of(browser.get(browser.submit(page, {"decision": "allow"}, form=CONSENT_FORM).location))["code"]
