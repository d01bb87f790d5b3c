"""`idp orgs requests`: the queue of the operators."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.infrastructure.clock import current_time
from idp.mail.models import OutboxMail
from idp.organizations.join_requests.models import JoinRequest
from idp.organizations.models import Membership, Organization
from tests.factories.accounts import create_account
from tests.factories.organizations import create_organization, join
from tests.provisioning.databases import Database
from tests.provisioning.shell import Shell


def ask(database: Database, organization: Organization, state: str = "open") -> JoinRequest:
    """The request of a new account."""
    request = JoinRequest(
        organization_id=organization.id, account_id=create_account(database).id, portal="shop", state=state
    )
    request.ended_at = None if state == "open" else current_time()
    database.save(request)
    return request


def test_requests_wait_for_operators_where_no_administrator_can_decide(shell: Shell, database: Database) -> None:
    """Issue 10, item 2."""
    empty, alive, disabled, ended = (create_organization(database, name) for name in ("A", "B", "C", "D"))
    now = current_time()
    join(database, alive, create_account(database), role="administrator")
    join(database, disabled, create_account(database, disabled_at=now), role="administrator")
    join(database, ended, create_account(database), role="administrator", expires_at=now - timedelta(days=1))
    join(database, empty, create_account(database))
    waiting = [ask(database, organization) for organization in (empty, disabled, ended)]
    ask(database, alive)
    ask(database, empty, "withdrawn")

    listed = shell.answer("orgs", "requests", "list")

    assert {(each["id"], each["name"]) for each in listed} == {
        (request.id, name) for request, name in zip(waiting, "ACD", strict=True)
    }


@pytest.mark.parametrize(("decision", "state", "members"), [("approve", "approved", 1), ("refuse", "refused", 0)])
def test_an_operator_decides(shell: Shell, database: Database, decision: str, state: str, members: int) -> None:
    """And the person is told. Issue 10, item 2."""
    organization = create_organization(database)
    request = ask(database, organization)
    reason = ["--reason", "Unbekannt"] if decision == "refuse" else []

    shell.run("orgs", "requests", decision, organization.id, request.id, *reason)

    assert database.one(select(JoinRequest.state)) == state
    assert database.count(Membership) == members
    assert list(database.rows(select(OutboxMail.message))) == ["join_request_decided"]
    assert shell.answer("orgs", "requests", "list") == []
