"""Trusting a device: no second factor is asked there for a while, where neither person nor application demands it."""

from datetime import datetime, timedelta

from idp.infrastructure.web.pages import request_info
from idp.sessions.device_cookie import current_device_token
from idp.sessions.devices import find_device
from idp.sessions.models import Device


def trust_device(device: Device, days: int, moment: datetime) -> None:
    """Ask for no second factor here for so many days; 0 for a portal that does not have that."""
    if days:
        device.trusted_until = moment + timedelta(days=days)


def is_device_trusted(account_id: str, days: int, moment: datetime) -> bool:
    """Whether this browser is one that the account trusts; never where the portal does not have that."""
    token = current_device_token()
    known = find_device(token, account_id, request_info().user_agent) if days and token else None
    return known is not None and known.trusted_until is not None and known.trusted_until > moment
