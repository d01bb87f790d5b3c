"""Trusting a device: no second factor is asked there for a while, where neither person nor application demands it."""

from datetime import datetime, timedelta

from idp.infrastructure.web.pages import request_info
from idp.protocol.second_factor import DeviceTrust
from idp.sessions.device_cookie import current_device_token
from idp.sessions.devices import find_device, to_trust
from idp.sessions.models import Device


def trust_device(device: Device, days: int, now: datetime) -> None:
    """Ask for no second factor here for so many days; 0 for a portal that does not have that.

    What another portal has granted for longer stays granted.
    """
    if days:
        until, former = now + timedelta(days=days), device.trusted_until
        device.trusted_at, device.trusted_until = now, until if former is None else max(former, until)


def trust_of(device: Device) -> DeviceTrust | None:
    """The trust in a device, as its row says; None where the account does not trust it."""
    return to_trust(device.trusted_at, device.trusted_until)


def current_trust(account_id: str) -> DeviceTrust | None:
    """The account's trust in the browser of this request."""
    token = current_device_token()
    known = find_device(token, account_id, request_info().user_agent) if token else None
    return known.trust if known else None
