"""Threats 9, 14 and 15 as they would happen: twenty requests at one moment on two processes of ``idp serve``."""

from collections import Counter

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.audit.models import AuditEvent
from idp.infrastructure.ids import new_token
from idp.oauth.authorizations.models import AuthorizationRecord
from tests.factories.clients import REDIRECT_URI, CreatedClient, create_client
from tests.factories.relying_parties import s256
from tests.factories.sessions import create_session
from tests.provisioning.databases import Database
from tests.security.serving import Served, same_post

AT_ONCE = 20
VERIFIER = "v" * 64


@pytest.fixture
def client_of(database: Database) -> CreatedClient:
    return create_client(database)


@pytest.fixture
def code(database: Database, person: Account, served: Served, client_of: CreatedClient) -> str:
    """A code for a person who is signed in."""
    cookie = new_token()
    create_session(database, person, cookie)
    parameters = {
        "client_id": client_of.client_id,
        "redirect_uri": REDIRECT_URI,
        "response_type": "code",
        "scope": "openid",
        "code_challenge": s256(VERIFIER),
        "code_challenge_method": "S256",
    }
    return served.obtain_code(cookie, parameters)


def redemption(code: str) -> dict[str, str]:
    return {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": REDIRECT_URI,
        "code_verifier": VERIFIER,
    }


@pytest.mark.threat(9)
def test_a_code_is_redeemed_once(served, database, client_of, code):
    post = {"data": redemption(code), "auth": client_of.basic}

    answers = served.race(same_post(f"{served.issuer}/token", AT_ONCE, **post))

    assert Counter(answer.status_code for answer in answers) == {200: 1, 400: AT_ONCE - 1}
    assert {answer.json()["error"] for answer in answers if answer.status_code == 400} == {"invalid_grant"}
    authorization = database.one(select(AuthorizationRecord))
    assert authorization.revoked_at is not None
    assert authorization.refresh_count == 0


@pytest.mark.threat(15)
def test_a_refresh_token_has_one_successor(served, database, client_of, code):
    token = served.post("/token", redemption(code), client_of).json()["refresh_token"]
    post = {"data": {"grant_type": "refresh_token", "refresh_token": token}, "auth": client_of.basic}

    answers = served.race(same_post(f"{served.issuer}/token", AT_ONCE, **post))

    assert Counter(answer.status_code for answer in answers) == {200: AT_ONCE}
    assert len({answer.json()["refresh_token"] for answer in answers}) == 1
    authorization = database.one(select(AuthorizationRecord))
    assert (authorization.refresh_count, authorization.revoked_at) == (1, None)


@pytest.mark.threat(14)
def test_a_replay_ends_the_authorization_once(served, database, client_of, code):
    oldest = served.post("/token", redemption(code), client_of).json()["refresh_token"]
    newest = oldest
    for _ in range(2):
        form = {"grant_type": "refresh_token", "refresh_token": newest}
        newest = served.post("/token", form, client_of).json()["refresh_token"]
    post = {"data": {"grant_type": "refresh_token", "refresh_token": oldest}, "auth": client_of.basic}

    answers = served.race(same_post(f"{served.issuer}/token", AT_ONCE, **post))

    assert Counter(answer.status_code for answer in answers) == {400: AT_ONCE}
    assert database.one(select(AuthorizationRecord)).revoked_at is not None
    actions = [event.action for event in database.rows(select(AuditEvent))]
    assert actions.count("refresh_token.replayed") == 1
    form = {"grant_type": "refresh_token", "refresh_token": newest}
    assert served.post("/token", form, client_of).json()["error"] == "invalid_grant"
