"""An authorization without an account, as of the grant client_credentials: it passes through every endpoint."""

from datetime import timedelta

import pytest

from idp.infrastructure.clock import current_time
from idp.infrastructure.retention import retention_rules
from idp.oauth.authorizations.bearer import find_bearer
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.oauth.tokens.issuing import issue
from tests.factories.authorizations import create_authorization
from tests.factories.clients import change_client

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def authorization(database, rp):
    return create_authorization(database, rp.registered, scope=("openid", "reports"))


@pytest.fixture
def answer(app, rp, authorization):
    with app.app_context():
        return issue(authorization, app.extensions["idp.clients"].find(rp.client_id).metadata, current_time())


def test_the_access_token_names_the_client_as_its_subject_and_no_authentication(rp, answer):
    claims = rp.read_id_token(answer["access_token"])

    assert claims["sub"] == claims["client_id"] == rp.client_id
    assert not {"auth_time", "acr", "amr"} & set(claims)


def test_there_is_neither_an_id_token_nor_a_refresh_token(answer):
    assert set(answer) == {"access_token", "token_type", "expires_in", "scope"}


def test_introspection_knows_the_token_and_names_no_user(rp, answer):
    told = rp.introspect(answer["access_token"])

    assert told["active"] is True
    assert told["sub"] == rp.client_id
    assert "username" not in told


def test_userinfo_refuses_it(rp, answer):
    refused = rp.userinfo(answer["access_token"])

    assert refused.status_code == 403
    assert 'error="insufficient_scope"' in refused.headers["WWW-Authenticate"]


def test_revocation_ends_it(rp, answer):
    rp.revoke(answer["access_token"])

    assert rp.introspect(answer["access_token"]) == {"active": False}


def test_disabling_the_client_ends_it(rp, app, authorization, database):
    change_client(database, rp.registered, disabled_at=current_time())

    with app.app_context():
        assert find_bearer(authorization.id, None) is None


def test_retention_deletes_it_a_day_after_its_end(app, authorization, database, clock):
    rule = next(rule for rule in retention_rules(app) if rule.table == AuthorizationRecord.__tablename__)

    for shift, left in ((timedelta(days=31), 1), (timedelta(seconds=1), 0)):
        clock.shift(shift)
        with app.app_context():
            rule()
        assert database.count(AuthorizationRecord) == left
