"""JupyterHub with oauthenticator: each endpoint configured by hand, the person known by userinfo alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.interop.http_person import HttpPerson
from tests.interop.mistakes import Trial, symptoms_of, try_to_sign_in
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
from tests.provisioning.node import NODE

pytestmark = [pytest.mark.interop, pytest.mark.only_on("sqlite")]
NOT_ALLOWED = 403


@pytest.fixture(scope="module")
def relying_party(provider: Provider, node_modules: Path, log: Path) -> Iterator[RelyingParty]:
    url = loopback_url(free_port())
    client = provider.register_client("jupyterhub", url)
    program = start_jupyterhub(rp_settings(provider, client, url, ""), node_modules, log)
    yield RelyingParty(url, client, program)
    program.stop()


def start_jupyterhub(
    settings: dict[str, str], node_modules: Path, log: Path, file: str = "jupyterhub_config.py"
) -> Program:
    proxy = node_modules / "configurable-http-proxy" / "bin" / "configurable-http-proxy"
    ports = {"RP_HUB_PORT": str(free_port()), "RP_PROXY_PORT": str(free_port())}
    settings |= {"RP_PROXY": f"{NODE} {proxy}", "RP_PROXY_PID_FILE": str(log.with_name("proxy.pid")), **ports}
    configuration = RELYING_PARTIES / "jupyterhub" / file
    command = ["jupyterhub", "--config", str(configuration)]
    program = start_python_program("jupyterhub", command, settings, folder=log.parent, log=log)
    program.wait_until_it_answers(f"{settings['RP_URL']}/hub/health")
    return program


def sign_in(visitor: HttpPerson, relying_party: RelyingParty) -> str:
    """Returns the hub's page."""
    visitor.open(f"{relying_party.url}/hub/oauth_login")
    return visitor.sign_in().text


def test_a_plain_client_shows_the_person_to_the_hub(
    visitor: HttpPerson, relying_party: RelyingParty, person: Person
) -> None:
    """The client has every default; the hub learns of the person from userinfo.

    Trial row P12.
    """
    text = sign_in(visitor, relying_party)

    assert visitor.page.url == f"{relying_party.url}/hub/home"
    assert f'user: "{person.email}"' in text


def test_sign_out_ends_the_session_of_the_hub_alone(
    visitor: HttpPerson, relying_party: RelyingParty, person: Person
) -> None:
    """JupyterHub doesn't use RP-initiated logout: the next sign-in asks for no password."""
    sign_in(visitor, relying_party)
    visitor.open(f"{relying_party.url}/hub/logout")
    assert person.email not in visitor.open(f"{relying_party.url}/hub/home").text

    assert person.email in visitor.open(f"{relying_party.url}/hub/oauth_login").text


@pytest.mark.only_on("sqlite")
def test_groups_let_in_and_make_administrators_and_are_lost_again(
    provider: Provider, chief: Person, node_modules: Path, tmp_path: Path
) -> None:
    """At the next sign-in each, which asks for no password here. Issue 10."""
    url = loopback_url(free_port())
    client = provider.register_client("jupyterhub", url, "--scope", "openid profile email groups")
    hub = start_jupyterhub(rp_settings(provider, client, url, ""), node_modules, tmp_path / "log", "groups_config.py")
    visitor = HttpPerson(provider.create_person())

    visitor.open(f"{url}/hub/oauth_login")
    assert visitor.sign_in().status == NOT_ALLOWED

    own = provider.run("orgs", "create", "Hafenwerk GmbH", "--administrator", chief.email)["id"]
    provider.run("orgs", "members", "add", own, visitor.person.email, "--role", "administrator")
    assert statuses(visitor, url) == {"home": 200, "admin": 200}

    provider.run("orgs", "members", "role", own, visitor.person.email, "member")
    assert statuses(visitor, url) == {"home": 200, "admin": NOT_ALLOWED}

    provider.run("orgs", "members", "remove", own, visitor.person.email)
    visitor.open(f"{url}/hub/logout")
    assert visitor.open(f"{url}/hub/oauth_login").status == NOT_ALLOWED
    hub.stop()


def statuses(visitor: HttpPerson, url: str) -> dict[str, int]:
    """What the hub answers at its pages after a new sign-in."""
    visitor.open(f"{url}/hub/logout")
    visitor.open(f"{url}/hub/oauth_login")
    return {page: visitor.open(f"{url}/hub/{page}").status for page in ("home", "admin")}


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("symptom", symptoms_of("jupyterhub"), ids=str)
def test_a_mistake_is_seen_as_the_page_says(
    symptom: Symptom, visitor: HttpPerson, provider: Provider, node_modules: Path, tmp_path: Path
) -> None:
    """Trial row P12."""
    trial = Trial.prepare(symptom, "jupyterhub", provider)
    trial.run(
        lambda settings: start_jupyterhub(settings, node_modules, tmp_path / "log"),
        lambda: try_to_sign_in(visitor, f"{trial.url}/hub/oauth_login"),
    )
