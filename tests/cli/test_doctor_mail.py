"""`idp doctor` at a mail server whose certificate comes from an authority of the operator's own."""

import json
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.mail.smtp_server import Inbox, SmtpServer, make_certificate
from tests.provisioning.databases import Database
from tests.provisioning.shell import Shell


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(params=["tls", "starttls"])
def shell(
    request: pytest.FixtureRequest, make_shell: Callable[..., Shell], database: Database, authority: Path
) -> Iterator[Shell]:
    """An installation whose mail server speaks TLS, from the first byte or after STARTTLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority)
    options: dict[str, Any] = {"tls": context} if request.param == "tls" else {"tls_context": context}
    server = SmtpServer(Inbox(), **options)
    mail = {"host": "localhost", "port": server.port, "security": request.param, "timeout_seconds": 3}
    yield make_shell(database={"url": database.url}, mail=mail)
    server.close()


def findings(shell: Shell, *options: str) -> list[dict[str, Any]]:
    """What the check of mail says of the server, the outbox aside."""
    result = shell.run("doctor", "--only", "mail", "--json", *options)
    return [each for each in json.loads(result.stdout)["findings"] if "mail server" in each["message"]]


def test_without_its_authority_it_is_named_as_the_cause(shell: Shell) -> None:
    (finding,) = findings(shell)

    assert finding["status"] == "problem"
    assert "certificate verify failed" in finding["message"]
    assert "--ca-file" in finding["next_step"]


def test_with_it_the_rest_is_examined_and_what_is_left_to_do_is_told(shell: Shell, authority: Path) -> None:
    """The server that sends mails is no doctor: it has to trust the authority as well."""
    (finding,) = findings(shell, "--ca-file", str(authority))

    assert finding["status"] == "warning"
    assert "lets us in" in finding["message"]
    assert "SSL_CERT_FILE" in finding["next_step"]


def test_where_the_machine_trusts_it_all_is_well(
    shell: Shell, authority: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))

    for options in ((), ("--ca-file", str(authority))):
        (finding,) = findings(shell, *options)
        assert finding["status"] == "ok"


def test_another_authority_vouches_for_nothing(shell: Shell, tmp_path: Path) -> None:
    (finding,) = findings(shell, "--ca-file", str(make_certificate(tmp_path)))

    assert finding["status"] == "problem"
    assert "certificate verify failed" in finding["message"]
