"""`idp keys`."""

import socket
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from idp.clients import models as client_secrets
from idp.clients.models import ClientSecret
from idp.infrastructure.database import Base
from idp.infrastructure.ids import digest
from idp.infrastructure.secrets import SecretBox, UnwrapError, write_master_key
from idp.infrastructure.wrapped_columns import current_wrapped_columns
from idp.mail.content import unwrap_content
from idp.mail.models import OutboxMail
from idp.oauth.provider_keys.generation import wrapping_context
from idp.oauth.provider_keys.models import ProviderKey
from idp.settings import load_settings
from tests.cli.installation import free_port
from tests.factories.clients import REDIRECT_URI
from tests.provisioning.applications import MASTER_KEY
from tests.provisioning.databases import Database
from tests.provisioning.product import product
from tests.provisioning.shell import Shell


@pytest.fixture
def with_file(make_shell: Callable[..., Shell], database: Database, tmp_path: Path) -> Iterator[Shell]:
    """An installation whose master key is in a file, with signing keys, a mail that waits, and a client that signs with
    its secret."""
    shell = make_shell(
        database={"url": database.url},
        keys={"master_key": None, "directory": str(tmp_path / "keys")},
        server={"port": free_port()},
    )
    write_master_key(tmp_path / "keys").write_text(MASTER_KEY)
    shell.answer("users", "create", "--email", "ada@example.test")
    shell.answer("clients", "create", "Shop", "--redirect-uri", REDIRECT_URI, "--auth-method", "client_secret_jwt")
    yield shell
    # They stand under another master key by now; the next test gets the suite's own again.
    database.remove_signing_keys()


def box(shell: Shell) -> SecretBox:
    return SecretBox.from_settings(load_settings(shell.config, environment={}))


def check_secrets(database: Database, box: SecretBox) -> None:
    """Every stored secret opens."""
    for key in database.rows(select(ProviderKey)):
        box.unwrap(key.wrapped_private_jwk or "", wrapping_context(key.kid))
    secret = database.one(select(ClientSecret))
    unwrapped = box.unwrap(secret.wrapped_secret or "", client_secrets.wrapping_context(secret.id)).decode()
    assert digest(unwrapped) == secret.secret_hash
    mail = database.one(select(OutboxMail))
    assert "https://id.example.test/invitation/link/" in unwrap_content(box, mail.id, mail.wrapped_content or "").text


def test_rotate_makes_one_active_key_of_each_algorithm(with_file: Shell, database: Database) -> None:
    with_file.answer("keys", "rotate")
    listed = with_file.answer("keys", "list")
    states = sorted((key["algorithm"], key["state"]) for key in listed)
    algorithms = ("ES256", "Ed25519", "EdDSA", "PS256", "RS256")
    assert states == [(name, state) for name in algorithms for state in ("active", "retired")]


def test_rotate_can_be_told_which(with_file: Shell) -> None:
    rotated = with_file.answer("keys", "rotate", "--algorithm", "ES256")
    assert [key["algorithm"] for key in rotated] == ["ES256"]


@pytest.mark.parametrize(
    ("algorithm", "use", "in_use", "withdrawn"),
    [
        ("ES256", "sig", "signs from now on.", "People sign in again"),
        ("ECDH-ES", "enc", "is encrypted to from now on.", "Applications fetch the new one"),
    ],
)
def test_a_key_is_replaced_and_withdrawn(
    with_file: Shell, algorithm: str, use: str, in_use: str, withdrawn: str
) -> None:
    assert in_use in with_file.run("keys", "rotate", "--algorithm", algorithm).stdout
    key = active_key(with_file, algorithm)
    assert key["use"] == use

    assert withdrawn in with_file.run("keys", "withdraw", key["kid"]).stdout
    assert active_key(with_file, algorithm)["kid"] != key["kid"]
    assert "no published key" in with_file.refusal("keys", "withdraw", key["kid"])


def active_key(shell: Shell, algorithm: str) -> dict[str, str]:
    """The one key of the algorithm that is in use."""
    listed = shell.answer("keys", "list")
    (key,) = (each for each in listed if (each["algorithm"], each["state"]) == (algorithm, "active"))
    return key


def test_list_shows_no_private_part(with_file: Shell, database: Database) -> None:
    said = with_file.run("keys", "list").stdout
    assert all(key.kid in said for key in database.rows(select(ProviderKey)))
    assert all((key.wrapped_private_jwk or "?") not in said for key in database.rows(select(ProviderKey)))


def test_rewrap_puts_everything_under_a_fresh_master_key(with_file: Shell, database: Database, tmp_path: Path) -> None:
    old = box(with_file)
    done = with_file.answer("keys", "rewrap")
    assert done["rewrapped"] == {
        "client_secrets": 1,
        "provider_keys": 5,
        "outbox": 1,
        "totp_secrets": 0,
        "interactions": 0,
    }
    check_secrets(database, box(with_file))
    with pytest.raises(UnwrapError):
        check_secrets(database, old)
    file = tmp_path / "keys" / "master.key"
    assert len(file.read_text().split()) == 1
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["master.key"]


def test_rewrap_in_two_steps_works_under_running_servers(with_file: Shell, database: Database) -> None:
    running = box(with_file)
    with_file.answer("keys", "rewrap", "--add")
    check_secrets(database, running)
    restarted = box(with_file)
    check_secrets(database, restarted)
    with_file.answer("keys", "rewrap", "--finish")
    check_secrets(database, restarted)
    check_secrets(database, box(with_file))


def test_rewrap_at_once_refuses_while_a_server_runs(with_file: Shell) -> None:
    port = load_settings(with_file.config, environment={}).server.port
    before = box(with_file).derive("x")
    with socket.socket() as server:
        server.bind(("127.0.0.1", port))
        server.listen()
        assert "can't be bound" in with_file.refusal("keys", "rewrap")
    assert box(with_file).derive("x") == before


def test_a_value_of_an_unknown_master_key_stops_it_all(with_file: Shell, database: Database, tmp_path: Path) -> None:
    wrapped = database.rows(select(ProviderKey.wrapped_private_jwk))
    (tmp_path / "keys" / "master.key").unlink()
    write_master_key(tmp_path / "keys")
    assert "Nothing was rewrapped" in with_file.refusal("keys", "rewrap")
    assert database.rows(select(ProviderKey.wrapped_private_jwk)) == wrapped
    assert len((tmp_path / "keys" / "master.key").read_text().split()) == 2


def test_a_master_key_that_is_no_file_is_left_alone(shell: Shell) -> None:
    assert "given as keys.master_key" in shell.refusal("keys", "rewrap", "--add")


def test_every_wrapped_column_is_registered() -> None:
    named = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.name.startswith("wrapped_")
    }
    with product().app_context():
        registered = current_wrapped_columns()
    assert {str(wrapped.column.expression) for wrapped in registered} == named
