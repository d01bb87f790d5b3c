"""The requests of devices (RFC 8628 3.1, 3.2)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.limits import is_within_limit
from idp.oauth.device_authorizations.storing import store_device
from idp.oauth.endpoints.endpoint import ClientEndpoint
from idp.oauth.http import FormRequest
from idp.oauth.requests import check_request
from idp.protocol.client import Client
from idp.protocol.device_authorizations import INTERVAL_SECONDS, show_user_code
from idp.protocol.errors import TooManyDevices
from idp.protocol.rule_table import RequestEndpoint

_BYTES_OF_ONE = 4096


class DeviceAuthorizationEndpoint(ClientEndpoint):
    """Checks an authorization request of a device and stores it under two codes: one to type, one to bring back."""

    NAME = "device_authorization"
    PATH = "/device-authorization"
    IS_FOR_PUBLIC_CLIENTS = True

    def respond_to(self, client: Client, form: FormRequest) -> Mapping[str, Any]:
        if client.is_public:
            _limit(form)
        settings = current_settings()
        asked = check_request({**form.parameters, "client_id": client.client_id}, client, RequestEndpoint.DEVICE)
        seconds = settings.tokens.device_code_seconds
        codes = store_device(asked, current_time() + timedelta(seconds=seconds))
        address, user_code = f"{settings.issuer}/device", show_user_code(codes.user_code)
        return {
            "device_code": codes.device_code,
            "user_code": user_code,
            "verification_uri": address,
            "verification_uri_complete": f"{address}?{urlencode({'portal': client.portal, 'user_code': user_code})}",
            "expires_in": seconds,
            "interval": INTERVAL_SECONDS,
        }

    def discovery_members(self, address: str) -> Mapping[str, Any]:
        """Clients authenticate as at the token endpoint (RFC 8628 3.1, 4)."""
        return {f"{self.NAME}_endpoint": address}


def _limit(form: FormRequest) -> None:
    """A public client proves nothing: of what it has stored, a network gets as much as of sign-ins that it begins.

    Raises TooManyDevices.
    """
    stored_bytes = sum(len(name) + len(value) for name, value in form.parameters.items())
    if not is_within_limit("devices", form.address, 1 + stored_bytes // _BYTES_OF_ONE):
        raise TooManyDevices("Too many devices have asked from this network.")
