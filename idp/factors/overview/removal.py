"""Taking a factor away.

A factor with a page of its own calls the same steps: ``check_removal`` under the account's lock, its own deletion, and
``complete_removal``.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from idp.accounts.locks import hold_account
from idp.actors import Actor
from idp.factors.changes import note_removed
from idp.factors.factor import Factor
from idp.factors.registry import current_factors
from idp.infrastructure.errors import DomainError, NextStep
from idp.infrastructure.web.i18n import lazy_gettext

_BACK = NextStep(lazy_gettext("Back to “Two-factor authentication”"), "factors.overview")


class NotYours(DomainError):
    """The item does not exist, or belongs to another account; the answer does not tell which."""

    status = 403
    code = "access_denied"
    title = lazy_gettext("Second factor not found")
    message = lazy_gettext("It doesn't belong to your account or has already been removed. Nothing was changed.")
    next_step = _BACK


class LastFactor(DomainError):
    """The policy demands one, and this is the last."""

    status = 409
    title = lazy_gettext("This second factor can't be removed")
    message = lazy_gettext(
        "A second factor is required for your account, and this is the last one. Please set up another one first."
    )
    next_step = _BACK


def remove_item(
    session: Session, account_id: str, factor: Factor, item_id: str, actor: Actor, *, is_required: bool
) -> None:
    """Take one item away. Raises NotYours, LastFactor where one ``is_required`` and no other would be left, and
    SignedOutMeanwhile."""
    check_removal(session, account_id, factor, item_id, actor, is_required=is_required)
    name = factor.remove(session, account_id, item_id)
    if name is None:
        raise NotYours
    complete_removal(session, account_id, factor, item_id, name, actor)


def remove_added_since(session: Session, account_id: str, actor: Actor, moment: datetime) -> None:
    """Take away whatever was set up at ``moment`` or later, because it was not the owner who did so.

    The caller holds the account. The owner is told of each.
    """
    is_left = any(item.created_at < moment for factor in _standalone() for item in factor.items(account_id))
    for factor in current_factors():
        for name in factor.remove_since(session, account_id, moment):
            note_removed(session, account_id, factor, name, actor, has_others=is_left)


def check_removal(
    session: Session, account_id: str, factor: Factor, item_id: str, actor: Actor, *, is_required: bool
) -> None:
    """Hold the account and say whether the item may go. Raises NotYours, LastFactor and SignedOutMeanwhile."""
    hold_account(session, account_id, actor.session_id)
    # Read under the lock: of two removals at the same moment the second one sees what the first has left.
    if item_id not in {item.id for item in factor.items(account_id)}:
        raise NotYours
    if is_required and not _has_others(account_id, item_id):
        raise LastFactor


def complete_removal(session: Session, account_id: str, factor: Factor, item_id: str, name: str, actor: Actor) -> None:
    """What follows. Recovery codes that would stand alone go as well: they are no factor by themselves."""
    has_others = _has_others(account_id, item_id)
    if not has_others:
        for other in current_factors():
            if other.is_strong and not other.is_standalone:
                other.remove_all(session, account_id)
    note_removed(session, account_id, factor, name, actor, has_others=has_others)


def _has_others(account_id: str, item_id: str) -> bool:
    return any(item.id != item_id for factor in _standalone() for item in factor.items(account_id))


def _standalone() -> list[Factor]:
    return [factor for factor in current_factors() if factor.is_strong and factor.is_standalone]
