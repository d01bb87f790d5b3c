"""The HTTP server and the name it is known by."""

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from idp.settings.loopback import LOOPBACK_HOSTS
from idp.settings.section import Section


class ServerSettings(Section):
    """The HTTP server and the name it is known by."""

    issuer: str = "http://localhost:8000"
    """The provider's public address and OpenID issuer: https, or http on loopback; no slash at the end."""

    host: str = "127.0.0.1"
    """Address to bind."""

    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    """Port to bind."""

    workers: Annotated[int, Field(ge=1, le=64)] = 1
    """Number of worker processes; more than one on PostgreSQL pays off from about two cores."""

    threads: Annotated[int, Field(ge=2, le=64)] = 8
    """Threads of a worker. Keep it above passwords.parallel_hashes, so that hashing never holds up the rest."""

    trusted_hosts: tuple[str, ...] = ()
    """Further host names to answer to, beside the issuer's."""

    trusted_proxies: tuple[str, ...] = ()
    """Addresses or networks of the reverse proxies whose X-Forwarded-For and -Proto are believed; none by default."""

    maximum_body_bytes: Annotated[int, Field(ge=4096)] = 131072
    """Largest request body that is read, in bytes."""

    body_seconds: Annotated[int, Field(ge=1, le=300)] = 10
    """How long a request's body may take to arrive, in seconds."""

    place_database: Path | None = None
    """A MaxMind file (.mmdb) of cities or countries, to name the place of a sign-in and tell of new ones."""

    stop_seconds: Annotated[int, Field(ge=1, le=300)] = 20
    """How long running requests may take to finish after a stop was asked, in seconds."""

    @field_validator("issuer")
    @classmethod
    def _check_issuer(cls, address: str) -> str:
        issuer = urlsplit(address)
        if issuer.scheme not in {"https", "http"} or not issuer.hostname:
            raise ValueError("must be an address such as https://login.example.com")
        if address.endswith("/") or issuer.query or issuer.fragment or issuer.path:
            raise ValueError("must end after host and port: no path, slash, query or fragment")
        if issuer.scheme == "http" and issuer.hostname not in LOOPBACK_HOSTS:
            raise ValueError("must be https; http is accepted on localhost only")
        return address
