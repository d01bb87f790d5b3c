"""The wish for another address, e-mail or recovery e-mail, that still waits for its confirmation."""

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from idp.accounts import link_purposes
from idp.accounts.models import EmailChange
from idp.infrastructure.clock import now
from idp.infrastructure.one_time_links import supersede_links

EMAIL, RECOVERY_EMAIL = "email", "recovery_email"
# What confirms a wish of this kind.
_LINKS = {EMAIL: link_purposes.EMAIL_CHANGE, RECOVERY_EMAIL: link_purposes.RECOVERY_EMAIL}


def find_pending(session: Session, account_id: str, kind: str) -> EmailChange | None:
    """The wish that still waits for its confirmation; there is one of a kind at most."""
    return session.scalar(select(EmailChange).where(*_waiting(account_id, kind), EmailChange.expires_at > now()))


def void_pending(session: Session, account_id: str, kind: str) -> None:
    """Let no wish from before count any more: the person, or what the account rests on, has changed since."""
    session.execute(update(EmailChange).where(*_waiting(account_id, kind)).values(voided_at=now()))
    supersede_links(session, _LINKS[kind], account_id)


def void_every_pending(session: Session, account_id: str) -> None:
    """Whoever was in the account before a reset may have left a change of address behind."""
    for kind in _LINKS:
        void_pending(session, account_id, kind)


def _waiting(account_id: str, kind: str) -> tuple[ColumnElement[bool], ...]:
    return (
        EmailChange.account_id == account_id,
        EmailChange.kind == kind,
        EmailChange.confirmed_at.is_(None),
        EmailChange.voided_at.is_(None),
    )
