"""What the checks share: the settings, one answer of the running provider, and the words they answer with."""

import ssl
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from idp.infrastructure.database.engine import engine_options, prepare_engine
from idp.settings import Settings

HTTP_SECONDS = 5.0


class Status(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; ``next_step`` says what to do unless it is well."""

    status: Status
    message: str
    next_step: str = ""


def ok(message: str) -> Finding:
    """It is well."""
    return Finding(Status.OK, message)


def warning(message: str, next_step: str) -> Finding:
    """It works, and deserves a look."""
    return Finding(Status.WARNING, message, next_step)


def problem(message: str, next_step: str) -> Finding:
    """It does not work, or is not safe."""
    return Finding(Status.PROBLEM, message, next_step)


class _Adapter(HTTPAdapter):
    """Connects with the given authorities."""

    def __init__(self, tls: ssl.SSLContext) -> None:
        self._tls = tls
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, ssl_context=self._tls, **options)


class Examination:
    """One run of the doctor over one installation."""

    def __init__(self, settings: Settings, ca_file: Path | None = None) -> None:
        """``ca_file`` holds authorities that vouch for the issuer and the mail server beside the system's.

        Raises OSError or SSLError.
        """
        self.settings, self.ca_file = settings, ca_file
        self.tls = ssl.create_default_context()
        if ca_file is not None:
            self.tls.load_verify_locations(ca_file)

    def fetch(
        self, path: str, headers: Mapping[str, str] | None = None, body: Iterable[bytes] | None = None
    ) -> requests.Response:
        """A page of the provider at its public address, as a relying party gets it; by POST where there is a ``body``.

        Raises ``RequestException``.
        """
        with requests.Session() as session:
            session.mount("https://", _Adapter(self.tls))
            return session.request(
                "GET" if body is None else "POST",
                f"{self.settings.issuer}{path}",
                timeout=HTTP_SECONDS,
                allow_redirects=False,
                headers=dict(headers or {}),
                data=body,
            )

    @cached_property
    def discovery(self) -> requests.Response | requests.RequestException:
        """The discovery document's response, or why there is none."""
        try:
            return self.fetch("/.well-known/openid-configuration")
        except requests.RequestException as error:
            return error

    @contextmanager
    def engine(self) -> Iterator[Engine]:
        """An engine on the installation's database. Using it raises ``SQLAlchemyError`` when it can't be reached."""
        engine = create_engine(self.settings.database.url, **engine_options(self.settings))
        prepare_engine(engine)
        try:
            yield engine
        finally:
            engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that writes nothing."""
        with self.engine() as engine, engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            yield Session(connection)
