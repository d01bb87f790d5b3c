"""From a typed user code to the interaction in which its person signs in and decides."""

from datetime import datetime, timedelta

import structlog
from flask import request

from idp.infrastructure.clock import current_time
from idp.infrastructure.networks import network_of
from idp.infrastructure.rate_limits import Budget, forget, hit_limit
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.browser_session import browser_hash
from idp.interactions import Interaction
from idp.interactions.requests import recheck_stored
from idp.oauth.device_authorizations.errors import TooManyUserCodes
from idp.oauth.device_authorizations.storing import AskingDevice, find_device_by_user_code
from idp.oauth.writing_down import write_down
from idp.protocol.device_authorizations import DeviceState, parse_user_code

_log = structlog.get_logger(__name__)
REFUSED = "user code refused"


def find_typed_device(typed: str) -> AskingDevice | None:
    """The device of a code that a person has typed, as long as it can be connected; None for any other code alike.

    Each attempt is counted before the code is looked up, so that parallel ones share the budgets of browser and
    network; one that was right is given back. Raises TooManyUserCodes.
    """
    now = current_time()
    keys = _count(now)
    code = parse_user_code(typed)
    device = find_device_by_user_code(code) if code is not None else None
    why = _find_fault(device, now)
    if why is not None:
        _log.info(
            REFUSED,
            why=why,
            client_id=device.client_id if device else None,
            next_step="nothing: the person types the code that the device shows, or starts again there",
        )
        return None
    forget([], given_back=keys)
    return device


def begin_with_device(device: AskingDevice) -> Interaction:
    """The interaction of the device's request, for this browser. Raises RequestRefused where the client may not make
    the request any more."""
    stored = recheck_stored(device.client_id, device.request)
    return write_down(stored.request, stored.client, browser_hash(), stored.request.login_hint)


def _count(now: datetime) -> list[str]:
    """Count an attempt; returns the keys that it was counted under. Raises TooManyUserCodes."""
    settings = current_settings().throttle
    window = timedelta(minutes=settings.window_minutes)
    budgets = [
        Budget(f"user code/network {network_of(request.remote_addr or '')}", settings.address_attempts, window),
        Budget(f"user code/browser {browser_hash()}", settings.account_attempts, window),
    ]
    decision = hit_limit(budgets, now)
    if not decision.is_allowed:
        _log.warning(
            REFUSED,
            why="too many invalid codes from this browser or network",
            client_id=None,
            next_step="nothing, or raise throttle.account_attempts or .address_attempts",
        )
        raise TooManyUserCodes(retry_at=decision.retry_at)
    return [budget.key for budget in budgets]


def _find_fault(device: AskingDevice | None, now: datetime) -> str | None:
    if device is None:
        return "no device shows this code"
    if device.state is not DeviceState.PENDING:
        return f"a person has decided about the device: {device.state.value}"
    return None if device.is_open(now) else f"the code expired at {device.expires_at.isoformat()}"
