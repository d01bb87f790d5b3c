"""Starting an interaction, finding it again, ending it."""

from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from idp.infrastructure.clock import now
from idp.interactions.errors import (
    InteractionCompleted,
    InteractionExpired,
    InteractionForeign,
    InteractionLost,
    InteractionUnknown,
)
from idp.interactions.models import Interaction

_LONGEST_IDENTIFIER = 320


def start_interaction(
    session: Session,
    *,
    browser_hash: str | None,
    portal: str,
    lifetime: timedelta,
    client_id: str | None = None,
    request: dict[str, object] | None = None,
    return_to: str | None = None,
    language: str | None = None,
    identifier: str | None = None,
) -> Interaction:
    """Remember what the browser came for: an authorization request of ``client_id``, or a page of ours.

    Without ``browser_hash`` it waits for the browser that opens it (:func:`bind_interaction`). ``request`` is a stored
    one (``protocol.stored_request``). ``return_to`` must be a local path that was checked; ``identifier`` fills the
    first field (a login_hint), unless it is longer than any name. The row has its ``id`` on return.
    """
    interaction = Interaction(
        browser_hash=browser_hash,
        portal=portal,
        client_id=client_id,
        request=request,
        return_to=return_to,
        language=language,
        identifier=identifier if identifier and len(identifier) <= _LONGEST_IDENTIFIER else None,
        expires_at=now() + lifetime,
    )
    session.add(interaction)
    session.flush()
    return interaction


def get_interaction(session: Session, interaction_id: str, browser_hash: str, *, lock: bool = False) -> Interaction:
    """The live interaction of this browser. Raises :class:`InteractionLost`, which says what became of it.

    ``lock`` it wherever what is pending changes: two tabs with two people in one interaction must take turns, or the
    factor of one is written beside the password of the other.
    """
    interaction = session.get(Interaction, interaction_id, with_for_update=lock or None)
    if interaction is None:
        raise InteractionUnknown()
    loss = _find_loss(interaction, browser_hash)
    if loss is not None:
        raise loss()
    return interaction


def bind_interaction(session: Session, interaction_id: str, browser_hash: str) -> None:
    """Give an interaction that still waits for its browser to this one; of two that open it, to the first."""
    interaction = session.get(Interaction, interaction_id)
    if interaction is not None and interaction.browser_hash is None:
        session.execute(
            update(Interaction)
            .where(Interaction.id == interaction_id, Interaction.browser_hash.is_(None))
            .values(browser_hash=browser_hash)
        )
        session.refresh(interaction)


def find_interaction(session: Session, interaction_id: str | None, browser_hash: str) -> Interaction | None:
    """The live interaction of this browser; None for any other, where a page can go on without."""
    interaction = session.get(Interaction, interaction_id) if interaction_id else None
    if interaction is None or _find_loss(interaction, browser_hash) is not None:
        return None
    return interaction


def consume_interaction(session: Session, interaction_id: str) -> bool:
    """End the interaction: of any number of parallel attempts to answer it, exactly one gets True."""
    consumed = session.scalar(
        update(Interaction)
        .where(Interaction.id == interaction_id, Interaction.completed_at.is_(None))
        .values(completed_at=now())
        .returning(Interaction.id)
    )
    return consumed is not None


def _find_loss(interaction: Interaction, browser_hash: str) -> type[InteractionLost] | None:
    if interaction.browser_hash != browser_hash:
        return InteractionForeign
    if interaction.completed_at is not None:
        return InteractionCompleted
    if interaction.expires_at <= now():
        return InteractionExpired
    return None
