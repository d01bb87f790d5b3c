"""Trusting a device: no second factor is asked there for some time, where neither person nor application demands one.

The wish is kept in the signed browser cookie until its sign-in is complete: only then it is known whose device it is.
"""

from datetime import datetime, timedelta

from flask import session as browser

from idp.infrastructure.web.pages import request_info
from idp.sessions.device_cookie import current_device_token
from idp.sessions.devices import find_device
from idp.sessions.models import Device

_WISH = "trust"


def wish_for_trust(interaction_id: str, account_id: str) -> None:
    """The person ticked the box during this sign-in, with a second factor that was right."""
    browser[_WISH] = f"{interaction_id} {account_id}"


def claim_wish(interaction_id: str, account_id: str) -> bool:
    """Whether this person ticked the box within this very sign-in; the wish is used up, whichever it was for."""
    if _WISH not in browser:
        return False
    is_ours: bool = browser[_WISH] == f"{interaction_id} {account_id}"
    del browser[_WISH]
    return is_ours


def trust_device(device: Device, days: int, moment: datetime) -> None:
    """Ask for no second factor here for so many days; 0 for a portal that does not have that."""
    if days:
        device.trusted_until = moment + timedelta(days=days)


def is_device_trusted(account_id: str, days: int, moment: datetime) -> bool:
    """Whether this browser is one that the account trusts; never where the portal does not have that."""
    token = current_device_token()
    known = find_device(token, account_id, request_info().user_agent) if days and token else None
    return known is not None and known.trusted_until is not None and known.trusted_until > moment
