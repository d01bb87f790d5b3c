"""Revoking ends what it names, once, and nothing beside it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.infrastructure.clock import current_time
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.oauth.authorizations.revocation import (
    revoke_authorization,
    revoke_everything_of_sessions,
    revoke_of_account,
    revoke_of_clients,
    revoke_of_member,
    revoke_of_session,
)
from idp.oauth.authorizations.signals import authorizations_ended
from tests.factories.accounts import create_account
from tests.factories.authorizations import create_authorization, give_refresh_token
from tests.factories.clients import create_client
from tests.factories.organizations import create_organization

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def create(database, rp, person):
    def make(**values):
        given = {"account_id": person.id, "subject": person.id}
        return create_authorization(database, rp.registered, **given | values)

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


REVOCATIONS = {
    "the account": lambda session, person, _, now: revoke_of_account(session, person.id, now),
    "the account, but for a session": lambda session, person, _, now: revoke_of_account(session, person.id, now, "s1"),
    "a session": lambda session, _, __, now: revoke_of_session(session, "s1", now),
    "sessions": lambda session, _, __, now: revoke_everything_of_sessions(session, ["s1", "s2"], now),
    "a client": lambda session, person, rp, now: revoke_of_clients(session, person.id, [rp.client_id], now),
    "an organization": lambda session, person, _, now: revoke_of_member(session, person.id, "org_1", now),
}


@pytest.mark.parametrize(
    ("of", "ended"),
    [
        ("the account", {"s1", "s2", "no session", "client", "organization"}),
        ("the account, but for a session", {"s2", "no session", "client", "organization"}),
        ("a session", {"s1"}),
        ("sessions", {"s1", "s2"}),
        ("a client", {"s1", "s2", "no session", "organization"}),
        ("an organization", {"organization"}),
    ],
)
def test_what_is_revoked_is_what_was_named_and_receivers_hear_of_the_same(app, database, rp, create, person, of, ended):
    for organization_id in ("org_1", "org_2"):
        create_organization(database, id=organization_id)
    stranger = create_account(database)
    made = {
        "s1": create(session_id="s1"),
        "s2": create(session_id="s2"),
        "no session": create(),
        "client": create(client_id=create_client(database).client_id),
        "organization": create(organization_id="org_1"),
        "a stranger's": create(account_id=stranger.id),
        "a stranger's of the organization": create(account_id=stranger.id, organization_id="org_1"),
    }
    if of == "an organization":
        made["another organization"] = create(organization_id="org_2")
    told = []

    def hear(_sender, session, which):
        told.extend(session.scalars(select(AuthorizationRecord.id).where(which)))

    with app.app_context(), authorizations_ended.connected_to(hear), database.transaction() as session:
        REVOCATIONS[of](session, person, rp, current_time())

    rows = {row.id: row.revoked_at for row in database.rows(select(AuthorizationRecord))}
    assert {name for name, each in made.items() if rows[each.id]} == ended
    assert {name for name, each in made.items() if each.id in told} == ended
