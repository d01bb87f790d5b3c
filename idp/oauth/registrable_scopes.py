"""The scopes that clients may register by themselves (``client_registration.scopes``), checked at start."""

from idp.oauth.scopes import SCOPES
from idp.settings import Settings, SettingsError


def check_registrable_scopes(settings: Settings) -> None:
    """Raise SettingsError with a line for each scope that does not exist."""
    known = {*SCOPES, *settings.resource_scopes}
    unknown = [scope for scope in settings.client_registration.scopes if scope not in known]
    if unknown:
        raise SettingsError("\n".join(f"client_registration.scopes: there is no scope {scope}" for scope in unknown))
