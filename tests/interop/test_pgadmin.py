"""pgAdmin in server mode: set up by discovery, it makes an account of the ID token's address."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.interop.http_person import HttpPerson
from tests.interop.mistakes import Trial, symptoms_of
from tests.interop.pages import Symptom
from tests.interop.programs import Program, free_port
from tests.interop.provider import Person, Provider
from tests.interop.relying_party import (
    RELYING_PARTIES,
    RelyingParty,
    loopback_url,
    rp_settings,
    start_python_program,
)

pytestmark = [pytest.mark.interop, pytest.mark.only_on("sqlite")]
CSRF_TOKEN = re.compile(r'"csrfToken": "([^"]+)"')


@pytest.fixture(scope="module")
def relying_party(provider: Provider, log: Path) -> Iterator[RelyingParty]:
    url = loopback_url(free_port())
    client = provider.register_client("pgadmin", url)
    program = start_pgadmin(rp_settings(provider, client, url, ""), log)
    yield RelyingParty(url, client, program)
    program.stop()


def start_pgadmin(settings: dict[str, str], log: Path) -> Program:
    settings |= {
        "RP_FOLDER": str(log.parent),
        "PYTHONPATH": str(RELYING_PARTIES / "pgadmin"),
        "PGADMIN_SETUP_EMAIL": "admin@customer.example",
        "PGADMIN_SETUP_PASSWORD": settings["RP_CLIENT_SECRET"],
    }
    program = start_python_program("pgadmin", ["pgadmin4"], settings, folder=log.parent, log=log)
    program.wait_until_it_answers(f"{settings['RP_URL']}/misc/ping")
    return program


def start_sign_in(visitor: HttpPerson, url: str) -> None:
    """Presses the button that a script draws."""
    page = visitor.open(f"{url}/login")
    token = CSRF_TOKEN.search(page.text)
    assert token is not None, page.text
    visitor.post(f"{url}/authenticate/login", csrf_token=token[1], oauth2_button="einlass")


def read_current_user(visitor: HttpPerson, relying_party: RelyingParty) -> str:
    """What the application's own script is told of its user."""
    return visitor.open(f"{relying_party.url}/user_management/current_user.js").text


def test_a_plain_client_shows_the_address(visitor: HttpPerson, relying_party: RelyingParty, person: Person) -> None:
    """The ID token tells it, with every default.

    Trial row P12.
    """
    start_sign_in(visitor, relying_party.url)
    page = visitor.sign_in()

    assert page.url == f"{relying_party.url}/browser/"
    assert f"'email': '{person.email}'" in read_current_user(visitor, relying_party)


def test_sign_out_ends_both_sessions(visitor: HttpPerson, relying_party: RelyingParty, person: Person) -> None:
    start_sign_in(visitor, relying_party.url)
    visitor.sign_in()
    page = visitor.open(f"{relying_party.url}/oauth2/logout")

    assert page.url == f"{relying_party.url}/login?next=/"
    assert person.email not in read_current_user(visitor, relying_party)
    start_sign_in(visitor, relying_party.url)
    assert visitor.is_asked_to_sign_in


def try_the_button(visitor: HttpPerson, url: str) -> str:
    """Presses the button; returns the text where that ends."""
    start_sign_in(visitor, url)
    if visitor.is_asked_to_sign_in:
        visitor.sign_in()
    return visitor.page.text


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("symptom", symptoms_of("pgadmin"), ids=str)
def test_a_mistake_is_seen_as_the_page_says(
    symptom: Symptom, visitor: HttpPerson, provider: Provider, tmp_path: Path
) -> None:
    """Trial row P12."""
    trial = Trial.prepare(symptom, "pgadmin", provider)
    trial.run(
        lambda settings: start_pgadmin(settings, tmp_path / "log"),
        lambda: try_the_button(visitor, trial.url),
    )
