"""Another name for an item of any factor."""

from sqlalchemy.orm import Session

from idp.actors import Actor
from idp.audit import audit
from idp.factors.factor import Factor, FactorItem
from idp.factors.overview.removal import NotYours


def find_item(factor: Factor | None, account_id: str, item_id: str) -> FactorItem | None:
    """The account's own item; None where it has none of this id."""
    items = factor.items(account_id) if factor is not None else []
    return next((item for item in items if item.id == item_id), None)


def rename_item(session: Session, account_id: str, factor: Factor, item_id: str, name: str, actor: Actor) -> None:
    """Call it ``name``. Raises NotYours.

    A name opens nothing, so that no session ends for it and no mail is sent.
    """
    if not factor.rename(session, account_id, item_id, name):
        raise NotYours
    audit(session, actor, "factor.renamed", subject=account_id, factor=factor.key, name=name)
