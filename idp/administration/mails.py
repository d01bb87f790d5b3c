"""What became of mails, and the suppressions of addresses: finding them, and lifting a suppression."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from idp.actors import Actor, Permission
from idp.administration.errors import NotSuppressed
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.mail.bounces.models import Suppression
from idp.mail.bounces.suppressing import address_key, find_suppressed, is_in_force
from idp.mail.models import OutboxMail


@dataclass(frozen=True, slots=True)
class MailFilter:
    """Which mails are meant: those to an address, in a state, or all."""

    recipient: str | None = None
    state: str | None = None


@dataclass(frozen=True, slots=True)
class AddressStanding:
    """What is known of the mails to an address: its suppressions and the mails that came back, the newest first."""

    suppressions: Sequence[Suppression]
    bounced: Sequence[OutboxMail]


def find_mails(session: Session, wanted: MailFilter, limit: int, actor: Actor) -> Sequence[OutboxMail]:
    """The mails of the outbox, the newest first. Raises Forbidden."""
    actor.demand(Permission.PEOPLE_READ)
    statement = select(OutboxMail)
    if wanted.recipient is not None:
        statement = statement.where(OutboxMail.recipient == address_key(wanted.recipient))
    if wanted.state is not None:
        statement = statement.where(OutboxMail.state == wanted.state)
    return session.scalars(statement.order_by(OutboxMail.created_at.desc(), OutboxMail.id).limit(limit)).all()


def find_suppressions(session: Session, search: str, limit: int, actor: Actor) -> Sequence[Suppression]:
    """The suppressions in force of addresses that contain ``search``, the newest first. Raises Forbidden."""
    actor.demand(Permission.PEOPLE_READ)
    statement = select(Suppression).where(is_in_force(current_time()))
    if search:
        statement = statement.where(Suppression.address.icontains(search, autoescape=True))
    return session.scalars(statement.order_by(Suppression.created_at.desc(), Suppression.id).limit(limit)).all()


def get_standing(session: Session, address: str, actor: Actor) -> AddressStanding:
    """What is known of an address, those suppressions that have ended among it. Raises Forbidden."""
    actor.demand(Permission.PEOPLE_READ)
    key = address_key(address)
    suppressions = select(Suppression).where(Suppression.address == key).order_by(Suppression.created_at.desc())
    returned = select(OutboxMail).where(OutboxMail.recipient == key, OutboxMail.bounced_at.is_not(None))
    mails = session.scalars(returned.order_by(OutboxMail.bounced_at.desc()))
    return AddressStanding(session.scalars(suppressions).all(), mails.all())


def find_suppression(session: Session, address: str, actor: Actor) -> Suppression | None:
    """What keeps mails to an address back at present. Raises Forbidden."""
    actor.demand(Permission.PEOPLE_READ)
    return find_suppressed(session, [address], current_time()).get(address_key(address))


def lift_suppressions(session: Session, addresses: Collection[str], actor: Actor) -> Sequence[Suppression]:
    """Let mails to these addresses be sent again; what came back so far no longer counts. Raises NotSuppressed for one
    to which nothing is suppressed, and Forbidden."""
    actor.demand(Permission.PEOPLE_CHANGE)
    found = find_suppressed(session, addresses, current_time())
    for address in addresses:
        if address_key(address) not in found:
            raise NotSuppressed(address=address)
    return _lift(session, list(found.values()), actor)


def lift_suppressions_since(session: Session, since: datetime, actor: Actor) -> Sequence[Suppression]:
    """The same of all suppressions that began at ``since`` or later: after a mail server has told untruths. Raises
    Forbidden."""
    actor.demand(Permission.PEOPLE_CHANGE)
    begun = select(Suppression).where(is_in_force(current_time()), Suppression.created_at >= since)
    return _lift(session, session.scalars(begun).all(), actor)


def _lift(session: Session, suppressions: Sequence[Suppression], actor: Actor) -> Sequence[Suppression]:
    now = current_time()
    open_ids = [suppression.id for suppression in suppressions]
    ending = update(Suppression).where(Suppression.id.in_(open_ids), Suppression.ended_at.is_(None))
    lifted = set(session.scalars(ending.values(ended_at=now).returning(Suppression.id)))
    for suppression in suppressions:
        if suppression.id in lifted:
            audit(session, actor, "mail.suppression_lifted", subject=suppression.account_id or suppression.id)
    return [suppression for suppression in suppressions if suppression.id in lifted]
