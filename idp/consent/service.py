"""Granting, reading and withdrawing what an application may know."""

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from idp.actors import Actor
from idp.audit import audit
from idp.clients.dynamic_registration.unused import mark_used
from idp.consent.models import Consent
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import Prepared, insert_or_leave, scalar
from idp.interactions import Interaction
from idp.protocol.steps import CONSENT_DENIED, CONSENTED
from idp.sessions import SignedIn

_GRANTED = Prepared(
    select(Consent.scopes).where(
        Consent.account_id == bindparam("account_id"), Consent.client_id == bindparam("client_id")
    ),
    scalar,
)


def granted_scopes(account_id: str, client_id: str) -> frozenset[str]:
    """What the person has allowed the client and not withdrawn: one statement, outside any transaction."""
    scopes = _GRANTED.first({"account_id": account_id, "client_id": client_id})
    return frozenset(scopes or ())


def grant(session: Session, account_id: str, client_id: str, scopes: Iterable[str]) -> None:
    """Allow the scopes, beside those that were allowed before."""
    # Two tabs may answer at once: one makes the row, both then add to it in turn.
    values = {"account_id": account_id, "client_id": client_id, "scopes": [], "granted_at": current_time()}
    insert_or_leave(session, Consent, values, unique=[Consent.account_id, Consent.client_id])
    consent = session.get_one(Consent, (account_id, client_id), with_for_update=True, populate_existing=True)
    consent.scopes = sorted({*consent.scopes, *scopes})
    consent.granted_at = current_time()
    mark_used(session, client_id)


def withdraw(session: Session, account_id: str, client_id: str) -> bool:
    """Take back everything; False when nothing was allowed. Tokens that were issued are the caller's to revoke."""
    withdrawn = session.scalar(
        delete(Consent)
        .where(Consent.account_id == account_id, Consent.client_id == client_id)
        .returning(Consent.client_id)
    )
    return withdrawn is not None


def answer(
    session: Session,
    interaction: Interaction,
    scopes: Sequence[str],
    *,
    is_allowed: bool,
    signed_in: SignedIn,
    actor: Actor,
) -> None:
    """Settle the question for the interaction, and keep a yes for later requests.

    ``scopes`` are those of the interaction's request, never what a form says.
    """
    client_id = interaction.client_id or ""
    settled, replaced = (CONSENTED, CONSENT_DENIED) if is_allowed else (CONSENT_DENIED, CONSENTED)
    if is_allowed:
        grant(session, signed_in.account_id, client_id, scopes)
    interaction.settle(settled, signed_in.session_id, current_time(), replaces=replaced)
    action = "consent.granted" if is_allowed else "consent.denied"
    audit(session, actor, action, subject=signed_in.account_id, client_id=client_id, scopes=list(scopes))
