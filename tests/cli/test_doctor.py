"""`idp doctor`: each check against a real installation that is well, and one that is not."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from sqlalchemy import delete, update
from werkzeug.serving import WSGIRequestHandler, make_server

from idp.cli.diagnostics import CHECKS, Status
from idp.cli.diagnostics.clock import check_clock_offset
from idp.cli.diagnostics.disk import MEBIBYTE, check_free_space
from idp.cli.diagnostics.proxies import Seen, check_forwarding, check_trusted_networks
from idp.cli.diagnostics.tls import check_certificate_expiry
from idp.infrastructure.secrets import SecretBox, write_master_key
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.seen import PATH, seen_token
from idp.mail.models import OutboxMail
from idp.oauth.provider_keys.models import ProviderKey
from tests.cli.installation import free_port
from tests.factories.rows import save_row
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient
from tests.provisioning.shell import Shell

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def findings(shell: Shell, check: str) -> list[dict[str, Any]]:
    """What one check finds."""
    result = shell.run("doctor", "--only", check, "--json")
    document = json.loads(result.stdout)
    assert result.exit_code == (0 if document["ok"] else 1)
    found: list[dict[str, Any]] = document["findings"]
    return found


def worst(shell: Shell, check: str) -> str:
    """The worst status of one check."""
    order = [Status.OK, Status.WARNING, Status.PROBLEM]
    return str(max((Status(each["status"]) for each in findings(shell, check)), key=order.index))


def says(shell: Shell, check: str, status: str, words: str) -> None:
    """One finding has this status and says that, and what to do unless it is well."""
    matching = [each for each in findings(shell, check) if each["status"] == status and words in each["message"]]
    assert matching, findings(shell, check)
    assert all(bool(each["next_step"]) == (status != "ok") for each in matching)


class _Quiet(WSGIRequestHandler):
    def log(self, *_: Any) -> None:
        pass


@contextmanager
def serving(app: Any, port: int) -> Iterator[None]:
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()


@pytest.fixture
def local(
    make_shell: Callable[..., Shell], make_app: Callable[..., Application], database: Database
) -> Iterator[Shell]:
    """An installation that is served on loopback."""
    port = free_port()
    server = {"issuer": f"http://localhost:{port}", "port": port}
    with serving(make_app(server=server, own=True), port):
        yield make_shell(database={"url": database.url}, server=server)


def test_every_check_has_its_word_in_the_answer(local: Shell) -> None:
    result = local.run("doctor")
    assert all(f" {name} " in result.stdout for name in CHECKS)
    assert result.exit_code == 1  # nobody answers at the suite's mail server
    assert "→" in result.stdout


def test_a_served_installation_has_no_problem(local: Shell) -> None:
    for check in ("keys", "issuer", "tls", "proxies", "clock", "disk"):
        assert worst(local, check) == "ok", findings(local, check)


def test_database_names_an_old_schema(shell: Shell, database: Database) -> None:
    with database.engine.begin() as connection:
        newest = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    try:
        says(shell, "database", "problem", "The schema is at 0000")
    finally:
        with database.engine.begin() as connection:
            connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{newest}'")


@pytest.mark.only_on("sqlite")
def test_database_names_what_cant_be_reached(make_shell: Callable[..., Shell], database_kind: str) -> None:
    url = f"postgresql+psycopg://idp:hush@127.0.0.1:{free_port()}/idp"
    shell = make_shell(database={"url": url})
    says(shell, "database", "problem", "can't be used")
    assert "hush" not in shell.run("doctor", "--only", "database").output


@pytest.mark.only_on("sqlite")
def test_database_sees_the_write_ahead_log(shell: Shell) -> None:
    says(shell, "database", "ok", "write-ahead log")
    assert worst(shell, "database") == "ok"


@pytest.mark.only_on("postgresql")
def test_database_sees_the_version_and_unsafe_settings(shell: Shell) -> None:
    says(shell, "database", "ok", "PostgreSQL 1")
    says(shell, "database", "problem", "fsync is off")  # the suite's server is fast, not safe


def test_keys_names_files_that_others_may_read(
    make_shell: Callable[..., Shell], database: Database, tmp_path: Path
) -> None:
    shell = make_shell(database={"url": database.url}, keys={"master_key": None})
    file = write_master_key(tmp_path / "keys")
    file.chmod(0o644)
    says(shell, "keys", "problem", f"may use {file}")
    file.chmod(0o600)
    (tmp_path / "keys").chmod(0o755)
    says(shell, "keys", "problem", f"may use {tmp_path / 'keys'}")


def test_keys_names_a_missing_master_key(make_shell: Callable[..., Shell], database: Database) -> None:
    says(make_shell(database={"url": database.url}, keys={"master_key": None}), "keys", "problem", "is missing")


def test_keys_names_a_master_key_of_another_database(
    make_shell: Callable[..., Shell], database: Database, tmp_path: Path
) -> None:
    write_master_key(tmp_path / "keys")
    shell = make_shell(database={"url": database.url}, keys={"master_key": None})
    says(shell, "keys", "problem", "another master key")


def test_keys_names_an_algorithm_without_a_key(shell: Shell, database: Database) -> None:
    with database.transaction() as session:
        session.execute(delete(ProviderKey).where(ProviderKey.algorithm == "EdDSA"))
    says(shell, "keys", "warning", "There is no key yet for EdDSA")


def test_keys_names_a_rotation_that_is_overdue(shell: Shell, database: Database) -> None:
    with database.transaction() as session:
        long_ago = datetime(2020, 1, 1, tzinfo=UTC)
        session.execute(update(ProviderKey).where(ProviderKey.algorithm == "RS256").values(activated_at=long_ago))
    try:
        says(shell, "keys", "warning", "The rotation of RS256 is overdue")
    finally:
        database.remove_signing_keys()


def test_issuer_names_what_does_not_answer(make_shell: Callable[..., Shell], database: Database) -> None:
    issuer = f"http://localhost:{free_port()}"
    says(make_shell(database={"url": database.url}, server={"issuer": issuer}), "issuer", "problem", "does not answer")


def test_issuer_names_somebody_else(make_shell: Callable[..., Shell], database: Database) -> None:
    port = free_port()
    shell = make_shell(database={"url": database.url}, server={"issuer": f"http://localhost:{port}"})
    with serving(_answer(b'{"issuer": "https://x"}'), port):
        says(shell, "issuer", "problem", "calls itself https://x")
    with serving(_answer(b"[]"), port):
        says(shell, "issuer", "problem", "calls itself nothing")
    with serving(_answer(b"", "404 Not Found"), port):
        says(shell, "issuer", "problem", "answers 404")


def test_proxies_names_one_that_is_not_trusted(make_app: Callable[..., Application], database: Database) -> None:
    app = make_app()
    seen = _seen(app, headers={"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "https"})
    assert seen == Seen("https", "203.0.113.7", "203.0.113.7", is_forwarded=True)
    finding = check_forwarding(seen, app.settings)
    assert finding.status is Status.PROBLEM
    assert 'server.trusted_proxies = ["203.0.113.7"]' in finding.next_step


def test_proxies_is_content_with_one_that_is_trusted(make_app: Callable[..., Application]) -> None:
    app = make_app(server={"trusted_proxies": ["203.0.113.7"]})
    seen = _seen(app, headers={"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "https"})
    assert (seen.ip, seen.scheme) == ("192.0.2.1", "https")
    assert check_forwarding(seen, app.settings).status is Status.OK


def test_proxies_is_content_with_a_trusted_one_on_the_machine_that_asks(make_app: Callable[..., Application]) -> None:
    settings = make_app(server={"trusted_proxies": ["127.0.0.1"]}).settings
    seen = Seen("https", "127.0.0.1", "127.0.0.1", is_forwarded=True)
    assert check_forwarding(seen, settings).status is Status.OK


def test_proxies_names_tls_that_ends_in_silence(app: Application) -> None:
    finding = check_forwarding(Seen("http", "10.0.0.1", "10.0.0.1", is_forwarded=False), app.settings)
    assert finding.status is Status.PROBLEM
    assert "X-Forwarded-For" in finding.next_step


def test_proxies_names_a_scheme_that_got_lost(app: Application) -> None:
    finding = check_forwarding(Seen("http", "192.0.2.1", "10.0.0.1", is_forwarded=True), app.settings)
    assert finding.status is Status.PROBLEM
    assert "X-Forwarded-Proto" in finding.next_step


@pytest.mark.threat(48)
@pytest.mark.parametrize(
    ("network", "count"), [("0.0.0.0/0", 1), ("::/0", 1), ("10.0.0.0/8", 1), ("10.1.0.0/16", 0), ("10.0.0.1", 0)]
)
def test_proxies_names_networks_that_hold_strangers(network: str, count: int) -> None:
    assert len(list(check_trusted_networks((network,)))) == count


@pytest.mark.parametrize("authorization", [None, "Bearer ", "Bearer 00", "Basic eDp5", "Bearer \xe4"])
def test_how_a_request_is_seen_is_told_to_the_operator_only(client: PageClient, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    answer = client.get(PATH, headers=headers)
    assert answer.status_code == 401
    assert set(answer.get_json()) == {"error", "error_description"}


@pytest.mark.parametrize(("seconds", "status"), [(0, "ok"), (4, "ok"), (-10, "warning"), (31, "problem")])
def test_clock(seconds: int, status: str) -> None:
    assert check_clock_offset("the database server", NOW + timedelta(seconds=seconds), NOW).status == status


@pytest.mark.parametrize(("days", "status"), [(90, "ok"), (20, "warning"), (2, "problem"), (-1, "problem")])
def test_certificate(days: int, status: str) -> None:
    assert check_certificate_expiry(NOW + timedelta(days=days), NOW).status == status


def test_tls_names_a_port_without_it(make_shell: Callable[..., Shell], database: Database) -> None:
    port = free_port()
    shell = make_shell(database={"url": database.url}, server={"issuer": f"https://localhost:{port}"})
    says(shell, "tls", "problem", "No TLS connection")
    with serving(_answer(b""), port):
        says(shell, "tls", "problem", "No TLS connection")


@pytest.mark.parametrize(("mebibytes", "status"), [(5000, "ok"), (500, "warning"), (50, "problem")])
def test_disk(tmp_path: Path, mebibytes: int, status: str) -> None:
    assert check_free_space(tmp_path, mebibytes * MEBIBYTE).status == status


def test_mail_tries_the_server_and_sends_nothing(make_shell: Callable[..., Shell], database: Database) -> None:
    port = free_port()
    shell = make_shell(database={"url": database.url}, mail={"port": port})
    says(shell, "mail", "problem", "can't be used")
    controller = Controller(Sink(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        assert worst(shell, "mail") == "ok"
    finally:
        controller.stop()


def test_mail_names_what_waits_and_what_failed(shell: Shell, database: Database) -> None:
    now = datetime.now(UTC)
    database.save(_mail("queued", now - timedelta(hours=1)), _mail("failed", now - timedelta(hours=1)))
    says(shell, "mail", "problem", "1 mails wait")
    says(shell, "mail", "warning", "with: 550 no such user")


@pytest.mark.parametrize(("returned", "sent", "is_told"), [(10, 90, True), (10, 91, False), (9, 0, False)])
def test_mail_warns_where_many_of_a_day_came_back(
    shell: Shell, database: Database, returned: int, sent: int, is_told: bool
) -> None:
    """A mail server that takes its users for unknown has their addresses suppressed."""
    now = datetime.now(UTC)
    for number in range(returned):
        save_row(database, OutboxMail, state="bounced", bounced_at=now, sent_at=now, message_id=f"<b{number}@x>")
    for number in range(sent):
        save_row(database, OutboxMail, state="sent", sent_at=now, message_id=f"<s{number}@x>")
    save_row(database, OutboxMail, state="bounced", bounced_at=now - timedelta(days=2), message_id="<old@x>")

    warned = [each for each in findings(shell, "mail") if "came back" in each["message"]]
    assert bool(warned) is is_told


def _mail(state: str, created_at: datetime) -> OutboxMail:
    return OutboxMail(
        message="password_reset",
        recipient="ada@example.test",
        portal="shop",
        language="de",
        subject="x",
        message_id=f"<{state}@example.test>",
        state=state,
        last_error="550 no such user",
        created_at=created_at,
    )


def _seen(app: Application, headers: dict[str, str]) -> Seen:
    token = seen_token(SecretBox.from_settings(app.settings))
    answer = app.test_client().get(PATH, headers=headers | {"Authorization": f"Bearer {token}"})
    facts = answer.get_json()
    return Seen(facts["scheme"], facts["ip"], facts["peer"], facts["is_forwarded"])


def _answer(body: bytes, status: str = "200 OK") -> Any:
    def app(_environ: Any, start_response: Any) -> list[bytes]:
        start_response(status, [("Content-Type", "application/json")])
        return [body]

    return app
