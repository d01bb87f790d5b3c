"""A grant is one class and one registration: nothing else is touched."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest

from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import Application
from idp.oauth.authorizations import Authorization
from idp.oauth.authorizations.adding import add_authorization
from idp.oauth.grants import GRANTS, Grant, add_grant
from idp.oauth.tokens.issuing import issue
from tests.factories.relying_parties import RelyingParty, create_relying_party
from tests.provisioning.databases import Database

TYPE = "urn:example:robot"


class RobotGrant(Grant):
    """A client acts for itself, with what it says the robot is."""

    GRANT_TYPE = TYPE

    def exchange(self) -> Mapping[str, Any]:
        authorization = Authorization(
            client_id=self.client.client_id,
            account_id=None,
            subject=self.client.client_id,
            scope=(f"robot:{self.required('robot')}",),
            created_at=current_time(),
            expires_at=current_time() + timedelta(hours=1),
        )
        add_authorization(authorization)
        return issue(authorization, self.client, current_time())


@pytest.fixture
def rp(make_app: Callable[..., Application], database: Database) -> Iterator[RelyingParty]:
    add_grant(RobotGrant)
    browser = make_app(own=True).test_client()
    yield create_relying_party(database, browser, grant_types=[TYPE])
    del GRANTS[TYPE]


def test_its_tokens_pass_through_every_endpoint(rp: RelyingParty) -> None:
    token = rp.post("/token", {"grant_type": TYPE, "robot": "r2"}).get_json()["access_token"]

    assert rp.introspect(token)["scope"] == "robot:r2"
    assert rp.userinfo(token).status_code == 403
    rp.revoke(token)
    assert rp.introspect(token) == {"active": False}


def test_what_it_needs_is_asked_for(rp: RelyingParty) -> None:
    refused = rp.post("/token", {"grant_type": TYPE})

    assert refused.get_json()["error_description"] == "The parameter robot is missing."


def test_only_clients_that_are_registered_for_it_may_use_it(rp: RelyingParty, database: Database) -> None:
    other = create_relying_party(database, rp.browser)

    assert other.post("/token", {"grant_type": TYPE, "robot": "r2"}).get_json()["error"] == "unauthorized_client"


def test_discovery_offers_it(rp: RelyingParty) -> None:
    assert TYPE in rp.browser.get("/.well-known/openid-configuration").get_json()["grant_types_supported"]
