"""Whether somebody has to have a second factor. What demands it (portals, organizations) is known further up."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import current_app

from idp.infrastructure.web.application import Application

_EXTENSION = "einlass factor demand"


@dataclass(frozen=True, slots=True)
class Demand:
    """``is_required`` says that a factor must be there, ``grace_until`` until when one may be missing yet."""

    is_required: bool
    grace_until: datetime | None = None


def init_demand(app: Application, ask: Callable[[str], Demand]) -> None:
    """``ask`` tells the demand upon an account; it reads outside any transaction."""
    app.extensions[_EXTENSION] = ask


def demand_upon(account_id: str) -> Demand:
    """What is demanded of this person."""
    return cast(Callable[[str], Demand], current_app.extensions[_EXTENSION])(account_id)
