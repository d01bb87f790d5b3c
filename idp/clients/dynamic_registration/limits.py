"""How much one network address may ask for."""

from datetime import datetime, timedelta

from idp.infrastructure.networks import network_of
from idp.infrastructure.rate_limits import Budget, Decision, hit_limit
from idp.settings import ClientRegistrationSettings

_HOUR = timedelta(hours=1)


def hit_registration_limit(address: str, settings: ClientRegistrationSettings, now: datetime) -> Decision:
    """Count an attempt to register, outside any transaction."""
    key = f"client registration/address {network_of(address)}"
    return hit_limit([Budget(key, settings.registrations_per_address, _HOUR)], now)


def hit_configuration_limit(address: str, settings: ClientRegistrationSettings, now: datetime) -> Decision:
    """Count a request with a registration access token, outside any transaction."""
    key = f"client configuration/address {network_of(address)}"
    return hit_limit([Budget(key, settings.requests_per_address, _HOUR)], now)
