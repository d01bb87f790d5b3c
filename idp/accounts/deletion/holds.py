"""What keeps an account from being deleted until its person has settled it: each package names its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from flask import current_app
from sqlalchemy.orm import Session

from idp.infrastructure.errors import DomainError, NextStep
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import lazy_gettext

_EXTENSION = "einlass deletion holds"


@dataclass(frozen=True, slots=True)
class DeletionHold:
    """Something that would be left without the account. ``reason`` is a lazy text; ``endpoint``, with ``values``, the
    page on which it is settled."""

    name: str
    reason: str
    endpoint: str
    values: Mapping[str, str]


class AccountHeld(DomainError):
    """The deletion was requested although something holds the account."""

    status = 409
    code = "account_held"
    title = lazy_gettext("This is not possible")
    message = lazy_gettext("Your account can't be deleted yet. The page says what has to be done first.")
    next_step = NextStep(lazy_gettext("Delete account"), "deletion.index")


FindHolds = Callable[[Session, str], Sequence[DeletionHold]]
"""The holds on an account, by its id. It locks what it looks at, before the account's own row is locked."""


def add_deletion_holds(app: Application, find: FindHolds) -> None:
    """Ask ``find`` before an account is deleted, and before that is requested."""
    app.extensions.setdefault(_EXTENSION, []).append(find)


def find_holds(session: Session, account_id: str) -> list[DeletionHold]:
    """Everything that keeps the account. The caller locks the account's row afterwards, if it does."""
    finders = cast(list[FindHolds], current_app.extensions.get(_EXTENSION, []))
    return [hold for find in finders for hold in find(session, account_id)]
