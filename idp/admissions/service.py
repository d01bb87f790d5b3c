"""Admitting accounts to portals, and withdrawing admissions."""

from collections.abc import Collection, Mapping
from datetime import datetime
from types import MappingProxyType

from sqlalchemy.orm import Session

from idp.actors import Actor
from idp.admissions.models import AdmissionRecord
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import dialect_insert, dialect_of
from idp.protocol.admission import NO_JOURNEY, AdmissionState, CompletedJourney

NO_PROFILE: Mapping[str, object] = MappingProxyType({})
_KEY = (AdmissionRecord.account_id, AdmissionRecord.portal)


def join_portal(
    session: Session,
    account_id: str,
    portal: str,
    actor: Actor,
    *,
    way: str,
    journey: CompletedJourney = NO_JOURNEY,
    profile: Mapping[str, object] = NO_PROFILE,
) -> bool:
    """Admit an account that has shown what ``portal`` asks for; ``way`` says how, such as "registration". ``profile``
    are the portal's own fields.

    False where the account has an admission: a withdrawn one stays withdrawn. One that was asked to register again has
    done so.
    """
    values = _values(account_id, portal, AdmissionState.ADMITTED, way, journey) | {"profile": dict(profile)}
    insert = dialect_insert(dialect_of(session), AdmissionRecord).values(values)
    anew = {name: insert.excluded[name] for name in values if name not in {"account_id", "portal"}}
    is_renewal = AdmissionRecord.state == AdmissionState.RENEWAL.value
    joined = insert.on_conflict_do_update(index_elements=_KEY, set_=anew, where=is_renewal)
    if session.scalar(joined.returning(AdmissionRecord.account_id)) is None:
        return False
    audit(session, actor.at_portal(portal), "admission.joined", subject=account_id, way=way)
    return True


def add_admission(
    session: Session, account_id: str, portal: str, *, way: str, journey: CompletedJourney = NO_JOURNEY
) -> None:
    """Admit an account that is made in the same transaction, whose own event tells of it."""
    session.add(AdmissionRecord(**_values(account_id, portal, AdmissionState.ADMITTED, way, journey)))


def complete_journey(
    session: Session,
    account_id: str,
    portal: str,
    actor: Actor,
    journey: CompletedJourney,
    *,
    way: str,
    profile: Mapping[str, object] = NO_PROFILE,
) -> bool:
    """Write down what the account has completed now, with the portal's own fields, and admit it where it never was.

    False where its admission is withdrawn. What it agreed to earlier is kept where the journey no longer asks for it.
    """
    if not join_portal(session, account_id, portal, actor, way=way, journey=journey, profile=profile):
        admission = session.get_one(AdmissionRecord, (account_id, portal), with_for_update=True)
        if admission.state != AdmissionState.ADMITTED:
            return False
        admission.journey_version = journey.version
        admission.terms_accepted = {**admission.terms_accepted, **journey.terms_accepted}
        admission.profile = {**admission.profile, **profile}
    own = actor.at_portal(portal)
    parts = list(journey.terms_accepted)
    audit(session, own, "admission.journey_completed", subject=account_id, version=journey.version, parts=parts)
    return True


def add_entries(session: Session, account_id: str, portal: str, profile: Mapping[str, object]) -> None:
    """Keep entries for those of the portal's own fields that the admission has none for."""
    admission = session.get(AdmissionRecord, (account_id, portal), with_for_update=True, populate_existing=True)
    if admission is not None and profile:
        admission.profile = {**profile, **admission.profile}


def note_texts_agreed(session: Session, account_id: str, portal: str, marks: Collection[str]) -> None:
    """Remember at the admission that texts were agreed to, by their marks; nothing happens where there is none."""
    admission = session.get(AdmissionRecord, (account_id, portal), with_for_update=True, populate_existing=True)
    if admission is not None and not set(admission.texts_agreed).issuperset(marks):
        admission.texts_agreed = tuple(sorted({*admission.texts_agreed, *marks}))


def admit(session: Session, account_id: str, portal: str, actor: Actor) -> bool:
    """Admit an account by decision, also where the admission was withdrawn; False where it is admitted."""
    return _decide(session, account_id, portal, AdmissionState.ADMITTED, actor)


def withdraw_admission(session: Session, account_id: str, portal: str, actor: Actor) -> bool:
    """Refuse an account at ``portal`` from now on, admitted before or not; False where it is refused."""
    return _decide(session, account_id, portal, AdmissionState.WITHDRAWN, actor)


def demand_password(session: Session, admission: AdmissionRecord, since: datetime, actor: Actor) -> None:
    """Accept no password at the portal that was set before; the next sign-in there leads to a new one."""
    admission.passwords_from = since
    portal, details = admission.portal, {"since": since.isoformat(), "reason": actor.reason}
    audit(session, actor.at_portal(portal), "admission.password_demanded", subject=admission.account_id, **details)


def demand_registration(session: Session, admission: AdmissionRecord, since: datetime, actor: Actor) -> None:
    """Admit the account no more until it has registered again, and then with no password that was set before."""
    admission.state, admission.passwords_from = AdmissionState.RENEWAL.value, since
    portal, details = admission.portal, {"since": since.isoformat(), "reason": actor.reason}
    audit(session, actor.at_portal(portal), "admission.registration_demanded", subject=admission.account_id, **details)


def _decide(session: Session, account_id: str, portal: str, state: AdmissionState, actor: Actor) -> bool:
    """Insert the row, or change one of another state: one statement."""
    insert = dialect_insert(dialect_of(session), AdmissionRecord).values(
        _values(account_id, portal, state, actor.kind, NO_JOURNEY)
    )
    changes = {name: insert.excluded[name] for name in ("state", "evidence", "updated_at")}
    decided = session.scalar(
        insert.on_conflict_do_update(index_elements=_KEY, set_=changes, where=AdmissionRecord.state != state).returning(
            AdmissionRecord.account_id
        )
    )
    if decided is None:
        return False
    audit(session, actor.at_portal(portal), f"admission.{state}", subject=account_id, way=actor.kind)
    return True


def _values(
    account_id: str, portal: str, state: AdmissionState, way: str, journey: CompletedJourney
) -> dict[str, object]:
    now = current_time()
    return {
        "account_id": account_id,
        "portal": portal,
        "state": state,
        "journey_version": journey.version,
        "evidence": {"way": way},
        "texts_agreed": (),
        "terms_accepted": dict(journey.terms_accepted),
        "profile": {},
        "created_at": now,
        "updated_at": now,
    }
