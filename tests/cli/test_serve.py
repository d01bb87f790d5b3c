"""`idp serve`, `idp worker`: as their own programs, with real signals."""

import json
import shutil
import signal
import socket
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests
import tomlkit

from idp.infrastructure.database.revisions import head_revision
from tests.cli.installation import IDP, Server, clean_environment, free_port
from tests.provisioning.databases import Database
from tests.provisioning.shell import Shell

Start = Callable[..., Server]


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture(scope="session")
def fresh_installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `idp init` writes, made once: RSA keys take their time."""
    folder = tmp_path_factory.mktemp("fresh") / "installation"
    _idp("init", "--directory", str(folder), "--issuer", "http://localhost:4321")
    return folder


@pytest.fixture
def installation(fresh_installation: Path, tmp_path: Path, port: int) -> Path:
    """The settings file of a fresh installation on SQLite."""
    folder = shutil.copytree(fresh_installation, tmp_path / "installation")
    config = folder / "config.toml"
    config.write_text(config.read_text().replace("4321", str(port)))
    return config


@pytest.fixture
def start(installation: Path, port: int, tmp_path: Path) -> Iterator[Start]:
    """Starts the server; whatever is started is stopped."""
    started: list[Server] = []

    def start(*arguments: str, waits_for: str = "/health/ready", **environment: str) -> Server:
        server = Server.start(
            f"http://localhost:{port}",
            "serve",
            "--config",
            str(installation),
            *arguments,
            log=tmp_path / "log",
            environment=clean_environment(**environment),
            waits_for=waits_for,
        )
        started.append(server)
        return server

    yield start
    for server in started:
        server.stop()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_and_stops_cleanly(start: Start, number: int) -> None:
    server = start()
    assert server.get("/.well-known/openid-configuration").json()["issuer"] == server.url
    assert server.stop(number) == 0
    assert _events(server) == ["server_started", "server_stopped"]


def test_the_log_is_one_json_object_a_line_without_an_alien_banner(start: Start) -> None:
    server = start()
    server.stop()
    lines = [json.loads(line) for line in server.log.read_text().splitlines()]
    assert all({"event", "level", "timestamp"} <= set(line) for line in lines)


def test_a_running_request_is_finished(start: Start, installation: Path) -> None:
    server = start()
    with _held_write_lock(installation):
        answers: list[int] = []
        page = requests.Session()
        first = page.get(f"{server.url}/password-reset", timeout=30)
        form = {"csrf_token": _csrf_token(first.text), "email": "ada@example.test"}
        request = threading.Thread(
            target=lambda: answers.append(
                page.post(
                    f"{server.url}/password-reset", data=form, headers={"Origin": server.url}, timeout=30
                ).status_code
            )
        )
        request.start()
        time.sleep(1)
        server.program.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        assert answers == []
    request.join()
    assert answers == [200]
    assert server.program.wait(timeout=30) == 0


def test_no_new_request_is_taken_once_it_has_stopped(start: Start) -> None:
    server = start()
    server.stop()
    with pytest.raises(requests.ConnectionError):
        server.get("/health/live")


def test_two_workers_share_the_work_and_add_up_their_metrics(start: Start) -> None:
    server = start("--workers", "2")
    _wait_until(lambda: sum(map(_listens, psutil.Process(server.program.pid).children())) == 2)
    for _ in range(40):
        server.get("/signin")
    counted = [line for line in server.get("/metrics").text.splitlines() if line.startswith("idp_requests_total")]
    starts = sum(float(line.split()[-1]) for line in counted if 'endpoint="signin.start"' in line)
    assert starts == 40


def test_workers_share_the_memory_of_code_and_application(start: Start) -> None:
    server = start("--workers", "2")
    workers = psutil.Process(server.program.pid).children()
    _wait_until(lambda: sum(map(_listens, workers)) == 2)
    # Without the process that sends mail: it measures a password hash at its start, which takes 20 MiB for a moment.
    own_mib = [worker.memory_full_info().uss / 2**20 for worker in workers if _listens(worker)]
    # 15 in a worker that answered; 24 with an application loaded after the fork.
    assert max(own_mib) < 20, own_mib


def test_a_fallen_worker_is_replaced(start: Start) -> None:
    server = start()
    fallen = next(child for child in psutil.Process(server.program.pid).children() if _listens(child))
    fallen.kill()
    fallen.wait(10)
    server.wait_until_ready()
    assert server.stop() == 0


def test_no_worker_survives_its_supervisor(start: Start) -> None:
    server = start("--workers", "2")
    children = psutil.Process(server.program.pid).children(recursive=True)
    server.program.kill()
    _, alive = psutil.wait_procs(children, timeout=15)
    assert alive == []


def test_settings_from_the_environment_are_no_part_of_a_request(start: Start) -> None:
    server = start(IDP_MAIL__PASSWORD="top-secret-word", HTTP_X_FORWARDED_FOR="192.0.2.1")
    for child in psutil.Process(server.program.pid).children():
        if _listens(child):
            server.get("/signin")
    assert "top-secret-word" not in server.log.read_text()
    assert "192.0.2.1" not in server.log.read_text()


def test_a_taken_port_is_named(installation: Path, port: int) -> None:
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        holder.bind(("127.0.0.1", port))
        holder.listen()
        refused = _idp("serve", "--config", str(installation), expect=2)
    assert f"127.0.0.1:{port} can't be bound" in refused.stderr
    assert "--port" in refused.stderr


def test_a_port_of_ones_own_can_be_given(installation: Path, start: Start, port: int) -> None:
    other = free_port()
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", port))
        holder.listen()
        server = Server.start(
            f"http://localhost:{other}",
            *("serve", "--config", str(installation), "--port", str(other)),
            log=installation.parent / "log",
            environment=clean_environment(),
        )
        assert server.stop() == 0


def test_a_missing_master_key_is_named(installation: Path) -> None:
    (installation.parent / "keys" / "master.key").unlink()
    assert "master.key is missing" in _idp("serve", "--config", str(installation), expect=2).stderr


def test_an_empty_database_is_refused(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(tomlkit.dumps({"keys": {"master_key": "A" * 43 + "="}}))
    assert "idp migrate" in _idp("serve", "--config", str(config), expect=2).stderr


def test_a_worker_is_replaced_however_often_it_falls(start: Start) -> None:
    """Trial row F24."""
    server = start("--workers", "2")
    for number in range(1, 5):
        _wait_until(lambda: len(_workers(server)) == 2)
        _workers(server)[0].kill()
        assert server.get("/health/live").status_code == 200
        # Until the fall is noticed, the process that was killed counts as a worker still.
        _wait_until(partial(_has_seen_falls, server, number))
    _wait_until(lambda: len(_workers(server)) == 2)
    fallen = _falls(server)
    assert [line["cause"] for line in fallen] == ["SIGKILL"] * 4
    assert all(line["level"] == "error" and line["process"].startswith("worker-") for line in fallen)
    metrics = server.get("/metrics").text.splitlines()
    assert sum(float(line.split()[-1]) for line in metrics if line.startswith("idp_processes_fallen_total")) == 4
    assert server.stop() == 0


def test_a_worker_that_keeps_falling_is_seen_while_the_others_serve(start: Start) -> None:
    """Trial row F24."""
    server = start("--workers", "2")
    assert server.get("/health/ready").json()["processes"] == "ok"
    name = ""
    while len([line for line in _lines(server) if line["event"] == "process_fell" and line["process"] == name]) < 2:
        _wait_until(lambda: len(_workers(server)) == 2)
        _workers(server)[-1].kill()
        fallen = [line for line in _lines(server) if line["event"] == "process_fell"]
        name = fallen[-1]["process"] if fallen else ""
    _wait_until(lambda: server.get("/health/ready").json()["processes"] == "degraded")
    answer = server.get("/health/ready")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert f'idp_processes_falling{{process="{name}"}} ' in server.get("/metrics").text


def test_a_replacement_that_cant_be_started_stops_neither_the_others_nor_the_attempts(start: Start) -> None:
    """Trial rows F24 and F25."""
    server = start("--workers", "2")
    supervisor = psutil.Process(server.program.pid)
    _wait_until(lambda: len(_workers(server)) == 2)
    soft, hard = supervisor.rlimit(psutil.RLIMIT_NOFILE)
    supervisor.rlimit(psutil.RLIMIT_NOFILE, (supervisor.num_fds(), hard))
    _workers(server)[0].kill()
    _wait_until(lambda: any(line["event"] == "process_not_started" for line in _lines(server)))
    assert server.get("/health/ready").status_code == 200
    supervisor.rlimit(psutil.RLIMIT_NOFILE, (soft, hard))
    _wait_until(lambda: len(_workers(server)) == 2)
    assert server.stop() == 0


def test_requests_that_wait_while_the_only_worker_is_replaced_are_answered(start: Start) -> None:
    server = start()
    _workers(server)[0].kill()
    assert server.get("/health/live").status_code == 200


def test_the_server_starts_without_its_database_and_answers_503_until_it_is_there(
    installation: Path, start: Start
) -> None:
    """Trial row F23."""
    url = f"postgresql+psycopg://idp:hush-hush@127.0.0.1:{free_port()}/idp"
    server = start("--workers", "2", waits_for="/health/live", IDP_DATABASE__URL=url)
    assert server.get("/health/ready").status_code == 503
    assert (page := server.get("/signin")).status_code == 503
    assert page.headers["Retry-After"]
    _workers(server)[0].kill()
    _wait_until(lambda: len(_workers(server)) == 2)
    assert server.get("/health/live").status_code == 200
    lines = _lines(server)
    assert "database_unreachable" in [line["event"] for line in lines]
    assert "unexpected exception" not in [line["event"] for line in lines]
    assert "hush-hush" not in server.log.read_text()


def test_an_unreachable_database_is_explained_without_its_password(make_shell: Callable[..., Shell]) -> None:
    url = f"postgresql+psycopg://idp:hush-hush@127.0.0.1:{free_port()}/idp"
    said = make_shell(database={"url": url}).refusal("migrate")
    assert "can't be used" in said
    assert "hush-hush" not in said


def test_a_file_that_is_no_database_is_refused(make_shell: Callable[..., Shell], tmp_path: Path) -> None:
    said = make_shell(database={"url": f"sqlite:///{tmp_path}/missing/einlass.sqlite3"}).refusal("serve")
    assert "can't be used" in said


def test_an_old_schema_is_refused(shell: Shell, database: Database) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    try:
        assert "Run `idp migrate`" in shell.refusal("serve")
    finally:
        with database.engine.begin() as connection:
            connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{head_revision()}'")


def test_the_worker_sends_and_stops(installation: Path, tmp_path: Path) -> None:
    _idp("users", "create", "--email", "ada@example.test", "--config", str(installation))
    with (tmp_path / "worker.log").open("w") as log:
        worker = subprocess.Popen(
            [IDP, "worker", "--config", str(installation)], env=clean_environment(), stderr=log, cwd=tmp_path
        )
    try:
        _wait_for(lambda: _rows(installation, "SELECT state FROM outbox") == [("sent",)])
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=30) == 0
    finally:
        worker.kill()


def test_the_server_sends_mail_by_itself(start: Start, installation: Path) -> None:
    start()
    _idp("users", "create", "--email", "ada@example.test", "--config", str(installation))
    _wait_for(lambda: _rows(installation, "SELECT state FROM outbox") == [("sent",)])


def _idp(*arguments: str, expect: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([IDP, *arguments], env=clean_environment(), capture_output=True, text=True, timeout=100)
    assert done.returncode == expect, done.stderr
    return done


def _events(server: Server) -> list[str]:
    return [line["event"] for line in _lines(server) if line["event"].startswith("server_")]


def _lines(server: Server) -> list[dict[str, Any]]:
    """The log, every line of which is a JSON object. Trial row F25."""
    return [json.loads(line) for line in server.log.read_text().splitlines()]


def _workers(server: Server) -> list[psutil.Process]:
    return [child for child in psutil.Process(server.program.pid).children() if _listens(child)]


def _wait_until(condition: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def _listens(process: psutil.Process) -> bool:
    try:
        return any(connection.status == psutil.CONN_LISTEN for connection in process.net_connections("tcp"))
    except psutil.NoSuchProcess:
        return False


class _held_write_lock:
    """Holds SQLite's write lock for the time of the block, so that whoever writes has to wait."""

    def __init__(self, config: Path) -> None:
        self._connection = sqlite3.connect(config.parent / "einlass.sqlite3", isolation_level=None)

    def __enter__(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, *_: Any) -> None:
        self._connection.execute("ROLLBACK")
        self._connection.close()


def _csrf_token(page: str) -> str:
    return page.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]


def _rows(config: Path, statement: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(config.parent / "einlass.sqlite3")
    try:
        return connection.execute(statement).fetchall()
    finally:
        connection.close()


def _wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 40
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)


def _falls(server: Server) -> list[dict[str, Any]]:
    """The lines about processes that have fallen."""
    return [line for line in _lines(server) if line["event"] == "process_fell"]


def _has_seen_falls(server: Server, number: int) -> bool:
    return len(_falls(server)) >= number
