"""What an event keeps of its actor."""

from sqlalchemy import select

from idp.actors import Actor, system_actor
from idp.audit import audit
from idp.audit.models import AuditEvent
from tests.factories.actors import operator, person_actor
from tests.provisioning.databases import Database


def recorded(database: Database, actor: Actor, **details: object) -> AuditEvent:
    with database.transaction() as session:
        audit(session, actor, "account.disabled", subject="acc_2", **details)
    event: AuditEvent = database.one(select(AuditEvent))
    return event


def test_a_person_is_recorded_with_portal_and_address(database: Database) -> None:
    event = recorded(database, person_actor("acc_1"))

    assert (event.actor_kind, event.actor_id, event.subject) == ("person", "acc_1", "acc_2")
    assert (event.portal, event.ip, event.details) == ("shop", "203.0.113.7", {})


def test_an_operator_is_recorded_with_the_reason(database: Database) -> None:
    event = recorded(database, operator(reason="called back"), ended_sessions=2)

    assert (event.actor_kind, event.ip) == ("operator", None)
    assert event.details == {"reason": "called back", "ended_sessions": 2}


def test_a_task_is_recorded_by_its_name(database: Database) -> None:
    event = recorded(database, system_actor("key rotation"))

    assert (event.actor_kind, event.actor_id, event.portal) == ("system", "key rotation", None)
