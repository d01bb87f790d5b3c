"""What every second factor has."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from idp.infrastructure.web.i18n import lazy_gettext
from idp.portals.demands import PortalDemands

LONGEST_NAME = 100
"""Characters of an item's name, as the tables of all factors hold it."""


@dataclass(frozen=True, slots=True)
class FactorItem:
    """One thing a person has of a kind: a key, an app, a set of codes."""

    id: str
    name: str
    created_at: datetime
    last_used_at: datetime | None = None


class Factor(ABC):
    """A kind of second factor: a package here whose ``wiring.py`` registers it by ``add_factor()``.

    ``key`` names it in addresses, events and rate limits. ``amr`` is what a token says of it, and tells its kind
    (:data:`idp.protocol.authentication_methods.KIND_OF_METHOD`). Its pages are named by endpoint: ``verify_endpoint``
    takes ``interaction`` and asks for it during a sign-in, ``enrol_endpoint`` sets it up (None where there is nothing
    to set up).
    """

    key: ClassVar[str]
    amr: ClassVar[tuple[str, ...]]
    # Whether it withstands somebody who reads the person's mail.
    is_strong: ClassVar[bool] = True
    # Whether having it means that the person must be asked for a second factor; a way out alone does not.
    is_standalone: ClassVar[bool] = True
    label: ClassVar[Any]
    # What the next page says once one of the kind was added.
    added: ClassVar[Any] = lazy_gettext("Second factor added")
    description: ClassVar[Any]
    icon: ClassVar[str]
    verify_endpoint: ClassVar[str]
    enrol_endpoint: ClassVar[str | None] = None
    # A page where its items are looked after; without one the account page removes them.
    manage_endpoint: ClassVar[str | None] = None
    # How many of the kind a person may have.
    most_items: ClassVar[int] = 5

    def is_accepted(self, demands: PortalDemands) -> bool:
        """Whether a portal takes this factor at all; asked of weak ones."""
        return True

    @abstractmethod
    def items(self, account_id: str) -> list[FactorItem]:
        """What the person has of this kind, the newest first; read outside any transaction."""

    def is_enrolled(self, account_id: str) -> bool:
        """Whether the person can be asked for it."""
        return bool(self.items(account_id))

    def remaining(self, account_id: str) -> int | None:
        """How often it can be used yet; None for what does not wear out."""
        return None

    def remove(self, session: Session, account_id: str, item_id: str) -> str | None:
        """Take one item away; returns its name, or None where the person has no such item.

        A factor with a page of its own (``manage_endpoint``) does it there.
        """
        return None

    def rename(self, session: Session, account_id: str, item_id: str, name: str) -> bool:
        """Call one item something else; False where the person has no such item."""
        return False

    def remove_since(self, session: Session, account_id: str, since: datetime) -> list[str]:
        """Take away what was added at ``since`` or later; returns the names."""
        added = [item.id for item in self.items(account_id) if item.created_at >= since]
        removed = [self.remove(session, account_id, item_id) for item_id in added]
        return [name for name in removed if name is not None]

    @abstractmethod
    def remove_all(self, session: Session, account_id: str) -> None:
        """Take everything of this kind away."""
