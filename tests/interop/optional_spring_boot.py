"""Spring Boot with its OAuth 2.0 client, built by Maven: not among the suite's files, for want of a JDK in most places.

``make test-optional`` runs it.
"""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.interop.http_person import HttpPerson
from tests.interop.mistakes import Trial, symptoms_of, try_to_sign_in
from tests.interop.pages import Symptom
from tests.interop.programs import Program, free_port
from tests.interop.provider import Person, Provider
from tests.interop.relying_party import RELYING_PARTIES, RelyingParty, loopback_url, rp_settings
from tests.provisioning.node import node_environment

pytestmark = pytest.mark.interop
FOLDER = RELYING_PARTIES / "spring_boot"


@pytest.fixture(scope="session")
def jar() -> Path:
    """The application, built."""
    subprocess.run(["mvn", "--quiet", "--batch-mode", "package"], cwd=FOLDER, check=True, timeout=600)
    return FOLDER / "target" / "portal-1.jar"


def start(jar: Path, settings: dict[str, str], log: Path) -> Program:
    """Runs the application until it answers."""
    address = urlsplit(settings["RP_URL"])
    program = Program.start(
        "spring_boot",
        ["java", "-jar", str(jar), f"--server.port={address.port}", f"--server.address={address.hostname}"],
        environment=node_environment() | settings,
        folder=FOLDER,
        log=log,
    )
    program.wait_until_it_answers(f"{settings['RP_URL']}/signed-out")
    return program


@pytest.fixture(scope="module")
def relying_party(provider: Provider, jar: Path, log: Path) -> Iterator[RelyingParty]:
    url = loopback_url(free_port())
    client = provider.register_client("spring_boot", url)
    program = start(jar, rp_settings(provider, client, url, ""), log)
    yield RelyingParty(url, client, program)
    program.stop()


def test_a_person_signs_in_and_is_known(visitor: HttpPerson, relying_party: RelyingParty, person: Person) -> None:
    visitor.open(relying_party.url)
    visitor.sign_in()

    claims = visitor.read_json(relying_party.url)
    assert (claims["name"], claims["email"], claims["email_verified"]) == (person.name, person.email, True)


def test_signing_out_ends_both_sessions_and_leads_back(visitor: HttpPerson, relying_party: RelyingParty) -> None:
    visitor.open(relying_party.url)
    visitor.sign_in()
    visitor.open(f"{relying_party.url}/logout")
    form = visitor.page.find_form_to("/logout")
    assert form is not None

    visitor.submit(form)

    assert visitor.page.text == "Signed out."
    visitor.open(relying_party.url)
    assert visitor.is_asked_to_sign_in


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("symptom", symptoms_of("spring_boot"), ids=str)
def test_a_mistake_is_seen_as_the_page_says(
    symptom: Symptom, visitor: HttpPerson, provider: Provider, jar: Path, tmp_path: Path
) -> None:
    trial = Trial.prepare(symptom, "spring_boot", provider)
    trial.run(
        lambda settings: start(jar, settings, tmp_path / "log"),
        lambda: try_to_sign_in(visitor, trial.url),
    )
