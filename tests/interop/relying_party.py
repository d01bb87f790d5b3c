"""A relying party: a program written by others, a few lines to set it up, and the client it is registered as."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.interop.programs import Program
from tests.interop.provider import Client, Provider
from tests.provisioning.node import NODE, node_environment
from tests.provisioning.python_programs import get_environment

RELYING_PARTIES = Path(__file__).parent / "relying_parties"


@dataclass(frozen=True)
class RelyingParty:
    """``url`` is its origin, without a slash at the end."""

    url: str
    client: Client
    program: Program


def loopback_url(port: int) -> str:
    """An address whose host differs from the provider's: cookies are shared by all ports of a host."""
    return f"http://127.0.0.1:{port}"


def rp_settings(provider: Provider, client: Client, url: str, scope: str) -> dict[str, str]:
    """What each of our relying parties reads from its environment."""
    return {
        "RP_URL": url,
        "RP_ISSUER": provider.issuer,
        "RP_CLIENT_ID": client.client_id,
        "RP_CLIENT_SECRET": client.client_secret,
        "RP_SCOPE": scope,
    }


def start_node_server(folder_name: str, settings: dict[str, str], log: Path) -> Program:
    """Runs ``relying_parties/<folder_name>/server.mjs`` until it answers."""
    program = Program.start(
        folder_name,
        [str(NODE), "server.mjs"],
        environment=node_environment() | settings,
        folder=RELYING_PARTIES / folder_name,
        log=log,
    )
    program.wait_until_it_answers(settings["RP_URL"])
    return program


def start_python_program(
    folder_name: str, command: Sequence[str], settings: dict[str, str], *, folder: Path, log: Path
) -> Program:
    """Starts a program of the environment that ``relying_parties/<folder_name>/requirements.txt`` describes."""
    program, *arguments = command
    return Program.start(
        folder_name,
        [str(get_environment(folder_name) / "bin" / program), *arguments],
        environment=node_environment() | settings,
        folder=folder,
        log=log,
    )


def start_django_site(folder_name: str, settings: dict[str, str], log: Path) -> Program:
    """Runs the Django project in ``relying_parties/<folder_name>`` with a database of its own until it answers."""
    folder = RELYING_PARTIES / folder_name
    database = {"RP_DATABASE": str(log.with_name("site.sqlite3")), "DJANGO_SETTINGS_MODULE": "settings"}
    environment = os.environ | settings | database
    django = [sys.executable, "-m", "django"]
    subprocess.run([*django, "migrate", "--verbosity", "0"], cwd=folder, env=environment, check=True, timeout=60)
    address = urlsplit(settings["RP_URL"]).netloc
    program = Program.start(
        folder_name,
        [*django, "runserver", "--noreload", address],
        environment=environment,
        folder=folder,
        log=log,
    )
    program.wait_until_it_answers(settings["RP_URL"])
    return program
