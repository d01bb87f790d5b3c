"""Recording what an account agreed to."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.actors import Actor
from idp.admissions import note_texts_agreed
from idp.agreements.agreed import AgreedText
from idp.agreements.confirming import ask_to_confirm
from idp.agreements.models import Agreement, AgreementState
from idp.agreements.words import words_of
from idp.audit import audit
from idp.infrastructure.database import insert_or_leave
from idp.infrastructure.ids import new_id

_KEY = (Agreement.account_id, Agreement.portal, Agreement.text, Agreement.version)


def record_agreements(
    session: Session, account_id: str, portal: str, agreed: Sequence[AgreedText], actor: Actor, *, way: str
) -> None:
    """Record the texts of ``portal`` that an account has agreed to; ``way`` says where, such as "registration".

    A version that was agreed to before keeps its record. The admission to the portal, which the caller has written,
    remembers those that are required. A link is mailed for each that has to be confirmed before it counts.
    """
    own = actor.at_portal(portal)
    for each in agreed:
        written = _write(session, account_id, portal, each, way)
        if written is not None:
            audit(
                session,
                own,
                "agreement.given",
                subject=account_id,
                text=each.text,
                version=each.version,
                way=way,
                awaits_confirmation=each.needs_confirmation,
            )
        if written is not None and each.needs_confirmation:
            ask_to_confirm(session, written, words_of(portal, each.text, each.language).title, own)
    note_texts_agreed(session, account_id, portal, [each.mark for each in agreed if each.is_required])


def agreements_of(session: Session, account_id: str, portal: str | None = None) -> Sequence[Agreement]:
    """What an account has agreed to, also what it has withdrawn since, at one portal or at all; the latest first."""
    own = select(Agreement).where(Agreement.account_id == account_id)
    if portal is not None:
        own = own.where(Agreement.portal == portal)
    return session.scalars(own.order_by(Agreement.agreed_at.desc(), Agreement.id.desc())).all()


def _write(session: Session, account_id: str, portal: str, agreed: AgreedText, way: str) -> Agreement | None:
    """Write the row, or give an agreement again that does not count; None where there is one that does."""
    values = _values(agreed, way)
    key = {"account_id": account_id, "portal": portal, "text": agreed.text, "version": agreed.version}
    is_new = insert_or_leave(session, Agreement, {"id": new_id("agr"), **key, **values}, unique=_KEY)
    row = session.scalars(
        select(Agreement).filter_by(**key).with_for_update().execution_options(populate_existing=True)
    ).one()
    if is_new:
        return row
    if row.state == AgreementState.AGREED:
        return None
    for name, value in values.items():
        setattr(row, name, value)
    return row


def _values(agreed: AgreedText, way: str) -> dict[str, Any]:
    return {
        "kind": agreed.kind,
        "is_required": agreed.is_required,
        "state": (AgreementState.AWAITING if agreed.needs_confirmation else AgreementState.AGREED).value,
        "language": agreed.language,
        "network": agreed.network,
        "way": way,
        "agreed_at": agreed.agreed_at,
        "confirmed_at": None,
        "withdrawn_at": None,
    }
