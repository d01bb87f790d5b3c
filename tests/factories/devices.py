"""The device cookie of a browser."""

from urllib.parse import urlsplit

from idp.sessions.device_cookie import device_cookie_name
from tests.provisioning.pages import PageClient


def device_token(client: PageClient) -> str:
    """What the browser is known by."""
    host, name = _where(client)
    cookie = client.get_cookie(name, domain=host)
    assert cookie is not None
    return cookie.value


def give_device_token(client: PageClient, token: str) -> None:
    """Let the browser hold this value."""
    host, name = _where(client)
    client.set_cookie(name, token, domain=host, secure=name.startswith("__Host-"), httponly=True)


def _where(client: PageClient) -> tuple[str, str]:
    issuer = urlsplit(client.application.settings.issuer)
    return issuer.hostname or "", device_cookie_name(is_https=issuer.scheme == "https")
