"""pgAdmin in server mode: set up by discovery, it makes an account of the ID token's address."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.interop.http_person import HttpPerson
from tests.interop.programs import Program, free_port
from tests.interop.provider import Person, Provider
from tests.interop.relying_party import (
    RELYING_PARTIES,
    RelyingParty,
    loopback_url,
    rp_settings,
    start_python_program,
)

pytestmark = pytest.mark.interop
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


def start_sign_in(visitor: HttpPerson, relying_party: RelyingParty) -> None:
    """Presses the button that a script draws."""
    page = visitor.open(f"{relying_party.url}/login")
    token = CSRF_TOKEN.search(page.text)
    assert token is not None, page.text
    visitor.post(f"{relying_party.url}/authenticate/login", csrf_token=token[1], oauth2_button="einlass")


def read_current_user(visitor: HttpPerson, relying_party: RelyingParty) -> str:
    """What the application's own script is told of its user."""
    return visitor.open(f"{relying_party.url}/user_management/current_user.js").text


def test_a_plain_client_shows_the_address(visitor: HttpPerson, relying_party: RelyingParty, person: Person) -> None:
    """The ID token tells it, with every default.

    Trial row P12.
    """
    start_sign_in(visitor, relying_party)
    page = visitor.sign_in()

    assert page.url == f"{relying_party.url}/browser/"
    assert f"'email': '{person.email}'" in read_current_user(visitor, relying_party)


def test_sign_out_ends_both_sessions(visitor: HttpPerson, relying_party: RelyingParty, person: Person) -> None:
    start_sign_in(visitor, relying_party)
    visitor.sign_in()
    page = visitor.open(f"{relying_party.url}/oauth2/logout")

    assert page.url == f"{relying_party.url}/login?next=/"
    assert person.email not in read_current_user(visitor, relying_party)
    start_sign_in(visitor, relying_party)
    assert visitor.is_asked_to_sign_in
