"""`idp clients logouts`."""

import pytest
from sqlalchemy import select

from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.oauth.backchannel_logout.models import LogoutDelivery
from tests.factories.clients import create_client
from tests.provisioning.databases import Database
from tests.provisioning.shell import Shell


@pytest.fixture
def client_id(database: Database) -> str:
    """A client with a delivery in each state."""
    client_id = create_client(database).client_id
    for number, state in enumerate(("queued", "sending", "delivered", "refused", "given_up")):
        ended_at = None if state in {"queued", "sending"} else current_time()
        values = {"client_id": client_id, "subject": "acc_1", "session_id": f"ses_{number}"}
        database.save(LogoutDelivery(**values, state=state, attempts=number, ended_at=ended_at, last_error="why"))
    return client_id


def states(database: Database) -> set[tuple[str, int]]:
    return {(each.state, each.attempts) for each in database.rows(select(LogoutDelivery))}


def test_it_lists_what_became_of_each_delivery(shell: Shell, client_id: str) -> None:
    told = {each["session_id"]: each for each in shell.answer("clients", "logouts", client_id)}
    assert [told[f"ses_{number}"]["state"] for number in range(5)] == [
        "queued",
        "sending",
        "delivered",
        "refused",
        "given_up",
    ]
    assert told["ses_0"]["next_attempt_at"]
    assert told["ses_4"]["next_attempt_at"] is None


def test_for_people_it_says_why(shell: Shell, client_id: str) -> None:
    lines = shell.run("clients", "logouts", client_id).stdout.splitlines()
    assert any("given_up" in line and "why" in line for line in lines)


def test_it_lists_no_more_than_was_asked_for(shell: Shell, client_id: str) -> None:
    assert len(shell.answer("clients", "logouts", client_id, "--limit", "2")) == 2


def test_without_deliveries_it_says_how_there_come_to_be_some(shell: Shell, database: Database) -> None:
    result = shell.run("clients", "logouts", create_client(database).client_id)
    assert "--backchannel-logout-uri" in result.stderr


def test_an_unknown_client_is_refused(shell: Shell) -> None:
    assert "app_gone" in shell.refusal("clients", "logouts", "app_gone")


def test_resend_queues_what_failed_and_nothing_else(shell: Shell, client_id: str, database: Database) -> None:
    other = create_client(database).client_id
    database.save(LogoutDelivery(client_id=other, subject="acc_1", session_id="ses_9", state="refused", attempts=9))
    told = shell.answer("clients", "logouts", client_id, "--resend")

    assert {each["state"] for each in told} == {"queued", "sending", "delivered"}
    assert states(database) == {("queued", 0), ("sending", 1), ("delivered", 2), ("refused", 9)}
    event = database.one(select(AuditEvent))
    assert (event.action, event.client_id, event.details["deliveries"]) == ("backchannel_logout.resent", client_id, 2)


def test_resending_nothing_leaves_no_trace(shell: Shell, database: Database) -> None:
    result = shell.run("clients", "logouts", create_client(database).client_id, "--resend")
    assert "0 to be sent again." in result.stderr
    assert database.count(AuditEvent) == 0
