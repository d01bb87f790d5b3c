"""Finding an interaction again, giving it to its browser, ending it."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import connection
from idp.interactions.errors import (
    InteractionCompleted,
    InteractionExpired,
    InteractionForeign,
    InteractionLost,
    InteractionUnknown,
)
from idp.interactions.models import Interaction

FIRST_FORM = timedelta(minutes=30)
"""Until its person sends a first form, an interaction holds for so long at most: anybody can have one written."""

MOST_EXTENSIONS = 10
"""How often a person may have the whole time once more (WCAG 2.2, 2.2.1: at least ten times)."""


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


def bind_interaction(interaction_id: str, browser_hash: str) -> None:
    """Give an interaction that still waits for its browser to this one, at once; of two that open it, to the first."""
    connection().execute(
        update(Interaction)
        .where(Interaction.id == interaction_id, Interaction.browser_hash.is_(None))
        .values(browser_hash=browser_hash)
    )


def find_interaction(
    session: Session, interaction_id: str | None, browser_hash: str, *, lock: bool = False
) -> Interaction | None:
    """The live interaction of this browser; None for any other, where a page can go on without. ``lock`` as in
    :func:`get_interaction`."""
    interaction = session.get(Interaction, interaction_id, with_for_update=lock or None) if interaction_id else None
    if interaction is None or _find_loss(interaction, browser_hash) is not None:
        return None
    return interaction


def note_act(interaction: Interaction) -> None:
    """Note, at once and for good, that the person has sent a form of this interaction."""
    connection().execute(update(Interaction).where(Interaction.id == interaction.id).values(has_acted=True))


def end_of(interaction: Interaction) -> datetime:
    """When the interaction expires, unless its person sends a form or extends it."""
    first = interaction.created_at + FIRST_FORM
    return interaction.expires_at if interaction.has_acted else min(interaction.expires_at, first)


def extend_interaction(interaction: Interaction, lifetime: timedelta, now: datetime) -> datetime:
    """Let a live interaction, which the caller holds, run for ``lifetime`` from now on; returns when it expires.

    Never longer than its first lifetime and ``MOST_EXTENSIONS`` more, and never shorter than before.
    """
    longest = interaction.created_at + longest_life(lifetime)
    interaction.expires_at = max(interaction.expires_at, min(now + lifetime, longest))
    return interaction.expires_at


def longest_life(lifetime: timedelta) -> timedelta:
    """How long an interaction may wait at most, with all its extensions."""
    return lifetime * (MOST_EXTENSIONS + 1)


def consume_interaction(session: Session, interaction_id: str) -> bool:
    """End the interaction: of any number of parallel attempts to answer it, exactly one gets True."""
    consumed = session.scalar(
        update(Interaction)
        .where(Interaction.id == interaction_id, Interaction.completed_at.is_(None))
        .values(completed_at=current_time())
        .returning(Interaction.id)
    )
    return consumed is not None


def _find_loss(interaction: Interaction, browser_hash: str) -> type[InteractionLost] | None:
    if interaction.browser_hash != browser_hash:
        return InteractionForeign
    if interaction.completed_at is not None:
        return InteractionCompleted
    return InteractionExpired if end_of(interaction) <= current_time() else None
