"""The provider under test: ``idp serve`` as its own program, set up through its own command line only."""

import base64
import json
import os
import secrets
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import requests

from tests.interop.pages import Page
from tests.interop.programs import Program, free_port
from tests.provisioning.shell import run_in

IDP = [str(Path(sys.executable).parent / "idp")]
PORTAL = "interop"
# Where the hosted sign-in page asks who is there.
NAME_FIELD = "email"


@dataclass(frozen=True)
class Client:
    client_id: str
    client_secret: str


@dataclass(frozen=True)
class Person:
    email: str
    password: str
    given_name: str
    family_name: str

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"


@dataclass
class Provider:
    """``settings`` are the variables that it is set up by."""

    issuer: str
    settings: dict[str, str]
    folder: Path
    program: Program

    @classmethod
    def start(cls, folder: Path, database_url: str, **settings: str) -> Self:
        """A new installation on an empty database, serving on a loopback port; ``settings`` are variables beside."""
        port = free_port()
        issuer = f"http://localhost:{port}"
        settings = _settings(issuer, port, database_url) | settings
        run_in(folder, "migrate", settings=settings)
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("IDP_")}
        program = Program.start(
            "idp serve", [*IDP, "serve"], environment=inherited | settings, folder=folder, log=folder / "provider.log"
        )
        program.wait_until_it_answers(f"{issuer}/.well-known/openid-configuration")
        return cls(issuer, settings, folder, program)

    def register_client(self, page: str, url: str, *options: str) -> Client:
        """A client for an application at ``url``, made by the command on the relying party's page and ``options``."""
        created = self._command([*Page.read(page).command_at(url), *options, "--json"])
        return Client(created["client_id"], created.get("client_secret") or "")

    def create_person(self, *, given_name: str = "Ada", family_name: str = "Lovelace") -> Person:
        person = Person(
            email=f"{given_name.lower()}.{secrets.token_hex(4)}@customer.example",
            password=secrets.token_urlsafe(18),
            given_name=given_name,
            family_name=family_name,
        )
        arguments = ["users", "create", "--email", person.email, "--password-stdin", "--json"]
        arguments += ["--given-name", given_name, "--family-name", family_name]
        self._command(arguments, stdin=person.password)
        return person

    @cached_property
    def metadata(self) -> dict[str, Any]:
        """The discovery document: OpenID Connect Discovery 1.0, section 4.2."""
        answer = requests.get(f"{self.issuer}/.well-known/openid-configuration", timeout=10)
        answer.raise_for_status()
        return answer.json()

    def run(self, *arguments: str) -> Any:
        """The answer of the operator's command."""
        return self._command([*arguments, "--json"])

    def stop(self) -> None:
        self.program.stop()

    def _command(self, arguments: Sequence[str], *, stdin: str = "") -> Any:
        return json.loads(run_in(self.folder, *arguments, settings=self.settings, stdin=stdin))


def _settings(issuer: str, port: int, database_url: str) -> dict[str, str]:
    return {
        "IDP_SERVER__ISSUER": issuer,
        "IDP_TOKENS__REQUIRE_DPOP_NONCE": "true",
        "IDP_SERVER__PORT": str(port),
        "IDP_DATABASE__URL": database_url,
        "IDP_KEYS__MASTER_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
        "IDP_KEYS__ENCRYPTION_ALGORITHMS": "ECDH-ES,RSA-OAEP-256",
        f"IDP_PORTALS__{PORTAL.upper()}__NAME": "Interop",
        # All people of all tests come from one address.
        "IDP_THROTTLE__FORM_REQUESTS_PER_MINUTE": "1000",
        "IDP_CLIENT_REGISTRATION__ACCESS": "token",
        "IDP_CLIENT_REGISTRATION__PORTAL": PORTAL,
    }
