"""Each condition under which a refresh token is redeemed or contested, beside other authorizations."""

from datetime import timedelta

import pytest

from idp.infrastructure.clock import current_time
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.oauth.authorizations.refresh import contest_refresh_token, find_refreshable, redeem_refresh_token
from idp.oauth.tokens.refresh_tokens import RefreshToken, first_secret
from tests.factories.authorizations import create_authorization, give_refresh_token

pytestmark = pytest.mark.usefixtures("clock")
LIFETIME = timedelta(days=30)
SECOND = timedelta(seconds=1)


@pytest.fixture
def create(database, rp, person):
    """An authorization and its refresh token."""

    def make(**values):
        authorization = create_authorization(
            database, rp.registered, **{"account_id": person.id, "subject": person.id} | values
        )
        return authorization, give_refresh_token(database, authorization)

    return make


@pytest.fixture
def redeem(app, rp):
    def make(token):
        successor = RefreshToken(token.authorization_id, first_secret())
        ends = current_time() + LIFETIME
        with app.app_context():
            return redeem_refresh_token(
                token, successor, client_id=rp.client_id, now=current_time(), refresh_expires_at=ends, binding=None
            )

    return make


@pytest.fixture
def find(app):
    def make(authorization):
        with app.app_context():
            return find_refreshable(authorization.id)

    return make


@pytest.mark.parametrize("sooner", ["the token", "the authorization"])
@pytest.mark.parametrize(("age", "opens"), [(LIFETIME - SECOND, True), (LIFETIME, False)])
def test_a_token_opens_until_the_moment_at_which_it_or_its_authorization_expires(
    database, create, redeem, find, clock, sooner, age, opens
):
    authorization, token = create(expires_at=current_time() + LIFETIME)
    other_end = "expires_at" if sooner == "the token" else "refresh_expires_at"
    with database.transaction() as session:
        setattr(session.get_one(AuthorizationRecord, authorization.id), other_end, current_time() + 2 * LIFETIME)
    clock.shift(age)

    assert find(authorization).may_refresh(current_time()) is opens
    assert (redeem(token) is not None) is opens


def test_each_authorization_is_found_by_its_own_id(create, find):
    created = [create() for _ in range(3)]

    assert [find(authorization).authorization.id for authorization, _ in created] == [each.id for each, _ in created]
    assert [find(authorization).secret_hash for authorization, _ in created] == [
        token.secret_hash for _, token in created
    ]


def test_a_client_that_acts_for_itself_may_refresh(create, find, redeem):
    authorization, token = create(account_id=None)

    assert find(authorization).lives
    assert redeem(token) is not None


def test_contesting_a_token_refuses_it_and_none_of_another_authorization(app, create, redeem):
    (_, contested), (_, other) = create(), create()
    with app.app_context():
        assert contest_refresh_token(contested, current_time())

    assert redeem(contested) is None
    assert redeem(other) is not None


def test_a_token_that_was_replaced_meanwhile_cannot_be_contested(app, create, redeem):
    _, token = create()
    former = RefreshToken(token.authorization_id, first_secret())
    with app.app_context():
        assert not contest_refresh_token(former, current_time())

    assert redeem(token) is not None
