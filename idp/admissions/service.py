"""Admitting accounts to portals, and withdrawing admissions."""

from sqlalchemy import bindparam, column, select, table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.orm import Session

from idp.actors import Actor
from idp.admissions.models import AdmissionRecord
from idp.audit import audit
from idp.infrastructure.clock import now
from idp.infrastructure.database import JsonTuple, connection
from idp.protocol.admission import Admission, AdmissionState

# Both know ON CONFLICT, which the common insert does not.
Insert = PostgresqlInsert | SqliteInsert

# By name: the package of accounts lies above this one.
_accounts = table("accounts", column("id"), column("password_rules_met", JsonTuple()))
_FIND = select(
    _accounts.c.password_rules_met,
    select(AdmissionRecord.state)
    .where(AdmissionRecord.account_id == _accounts.c.id, AdmissionRecord.portal == bindparam("portal"))
    .scalar_subquery(),
).where(_accounts.c.id == bindparam("account"))


def find_admission(account_id: str, portal: str) -> Admission:
    """Where an account that exists stands at ``portal`` (a key): one statement, outside any transaction."""
    rules_met, state = connection().execute(_FIND, {"account": account_id, "portal": portal}).one()
    state = None if state is None else AdmissionState(state)
    return Admission(portal=portal, state=state, password_rules_met=rules_met)


def join_portal(session: Session, account_id: str, portal: str, actor: Actor, *, way: str) -> bool:
    """Admit an account that has shown what ``portal`` asks for; ``way`` says how, such as "registration".

    False where the account has an admission, whatever its state: a withdrawn one stays withdrawn.
    """
    statement = _insert(session, account_id, portal, AdmissionState.ADMITTED, way).on_conflict_do_nothing()
    return _run(session, statement, actor.at_portal(portal), "admission.joined", account_id, way)


def add_admission(session: Session, account_id: str, portal: str, *, way: str) -> None:
    """Admit an account that is made in the same transaction, whose own event tells of it."""
    session.add(
        AdmissionRecord(account_id=account_id, portal=portal, state=AdmissionState.ADMITTED, evidence={"way": way})
    )


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
