"""The provider with a proxy in front of it: an issuer with https, as an installation has it."""

import http.client
import json
import os
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from pydantic import SecretStr

from idp.infrastructure.secrets import SecretBox
from idp.infrastructure.web.seen import PATH, seen_token
from idp.settings import KeySettings, Settings
from tests.factories.certificates import FIELD
from tests.interop.programs import Program, free_port
from tests.interop.provider import IDP
from tests.provisioning.applications import MASTER_KEY
from tests.provisioning.databases import Database
from tests.proxies.authority import write_certificates
from tests.proxies.documented import Documented


@dataclass
class Front:
    """A provider behind a proxy; ``issuer`` is the proxy's address, ``authority`` the file that vouches for it."""

    issuer: str
    authority: Path
    folder: Path
    environment: Mapping[str, str]
    ports: tuple[int, int]

    @contextmanager
    def proxied(self, documented: Documented, block: str | None = None) -> Iterator[None]:
        """Run a documented proxy, with its documented block or another one."""
        localized = documented.localized(block or documented.block, self.folder, *self.ports)
        proxy = documented.proxy.start(self.folder, localized)
        try:
            self._wait(documented.proxy.log(self.folder))
            yield
        finally:
            proxy.terminate()
            proxy.wait(timeout=10)

    def _wait(self, log: Path) -> None:
        end = time.monotonic() + 20
        while True:
            try:
                answer = self.browser().get(f"{self.issuer}/health/ready", timeout=10)
            except requests.ConnectionError:
                answer = None
            if answer is not None and answer.ok:
                return
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.05)

    def browser(self) -> requests.Session:
        """One that trusts the company's authority."""
        session = requests.Session()
        session.trust_env, session.verify = False, str(self.authority)
        return session

    def seen(
        self, sender: str, fields: Mapping[str, str], body: Iterable[bytes] = (), certificate: Path | None = None
    ) -> dict[str, Any]:
        """How the provider sees a request from this loopback address, which may have a certificate of its own: the
        answer of ``/health/seen``."""
        box = SecretBox.from_settings(Settings(keys=KeySettings(master_key=SecretStr(MASTER_KEY))))
        trust = ssl.create_default_context(cafile=str(self.authority))
        if certificate is not None:
            trust.load_cert_chain(certificate)
        connection = http.client.HTTPSConnection(
            "localhost", self.ports[1], timeout=20, source_address=(sender, 0), context=trust
        )
        headers = {"Authorization": f"Bearer {seen_token(box)}", **fields}
        try:
            connection.request("POST", PATH, body=body, headers=headers, encode_chunked="Content-Length" not in headers)
            answer = connection.getresponse()
            assert answer.status == 200, answer.status
            facts: dict[str, Any] = json.loads(answer.read())
        finally:
            connection.close()
        return facts

    def doctor(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run ``idp doctor --json``."""
        return self._run("doctor", *arguments)

    def command(self, *arguments: str) -> Any:
        """What another command answers, which must work."""
        done = self._run(*arguments)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def _run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [*IDP, *arguments, "--json"],
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )


@contextmanager
def serving_behind_a_proxy(folder: Path, database: Database) -> Iterator[Front]:
    """The provider, still without its proxy."""
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
        "IDP_CLIENT_CERTIFICATES__HEADER": FIELD,
        "IDP_PORTALS__SHOP__NAME": "Beispiel-Shop",
        # The long requests of all proxies come from one network.
        "IDP_THROTTLE__FORM_REQUESTS_PER_MINUTE": "100000",
        "NO_PROXY": "localhost,127.0.0.1",
    }
