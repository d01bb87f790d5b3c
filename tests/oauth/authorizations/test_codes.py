"""Each condition under which a code is redeemed, beside a code that meets them all."""

from datetime import timedelta

import pytest

from idp.infrastructure.clock import current_time
from idp.oauth.authorizations import Authorization
from idp.oauth.authorizations.adding import add_code
from idp.oauth.authorizations.codes import find_code, redeem_code
from tests.factories.accounts import create_account
from tests.factories.clients import REDIRECT_URI, create_client
from tests.factories.sessions import create_session

pytestmark = pytest.mark.usefixtures("clock")
LIFETIME = timedelta(minutes=1)


@pytest.fixture
def issue(app, rp):
    """``issue(account, session_id=…)``: a code of this account, and its authorization."""

    def make(account, **values):
        authorization = Authorization(
            **{
                "client_id": rp.client_id,
                "account_id": account.id,
                "subject": account.id,
                "scope": ("openid",),
                "created_at": current_time(),
                "expires_at": current_time() + LIFETIME,
            }
            | values
        )
        with app.app_context():
            return add_code(authorization, redirect_uri=REDIRECT_URI, code_challenge=None), authorization

    return make


@pytest.fixture
def redeem(app, rp):
    """The id of the authorization that a code is redeemed for, or None."""

    def make(code):
        now = current_time()
        with app.app_context():
            redeemed = redeem_code(
                code,
                client_id=rp.client_id,
                redirect_uri=REDIRECT_URI,
                challenge=None,
                jkt=None,
                now=now,
                expires_at=now + timedelta(days=1),
                refresh_hash=None,
                refresh_binding=None,
                refresh_expires_at=None,
            )
        return None if redeemed is None else redeemed.id

    return make


@pytest.mark.parametrize(("age", "opens"), [(LIFETIME - timedelta(seconds=1), True), (LIFETIME, False)])
def test_a_code_opens_until_the_moment_at_which_it_expires(issue, redeem, person, clock, age, opens):
    code, authorization = issue(person)
    clock.shift(age)

    assert redeem(code) == (authorization.id if opens else None)


def test_a_code_opens_its_own_authorization_and_leaves_the_others(app, issue, redeem, person):
    codes = [issue(person) for _ in range(3)]

    for code, authorization in reversed(codes):
        with app.app_context():
            assert find_code(code).authorization.id == authorization.id
        assert redeem(code) == authorization.id
    assert [redeem(code) for code, _ in codes] == [None] * 3


def test_a_value_that_is_no_code_opens_none(app, issue, redeem, person):
    issue(person)

    assert redeem("guessed") is None
    with app.app_context():
        assert find_code("guessed") is None


def test_a_code_opens_nothing_once_its_own_session_has_ended(database, issue, redeem, person):
    ended = create_session(database, person, ended_at=current_time())
    going_on = create_session(database, person)

    assert redeem(issue(person, session_id=going_on.id)[0]) is not None
    assert redeem(issue(person, session_id=ended.id)[0]) is None


def test_a_code_opens_nothing_once_its_own_account_is_disabled(database, issue, redeem, person):
    disabled = create_account(database, email="gone@example.test", disabled_at=current_time())

    assert redeem(issue(person)[0]) is not None
    assert redeem(issue(disabled)[0]) is None


def test_a_code_opens_nothing_once_its_own_client_is_disabled(database, rp, issue, redeem, person):
    create_client(database)
    code, authorization = issue(person)
    database.change(rp.registered.record, disabled_at=current_time())
    assert redeem(code) is None

    database.change(rp.registered.record, disabled_at=None)
    assert redeem(code) == authorization.id
