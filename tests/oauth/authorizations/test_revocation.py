"""Revoking ends what it names, once, and nothing beside it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.infrastructure.clock import current_time
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.oauth.authorizations.revocation import revoke_authorization, revoke_of_account, revoke_of_session
from tests.factories.authorizations import create_authorization, give_refresh_token

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def create(database, rp, person):
    def make(**values):
        return create_authorization(database, rp.registered, account_id=person.id, subject=person.id, **values)

    return make


@pytest.fixture
def ends(database):
    """When each authorization was revoked."""

    def read(*authorizations):
        found = {each.id: each.revoked_at for each in database.rows(select(AuthorizationRecord))}
        return [found[each.id] for each in authorizations]

    return read


def test_one_authorization_ends_and_the_others_go_on(app, create, ends):
    first, second, third = create(), create(), create()

    with app.app_context():
        assert revoke_authorization(second.id, current_time())

    assert ends(first, second, third) == [None, current_time(), None]


def test_what_has_ended_keeps_the_time_of_its_end(app, database, create, ends, person, clock):
    authorization, ended_at = create(), current_time()
    with app.app_context():
        revoke_authorization(authorization.id, ended_at)
    clock.shift(timedelta(minutes=1))

    with app.app_context():
        assert not revoke_authorization(authorization.id, current_time())
    with database.transaction() as session:
        revoke_of_account(session, person.id, current_time())

    assert ends(authorization) == [ended_at]


@pytest.mark.parametrize(
    ("scope", "has_refresh_token", "goes_on"),
    [
        (("openid", "offline_access"), True, True),
        (("openid", "offline_access"), False, False),
        (("openid",), True, False),
        (("openid", "offline_access_of_another_kind"), True, False),
    ],
)
def test_a_session_takes_along_all_but_permissions_to_act_while_the_person_is_away(
    app, database, create, ends, scope, has_refresh_token, goes_on
):
    authorization, of_another = create(session_id="ses_1", scope=scope), create(session_id="ses_2", scope=scope)
    if has_refresh_token:
        give_refresh_token(database, authorization)

    with app.app_context(), database.transaction() as session:
        revoke_of_session(session, "ses_1", current_time())

    assert ends(authorization, of_another) == [None if goes_on else current_time(), None]
