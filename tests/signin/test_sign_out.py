"""Ending the sessions of a browser."""

import pytest
from sqlalchemy import select

from idp.actors import Actor, ActorKind
from idp.audit.models import AuditEvent
from idp.infrastructure.database import transaction
from idp.sessions import SignedIn, SsoSession
from idp.signin.sign_out import sign_out
from tests.factories.accounts import create_account
from tests.factories.sessions import create_session

PERSON = Actor(kind=ActorKind.PERSON)


@pytest.fixture
def signed_in(app, database):
    create_session(database, create_account(database))
    with app.app_context():
        yield SignedIn.of(database.one(select(SsoSession)))


def leave(signed_in):
    with transaction() as session:
        sign_out(session, [signed_in], PERSON)


def events(database):
    return database.rows(select(AuditEvent.action))


def test_a_sign_out_ends_the_session_and_is_recorded(signed_in, database):
    leave(signed_in)

    assert database.one(select(SsoSession.ended_at)) is not None
    assert events(database) == ["sign_out.succeeded"]


def test_a_session_that_was_ended_in_another_tab_is_not_signed_out_again(signed_in, database):
    leave(signed_in)
    leave(signed_in)

    assert events(database) == ["sign_out.succeeded"]
