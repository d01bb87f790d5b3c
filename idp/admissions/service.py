"""Admitting accounts to portals, and withdrawing admissions."""

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.orm import Session

from idp.actors import Actor
from idp.admissions.models import AdmissionRecord
from idp.audit import audit
from idp.infrastructure.clock import now
from idp.infrastructure.database import connection
from idp.protocol.admission import AdmissionState

# Both know ON CONFLICT, which the common insert does not.
Insert = PostgresqlInsert | SqliteInsert

_STATE = select(AdmissionRecord.state).where(
    AdmissionRecord.account_id == bindparam("account"), AdmissionRecord.portal == bindparam("portal")
)


def find_admission_state(account_id: str, portal: str) -> AdmissionState | None:
    """Where the account stands at ``portal`` (a key); None where it was never admitted. One statement, outside any
    transaction."""
    state = connection().execute(_STATE, {"account": account_id, "portal": portal}).scalar()
    return None if state is None else AdmissionState(state)


def join_portal(session: Session, account_id: str, portal: str, actor: Actor, *, way: str) -> bool:
    """Admit an account that has shown what ``portal`` asks for; ``way`` says how, such as "registration".

    False where the account has an admission, whatever its state: a withdrawn one stays withdrawn.
    """
    statement = _insert(session, account_id, portal, AdmissionState.ADMITTED, way).on_conflict_do_nothing()
    return _run(session, statement, actor.at_portal(portal), "admission.joined", account_id, way)


def admit(session: Session, account_id: str, portal: str, actor: Actor) -> bool:
    """Admit an account by decision, also where the admission was withdrawn; False where it is admitted."""
    return _decide(session, account_id, portal, AdmissionState.ADMITTED, actor)


def withdraw_admission(session: Session, account_id: str, portal: str, actor: Actor) -> bool:
    """Refuse an account at ``portal`` from now on, admitted before or not; False where it is refused."""
    return _decide(session, account_id, portal, AdmissionState.WITHDRAWN, actor)


def _decide(session: Session, account_id: str, portal: str, state: AdmissionState, actor: Actor) -> bool:
    """Insert the row, or change one of another state: one statement."""
    statement = _insert(session, account_id, portal, state, actor.kind)
    changes = {name: statement.excluded[name] for name in ("state", "evidence", "updated_at")}
    statement = statement.on_conflict_do_update(
        index_elements=["account_id", "portal"], set_=changes, where=AdmissionRecord.state != state
    )
    return _run(session, statement, actor.at_portal(portal), f"admission.{state}", account_id, actor.kind)


def _insert(session: Session, account_id: str, portal: str, state: AdmissionState, way: str) -> Insert:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    moment = now()
    return insert(AdmissionRecord).values(
        account_id=account_id,
        portal=portal,
        state=state,
        journey_version=1,
        evidence={"way": way},
        terms_accepted={},
        profile={},
        created_at=moment,
        updated_at=moment,
    )


def _run(session: Session, statement: Insert, actor: Actor, action: str, account_id: str, way: str) -> bool:
    """Whether the statement stored something, which is then recorded."""
    stored = session.scalar(statement.returning(AdmissionRecord.account_id))
    if stored is not None:
        audit(session, actor, action, subject=account_id, way=way)
    return stored is not None
