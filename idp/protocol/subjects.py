"""Subject identifiers (OpenID Connect Core §8): the names under which clients know accounts."""

from typing import get_args
from urllib.parse import urlsplit

from idp.protocol.client import Client, SubjectType
from idp.protocol.redirect_uris import is_loopback

SUBJECT_TYPES: tuple[SubjectType, ...] = get_args(SubjectType)
"""For `subject_types_supported` in discovery."""

PAIRWISE_PREFIX = "sub"
SUBJECT_PREFIXES = ("acc_", f"{PAIRWISE_PREFIX}_")
"""Subjects of people begin like this; a client must not be able to look like one (RFC 9700 §4.15)."""


def sector_of(client: Client) -> str:
    """The host by which pairwise subjects are told apart (§8.1): that of `sector_identifier_uri`, or without one the
    only one of the redirect URIs.

    Raises ValueError where there is no such host.
    """
    if client.sector_identifier_uri is not None:
        uris: tuple[str, ...] = (client.sector_identifier_uri,)
    else:
        uris = client.redirect_uris
    hosts = {urlsplit(uri).hostname for uri in uris}
    host = hosts.pop() if len(hosts) == 1 else None
    if host is None or _is_shared(host, client):
        raise ValueError("The redirect URIs do not have one host.")
    return host


def _is_shared(host: str, client: Client) -> bool:
    """Whether it is the host of every application on a device, so that it says nothing of who has made this one."""
    return client.application_type == "native" and client.sector_identifier_uri is None and is_loopback(host)
