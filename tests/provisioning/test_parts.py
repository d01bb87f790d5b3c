"""The real parts start, and nothing leaves this machine."""

import os
import socket
import subprocess
from pathlib import Path

import psycopg
import pytest
import requests
import valkey
from playwright.sync_api import Browser
from sqlalchemy import make_url

from tests.provisioning import network, postgresql
from tests.provisioning.apache import Apache
from tests.provisioning.node import NODE, NPM
from tests.provisioning.python_programs import LOCK_FILE, RELYING_PARTIES, get_environment
from tests.provisioning.run_folder import RunFolder


def test_the_runs_postgresql_answers(postgresql_server: str) -> None:
    url = make_url(postgresql_server)
    with psycopg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False)) as connection:
        assert connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (True,)


def test_the_wheels_postgresql_is_a_full_substitute(
    tmp_path_factory: pytest.TempPathFactory,
    run_folder: RunFolder,
    monkeypatch: pytest.MonkeyPatch,
    worker_name: str,
) -> None:
    monkeypatch.setattr(postgresql, "DEBIAN", Path("/nonexistent"))
    monkeypatch.delenv("IDP_TEST_POSTGRES_URL", raising=False)
    folder = run_folder.path / f"wheel-{worker_name}"
    folder.mkdir()
    facts = postgresql.start_postgresql(folder)
    try:
        with psycopg.connect(host=str(folder), user="postgres", dbname="postgres") as connection:
            assert connection.info.server_version >= 180000
    finally:
        postgresql.stop_postgresql(facts)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(host=str(folder), user="postgres", dbname="postgres")


def test_valkey_answers(valkey_url: str) -> None:
    assert valkey.from_url(valkey_url).ping()


@pytest.mark.parametrize("browser", ["chromium", "firefox"], indirect=True)
def test_a_browser_shows_a_page(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<p>Guten Tag</p>")
    assert page.text_content("p") == "Guten Tag"
    page.close()


def test_node_is_recent_enough_for_the_relying_parties() -> None:
    version = subprocess.run([NODE, "--version"], capture_output=True, text=True, check=True).stdout
    assert int(version.removeprefix("v").split(".")[0]) >= 22
    assert subprocess.run([NODE, NPM, "--version"], capture_output=True, check=True).stdout


def test_apache_with_its_relying_party_module_is_there(apache: Apache) -> None:
    assert os.access(apache.program, os.X_OK)


def test_the_relying_parties_from_npm_are_there(node_modules: Path) -> None:
    assert (node_modules / "openid-client" / "package.json").exists()


@pytest.mark.parametrize("name", sorted(file.parent.name for file in RELYING_PARTIES.glob(f"*/{LOCK_FILE}")))
def test_the_relying_parties_from_pypi_are_there(name: str) -> None:
    assert (get_environment(name) / "bin" / "python").exists()


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.com", "10.0.0.1", "127.0.0.1.example.com"])
def test_other_machines_are_out_of_reach(host: str) -> None:
    with pytest.raises(network.OutgoingConnectionRefused):
        socket.create_connection((host, 80), timeout=1)
    with pytest.raises(network.OutgoingConnectionRefused):
        requests.get(f"http://{f'[{host}]' if ':' in host else host}/", timeout=1)
    assert network.attempts
    network.attempts.clear()


def test_this_machine_is_within_reach() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        assert client.getpeername() == server.getsockname()
