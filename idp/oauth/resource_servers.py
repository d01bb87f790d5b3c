"""The resource servers of the settings: what of them is checked at start, and the audiences that come of them."""

from collections.abc import Iterator

from flask import current_app

from idp.infrastructure.web.application import Application, current_settings
from idp.oauth.scopes import SCOPES
from idp.protocol.client import Client
from idp.protocol.resource_indicators import Audiences
from idp.settings import Settings, SettingsError

_EXTENSION = "idp.audiences"


def init_resource_servers(app: Application) -> None:
    """Give the application its audiences. Raises SettingsError with a line for each mistake."""
    mistakes = list(_find_mistakes(app.settings))
    if mistakes:
        raise SettingsError("\n".join(mistakes))
    app.extensions[_EXTENSION] = Audiences(
        app.settings.issuer,
        {name: server.identifier for server in app.settings.resource_servers.values() for name in server.scopes},
    )


def current_audiences() -> Audiences:
    """The audiences of the application that answers this request."""
    audiences: Audiences = current_app.extensions[_EXTENSION]
    return audiences


def identifiers_of(client: Client) -> tuple[str, ...]:
    """The resource servers that a client stands for, as far as the settings have them."""
    servers = current_settings().resource_servers
    return tuple(servers[key].identifier for key in client.resource_servers if key in servers)


def _find_mistakes(settings: Settings) -> Iterator[str]:
    """One scope that meant two things, or one identifier, would open more than was allowed."""
    identifiers, scopes = {settings.issuer}, set(SCOPES)
    for key, server in settings.resource_servers.items():
        identifier = server.identifier.removesuffix("/")
        if identifier in identifiers:
            yield f"resource_servers.{key}.identifier: {server.identifier} is that of another, or the issuer"
        identifiers.add(identifier)
        for name in server.scopes:
            if name in scopes:
                yield f"resource_servers.{key}.scopes: there is another scope {name}"
            scopes.add(name)
