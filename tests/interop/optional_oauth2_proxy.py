"""oauth2-proxy: a program in front of an application, as it comes; it knows the person by the ID token.

Not among the suite's files, since it is built by Go. ``make test-optional`` runs it.
"""

import os
import secrets
import subprocess
from collections.abc import Iterator
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

import pytest

from tests.interop.http_person import HttpPerson
from tests.interop.mistakes import Trial, symptoms_of, try_to_sign_in
from tests.interop.pages import Symptom
from tests.interop.programs import Program, free_port
from tests.interop.provider import Person, Provider
from tests.interop.relying_party import RELYING_PARTIES, RelyingParty, loopback_url, rp_settings

pytestmark = pytest.mark.interop
FOLDER = RELYING_PARTIES / "oauth2_proxy"


@pytest.fixture(scope="session")
def binary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program, built."""
    path = tmp_path_factory.mktemp("oauth2-proxy") / "oauth2-proxy"
    package = "github.com/oauth2-proxy/oauth2-proxy/v7"
    subprocess.run(["go", "build", "-o", str(path), package], cwd=FOLDER, check=True, timeout=1200)
    return path


@pytest.fixture(scope="module")
def relying_party(provider: Provider, binary: Path, log: Path) -> Iterator[RelyingParty]:
    url = loopback_url(free_port())
    client = provider.register_client("oauth2_proxy", url)
    program = start(binary, rp_settings(provider, client, url, ""), log)
    yield RelyingParty(url, client, program)
    program.stop()


def start(binary: Path, settings: dict[str, str], log: Path) -> Program:
    """Runs the program until it answers."""
    url = settings["RP_URL"]
    values = settings | {"RP_PORT": str(urlsplit(url).port), "RP_COOKIE_SECRET": secrets.token_hex(16)}
    lines = Template((FOLDER / "settings.env").read_text(encoding="utf-8")).substitute(values).split()
    environment = os.environ | dict(line.split("=", maxsplit=1) for line in lines)
    program = Program.start("oauth2-proxy", [str(binary)], environment=environment, folder=log.parent, log=log)
    program.wait_until_it_answers(f"{url}/ping")
    return program


def sign_in(visitor: HttpPerson, relying_party: RelyingParty) -> None:
    """By way of a page of the application; returns there."""
    visitor.open(f"{relying_party.url}/oauth2/start?rd=/orders")
    page = visitor.sign_in()
    assert page.url == f"{relying_party.url}/orders"
    assert page.text == "Authenticated"


def test_a_plain_client_shows_the_address(visitor: HttpPerson, relying_party: RelyingParty, person: Person) -> None:
    """Trial row P12."""
    sign_in(visitor, relying_party)

    assert visitor.read_json(f"{relying_party.url}/oauth2/userinfo")["email"] == person.email


def test_sign_out_ends_both_sessions(visitor: HttpPerson, relying_party: RelyingParty) -> None:
    """oauth2-proxy itself calls the end session endpoint, with the ID token and without the person's cookies.

    Trial row P6.
    """
    sign_in(visitor, relying_party)
    visitor.open(f"{relying_party.url}/oauth2/sign_out")

    visitor.open(f"{relying_party.url}/oauth2/start")
    assert visitor.is_asked_to_sign_in


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("symptom", symptoms_of("oauth2_proxy"), ids=str)
def test_a_mistake_is_seen_as_the_page_says(
    symptom: Symptom, visitor: HttpPerson, provider: Provider, binary: Path, tmp_path: Path
) -> None:
    """Trial row P12."""
    trial = Trial.prepare(symptom, "oauth2_proxy", provider)
    trial.run(
        lambda settings: start(binary, settings, tmp_path / "log"),
        lambda: try_to_sign_in(visitor, f"{trial.url}/oauth2/start"),
    )
