"""The provider with nginx in front of it: an issuer with https, as an installation has it."""

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from tests.architecture.source import ROOT
from tests.interop.programs import Program, free_port
from tests.interop.provider import IDP
from tests.provisioning.applications import MASTER_KEY
from tests.provisioning.databases import Database
from tests.provisioning.nginx import get_nginx, start_nginx
from tests.proxies.authority import write_certificates


@dataclass
class Front:
    """A provider behind a proxy; ``issuer`` is the proxy's address, ``authority`` the file that vouches for it."""

    issuer: str
    authority: Path
    folder: Path
    environment: Mapping[str, str]
    ports: tuple[int, int]

    @contextmanager
    def proxied(self, block: str) -> Iterator[None]:
        """Run nginx with this server block, whose names and addresses are exchanged for the test's own."""
        proxy = start_nginx(self.folder, _localized(block, self.folder, *self.ports))
        try:
            self._wait()
            yield
        finally:
            proxy.terminate()
            proxy.wait(timeout=10)

    def _wait(self) -> None:
        end = time.monotonic() + 20
        while True:
            try:
                answer = self.browser().get(f"{self.issuer}/health/ready", timeout=10)
            except requests.ConnectionError:
                answer = None
            if answer is not None and answer.ok:
                return
            assert time.monotonic() < end, (self.folder / "nginx.log").read_text()
            time.sleep(0.05)

    def browser(self) -> requests.Session:
        """One that trusts the company's authority."""
        session = requests.Session()
        session.trust_env, session.verify = False, str(self.authority)
        return session

    def doctor(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run ``idp doctor --json``."""
        return subprocess.run(
            [*IDP, "doctor", "--json", *arguments],
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )


def documented_block() -> str:
    """The server block of docs/installation.md."""
    found = re.search(r"```nginx\n(.*?)```", (ROOT / "docs" / "installation.md").read_text(encoding="utf-8"), re.DOTALL)
    assert found, "docs/installation.md shows no nginx block"
    return found[1]


@contextmanager
def serving_behind_a_proxy(folder: Path, database: Database) -> Iterator[Front]:
    """The provider, still without its proxy."""
    get_nginx()
    folder = Path(tempfile.mkdtemp(dir=folder))
    authority, ports = write_certificates(folder), (free_port(), free_port())
    issuer = f"https://localhost:{ports[1]}"
    environment = _environment(issuer, ports[0], database)
    provider = Program.start(
        "idp serve", [*IDP, "serve"], environment=environment, folder=folder, log=folder / "provider.log"
    )
    try:
        provider.wait_until_it_answers(f"http://127.0.0.1:{ports[0]}/health/ready")
        yield Front(issuer, authority, folder, environment, ports)
    finally:
        provider.stop()


def _localized(block: str, folder: Path, port: int, proxy_port: int) -> str:
    for documented, own in (
        ("listen 443 ssl", f"listen 127.0.0.1:{proxy_port} ssl"),
        ("login.example.com;", "localhost;"),
        ("/etc/ssl/login.example.com.pem", f"{folder}/server.pem"),
        ("/etc/ssl/login.example.com.key", f"{folder}/server.key"),
        ("http://127.0.0.1:8000", f"http://127.0.0.1:{port}"),
    ):
        assert documented in block, f"the block says nothing of {documented}"
        block = block.replace(documented, own)
    return block


def _environment(issuer: str, port: int, database: Database) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("IDP_", "PROMETHEUS_"))}
    return inherited | {
        "IDP_SERVER__ISSUER": issuer,
        "IDP_SERVER__PORT": str(port),
        "IDP_DATABASE__URL": database.url,
        "IDP_DATABASE__CACHE_CHECK_SECONDS": "0",
        "IDP_KEYS__MASTER_KEY": MASTER_KEY,
        "IDP_MAIL__BACKGROUND": "false",
        "IDP_MAIL__TRANSPORT": "mailbox",
        "IDP_SERVER__TRUSTED_PROXIES": "127.0.0.1",
        "IDP_PORTALS__SHOP__NAME": "Beispiel-Shop",
        "NO_PROXY": "localhost,127.0.0.1",
    }
