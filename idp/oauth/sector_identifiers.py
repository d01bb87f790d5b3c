"""The file at a client's ``sector_identifier_uri``, which lists the redirect URIs of one maker (OpenID Connect Dynamic
Client Registration 1.0 5)."""

from collections.abc import Mapping

import orjson
from flask import current_app

from idp.infrastructure.outbound_http import DocumentCache, OutboundError, Places, client_url_client
from idp.infrastructure.web.application import Application
from idp.protocol.client_metadata import InvalidMetadataError, Problem
from idp.protocol.client_metadata.page_fields import is_secure

FIELD = "sector_identifier_uri"
_EXTENSION = "idp.sector_identifiers"


def init_sector_identifiers(app: Application, places: Places) -> None:
    """Give the application its copies of the files."""
    app.extensions[_EXTENSION] = DocumentCache(client_url_client(app.settings), places)


def check_sector(document: object) -> None:
    """Fetch the file that a registration names, if any: it has to list each of the redirect URIs.

    Outside of any transaction, since the other server may be slow. Raises InvalidMetadataError.
    """
    if not isinstance(document, Mapping):
        return
    uri = document.get(FIELD)
    if not isinstance(uri, str) or not is_secure(uri):
        return  # nothing to fetch; what is no safe address is refused with the other metadata
    cache: DocumentCache = current_app.extensions[_EXTENSION]
    try:
        listed = orjson.loads(cache.get_anew(uri))
    except (OutboundError, orjson.JSONDecodeError) as error:
        raise _refuse("Its file can't be read.", "Serve a JSON array of redirect URIs there.") from error
    redirect_uris = document.get("redirect_uris")
    if not isinstance(listed, list) or any(each not in listed for each in _texts(redirect_uris)):
        raise _refuse("Its file does not list all redirect_uris.", "Add them to the file.")


def _texts(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _refuse(message: str, next_step: str) -> InvalidMetadataError:
    return InvalidMetadataError([Problem(FIELD, message, next_step)])
