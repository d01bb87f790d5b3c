"""Auth.js on Express, with a client that was registered by its name and redirect URI alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.interop.forms import Form
from tests.interop.http_person import HttpPerson
from tests.interop.mistakes import Trial, symptoms_of
from tests.interop.pages import Symptom
from tests.interop.programs import free_port
from tests.interop.provider import Person, Provider
from tests.interop.relying_party import RelyingParty, loopback_url, rp_settings, start_node_server

pytestmark = [pytest.mark.interop, pytest.mark.only_on("sqlite")]


@pytest.fixture(scope="module")
def relying_party(provider: Provider, node_modules: Path, log: Path) -> Iterator[RelyingParty]:
    url = loopback_url(free_port())
    client = provider.register_client("auth_js", url)
    program = start_node_server("auth_js", rp_settings(provider, client, url, ""), log)
    yield RelyingParty(url, client, program)
    program.stop()


def get_form(visitor: HttpPerson, action: str) -> Form:
    form = visitor.page.find_form_to(action)
    assert form is not None, visitor.page.text
    return form


def start_sign_in(visitor: HttpPerson, relying_party: RelyingParty) -> None:
    visitor.open(f"{relying_party.url}/auth/signin")
    visitor.submit(get_form(visitor, "/auth/signin/einlass"))


def sign_in(visitor: HttpPerson, relying_party: RelyingParty) -> Any:
    """Returns the application's session."""
    start_sign_in(visitor, relying_party)
    visitor.sign_in()
    return visitor.read_json(relying_party.url)


def test_a_plain_client_shows_name_and_email(visitor: HttpPerson, relying_party: RelyingParty, person: Person) -> None:
    """Auth.js never asks userinfo: what it shows, the ID token told.

    Trial row P12.
    """
    session = sign_in(visitor, relying_party)

    assert session["user"]["name"] == person.name
    assert session["user"]["email"] == person.email


def test_sign_out_ends_the_session_of_the_application_alone(
    visitor: HttpPerson, relying_party: RelyingParty, person: Person
) -> None:
    """Auth.js doesn't use RP-initiated logout: the next sign-in asks for no password."""
    sign_in(visitor, relying_party)
    visitor.open(f"{relying_party.url}/auth/signout")
    visitor.submit(get_form(visitor, "/auth/signout"))
    assert visitor.read_json(relying_party.url) is None

    start_sign_in(visitor, relying_party)
    assert visitor.read_json(relying_party.url)["user"]["email"] == person.email


def try_the_button(visitor: HttpPerson, url: str) -> str:
    """Presses the button of Auth.js' own page; returns the text where that ends."""
    visitor.open(f"{url}/auth/signin")
    visitor.submit(get_form(visitor, "/auth/signin/einlass"))
    if visitor.is_asked_to_sign_in:
        visitor.sign_in()
    return visitor.page.text


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("symptom", symptoms_of("auth_js"), ids=str)
def test_a_mistake_is_seen_as_the_page_says(
    symptom: Symptom, visitor: HttpPerson, provider: Provider, node_modules: Path, tmp_path: Path
) -> None:
    """Trial row P12."""
    trial = Trial.prepare(symptom, "auth_js", provider)
    trial.run(
        lambda settings: start_node_server("auth_js", settings, tmp_path / "log"),
        lambda: try_the_button(visitor, trial.url),
    )
