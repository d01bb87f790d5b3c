"""Giving roles over the installation."""

import pytest
from sqlalchemy import select

from idp.actors import Actor, ActorKind, Permission
from idp.administration.models import OperatorRole
from idp.administration.roles import Role, grant_role
from idp.audit.models import AuditEvent
from idp.infrastructure.database import transaction
from tests.factories.accounts import create_account

OPERATOR = Actor(kind=ActorKind.OPERATOR, id="command line", permissions=frozenset(Permission))


@pytest.fixture
def account(app, database):
    with app.app_context():
        yield create_account(database)


def grant(account):
    with transaction() as session:
        grant_role(session, account, Role.AUDITOR, OPERATOR)


def test_a_role_is_given_and_recorded(account, database):
    grant(account)

    assert database.one(select(OperatorRole.role)) == Role.AUDITOR
    assert database.one(select(AuditEvent.action)) == "operator_role.granted"


def test_a_role_that_the_account_has_is_neither_given_nor_recorded_again(account, database):
    grant(account)
    grant(account)

    assert database.count(OperatorRole) == database.count(AuditEvent) == 1
