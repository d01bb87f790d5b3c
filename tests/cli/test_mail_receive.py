"""`idp mail receive`, as a program of its own."""

import signal
import smtplib
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from tests.cli.installation import IDP, clean_environment, free_port
from tests.provisioning.databases import Database
from tests.provisioning.shell import Shell


def test_it_receives_until_it_is_told_to_stop(
    make_shell: Callable[..., Shell], database: Database, tmp_path: Path
) -> None:
    port = free_port()
    bounces = {"sender": "bounces@bounces.example.com", "listen": f"127.0.0.1:{port}"}
    shell = make_shell(database={"url": database.url}, mail={"bounces": bounces})
    command = [IDP, "mail", "receive", "--config", str(shell.config)]
    with (tmp_path / "log").open("w") as log:
        program = subprocess.Popen(command, env=clean_environment(), stderr=log, cwd=tmp_path)
    try:
        assert refusal_of(port, "bounces@bounces.example.com") == 550
        program.send_signal(signal.SIGTERM)
        assert program.wait(timeout=30) == 0
    finally:
        program.kill()
    assert "bounces@" not in (tmp_path / "log").read_text()


def refusal_of(port: int, address: str) -> int:
    """The reply to a recipient, once the server answers."""
    end = time.monotonic() + 60
    while True:
        try:
            with smtplib.LMTP("127.0.0.1", port) as connection:
                connection.ehlo()
                connection.mail("")
                return connection.rcpt(address)[0]
        except OSError:
            assert time.monotonic() < end, "waited in vain"
            time.sleep(0.1)


def test_without_an_address_it_says_what_is_missing(shell: Shell) -> None:
    assert "Set sender and listen" in shell.refusal("mail", "receive")
