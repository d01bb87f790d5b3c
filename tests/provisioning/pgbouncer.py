"""A PgBouncer in transaction pooling, which only a distribution brings."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import URL, make_url

from tests.provisioning.missing import fail_missing
from tests.provisioning.postgresql import run_as, unprivileged_account

# As its authors ship it: nothing of a session is passed on, and no prepared statement is looked after.
SETTINGS = """
[databases]
* = host={host} port={port} user={user}

[pgbouncer]
listen_addr =
unix_socket_dir = {folder}
auth_type = any
pool_mode = transaction
default_pool_size = {size}
ignore_startup_parameters = {ignored}
"""


@contextmanager
def running_pgbouncer(parent: Path, database_url: str, *, size: int = 2, ignored: str = "") -> Iterator[str]:
    """The URL of a database by way of a pooler, which gives all programs ``size`` connections between them."""
    program = shutil.which("pgbouncer", path="/usr/sbin:/usr/bin:/usr/local/bin")
    if program is None:
        fail_missing("PgBouncer", "`make machine` installs it as root on Debian: apt-get install pgbouncer")
    folder = Path(tempfile.mkdtemp(dir=parent))
    url, account = make_url(database_url), unprivileged_account()
    file = folder / "pgbouncer.ini"
    host, port = url.query.get("host", url.host), url.port or 5432
    settings = SETTINGS.format(host=host, port=port, user=url.username, folder=folder, size=size, ignored=ignored)
    file.write_text(settings, encoding="utf-8")
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)
    with (folder / "log").open("w") as log:
        running = subprocess.Popen([program, file], stdout=log, stderr=log, cwd=folder, **run_as(account))
    try:
        pooled = url.set(host=None, port=6432, query={"host": str(folder)})
        _wait(pooled, running, folder / "log")
        yield pooled.render_as_string(hide_password=False)
    finally:
        running.kill()
        running.wait(timeout=10)


def _wait(url: URL, running: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end and running.poll() is None:
        try:
            psycopg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False)).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"PgBouncer did not start:\n{log.read_text()}")
