"""A scope is one `Scope`, with what reads its claims, and one registration."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from idp.infrastructure.web.application import Application
from idp.protocol.scopes import SCOPES, ClaimsContext, Scope, add_scope
from tests.factories.accounts import create_account
from tests.factories.relying_parties import RelyingParty, answer_of, create_relying_party
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database

CONSENT_FORM = 1


def read_hobbies(context: ClaimsContext) -> Mapping[str, object]:
    return {"hobbies": ["sailing"], "hobby_level": 3}


HOBBIES = Scope(name="hobbies", claims=("hobbies", "hobby_level"), read=read_hobbies, title="See what you like to do")


@pytest.fixture
def rp(make_app: Callable[..., Application], database: Database) -> Iterator[RelyingParty]:
    add_scope(HOBBIES)
    browser = make_app(own=True).test_client()
    sign_in(browser, database, create_account(database, language="en"))
    yield create_relying_party(database, browser, scope="openid hobbies", consent="explicit")
    del SCOPES[HOBBIES.name]


def allow(rp: RelyingParty, **changes: Any) -> dict[str, Any]:
    """The token answer for a person who allows what the consent page asks."""
    page = rp.browser.get(rp.authorize(**changes).location)
    assert "See what you like to do" in page.text
    answer = rp.browser.submit(page, {"decision": "allow"}, form=CONSENT_FORM)
    return rp.redeem(answer_of(rp.browser.get(answer.location))["code"]).get_json()


def test_its_claims_are_read_for_userinfo(rp: RelyingParty) -> None:
    token = allow(rp, scope="openid hobbies")["access_token"]
    told = rp.userinfo(token).get_json()

    assert (told["hobbies"], told["hobby_level"]) == (["sailing"], 3)


def test_a_claim_of_it_can_be_asked_for_by_name(rp: RelyingParty) -> None:
    answer = allow(rp, scope="openid", claims=json.dumps({"id_token": {"hobby_level": None}}))
    told = rp.read_id_token(answer["id_token"])

    assert told["hobby_level"] == 3
    assert "hobbies" not in told


def test_discovery_names_scope_and_claims(rp: RelyingParty) -> None:
    document = rp.browser.get("/.well-known/openid-configuration").get_json()

    assert "hobbies" in document["scopes_supported"]
    assert {"hobbies", "hobby_level"} <= set(document["claims_supported"])
