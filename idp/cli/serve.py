"""``idp serve``."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pkgutil import resolve_name
from typing import Any

import click
from sqlalchemy import make_url

from idp.cli.database import check_schema, open_engine
from idp.cli.frame import CommandError, Invocation, command_of
from idp.infrastructure.database import UNAVAILABLE
from idp.infrastructure.secrets import SecretBox
from idp.server.listener import open_listener
from idp.settings import Settings

# prometheus_client decides while it is imported whether several processes count together.
METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"


@click.option("--host", help="Address to bind, instead of server.host.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to bind, instead of server.port.")
@click.option("--workers", type=click.IntRange(1, 64), help="Worker processes, instead of server.workers.")
@command_of()
def serve(invocation: Invocation, **changes: Any) -> None:
    """Serve the provider until SIGTERM or Ctrl-C; requests that are running then are finished."""
    settings = with_server(invocation.load_settings(), changes)
    check_readiness(settings)
    with _shared_metrics(settings.server.workers):
        resolve_name("idp.cli.supervisor:run")(settings)


def with_server(settings: Settings, changes: dict[str, Any]) -> Settings:
    """The settings with what was given on the command line in place of the server's."""
    given = {name: value for name, value in changes.items() if value is not None}
    return settings.model_copy(update={"server": settings.server.model_copy(update=given)})


def check_readiness(settings: Settings) -> None:
    """Raises before the first worker starts, with one clear message, where none of them could serve."""
    SecretBox.from_settings(settings)
    check_database(settings)
    check_port(settings.server.host, settings.server.port)


def check_database(settings: Settings) -> None:
    """Raises ``CommandError`` where the database is not fit to be served from.

    A database server that does not answer may be starting like we are: workers answer 503 until it is there.
    """
    is_remote = make_url(settings.database.url).get_backend_name() != "sqlite"
    try:
        with open_engine(settings) as engine:
            check_schema(engine)
    except CommandError as error:
        if not (is_remote and isinstance(error.__cause__, UNAVAILABLE)):
            raise


def check_port(host: str, port: int) -> None:
    """Raises ``CommandError`` where ``host:port`` can't be bound."""
    try:
        open_listener(host, port).close()
    except OSError as error:
        raise CommandError(
            f"{host}:{port} can't be bound: {error.strerror or error}.",
            "Stop the program that holds it, or choose another with --port, --host or [server] in the settings.",
        ) from error


@contextmanager
def _shared_metrics(workers: int) -> Iterator[None]:
    """A folder in which several workers add up what they count; one worker alone counts faster in memory."""
    if workers == 1 or METRICS_FOLDER in os.environ:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="einlass-metrics-") as folder:
        os.environ[METRICS_FOLDER] = folder
        try:
            yield
        finally:
            os.environ.pop(METRICS_FOLDER, None)
