"""Whether an account has to have a second factor. What demands it (portals, organizations) is known further up."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import current_app

from idp.infrastructure.web.application import Application

_EXTENSION = "einlass mfa requirement"


@dataclass(frozen=True, slots=True)
class MfaRequirement:
    """``is_required`` says that a factor must be there, ``grace_until`` until when one may be missing yet.

    ``portal`` is the name of a portal that demands it, none where an organization alone does.
    """

    is_required: bool
    grace_until: datetime | None = None
    portal: str | None = None


def init_mfa_requirement(app: Application, ask: Callable[[str], MfaRequirement]) -> None:
    """``ask`` tells the requirement of an account; it reads outside any transaction."""
    app.extensions[_EXTENSION] = ask


def mfa_requirement_of(account_id: str) -> MfaRequirement:
    """What is demanded of this account."""
    return cast(Callable[[str], MfaRequirement], current_app.extensions[_EXTENSION])(account_id)
