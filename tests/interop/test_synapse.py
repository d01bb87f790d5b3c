"""Synapse, a Matrix homeserver: one provider of it reads the ID token, another asks userinfo."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from string import Template
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.interop.browser_person import BrowserPerson
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
from tests.provisioning.python_programs import get_environment

pytestmark = [pytest.mark.interop, pytest.mark.only_on("sqlite")]
NOT_ALLOWED = "You are not allowed to log in here."


@pytest.fixture(scope="module")
def relying_party(provider: Provider, log: Path) -> Iterator[RelyingParty]:
    url = loopback_url(free_port())
    client = provider.register_client("synapse", url, "--scope", "openid profile email groups")
    program = start_synapse(rp_settings(provider, client, url, ""), log)
    yield RelyingParty(url, client, program)
    program.stop()


def sign_in_url(url: str, idp: str) -> str:
    """Where a chat program sends its person."""
    query = urlencode({"redirectUrl": "https://chat.example/"})
    return f"{url}/_matrix/client/v3/login/sso/redirect/{idp}?{query}"


def start_synapse(settings: dict[str, str], log: Path) -> Program:
    folder, url = log.parent, settings["RP_URL"]
    values = settings | {"RP_FOLDER": str(folder), "RP_PORT": str(urlsplit(url).port)}
    for file in (RELYING_PARTIES / "synapse").glob("*.yaml"):
        (folder / file.name).write_text(Template(file.read_text()).substitute(values))
    generate = get_environment("synapse") / "bin" / "generate_signing_key"
    subprocess.run([generate, "--output_file", folder / "signing.key"], check=True, timeout=60)
    command = ["python", "-m", "synapse.app.homeserver", "--config-path", "homeserver.yaml"]
    program = start_python_program("synapse", command, settings, folder=folder, log=log)
    program.wait_until_it_answers(f"{url}/_matrix/client/versions")
    return program


def press_continue(page: Page) -> None:
    """The first time the page's script asks whether the name is free, the second time it sends the form."""
    button = page.get_by_role("button", name="Continue")
    with page.expect_response(lambda response: "/check?username=" in response.url):
        button.click()
    expect(page.locator("#field-username-output")).to_be_empty()
    button.click()


@pytest.mark.parametrize("idp", ["oidc-einlass", "oidc-einlass_userinfo"])
def test_a_plain_client_offers_local_part_name_and_address(
    browser_visitor: BrowserPerson, provider: Provider, relying_party: RelyingParty, idp: str
) -> None:
    """The client has every default but a further scope; an ID token tells what userinfo does.

    Trial row P12.
    """
    person = provider.create_person()
    page = browser_visitor.page
    page.goto(sign_in_url(relying_party.url, idp))
    BrowserPerson(person, page).sign_in()

    local_part = person.email.partition("@")[0]
    expect(page.locator("input[name=username]")).to_have_value(local_part)
    expect(page.locator("input[name=use_email]")).to_have_value(person.email)
    expect(page.get_by_text(person.name)).to_be_visible()

    press_continue(page)
    expect(page.get_by_role("heading", name="Continue to your account")).to_be_visible()
    expect(page.get_by_text(f"@{local_part}:rp.example")).to_be_visible()
    expect(page.get_by_text(person.name)).to_be_visible()


@pytest.mark.only_on("sqlite")
def test_a_required_group_lets_in_and_is_lost_again(
    browser_visitor: BrowserPerson, provider: Provider, relying_party: RelyingParty, chief: Person
) -> None:
    """``attribute_requirements`` finds a value in an array; what has changed counts at the next sign-in. Issue 10."""
    member, page = provider.create_person(), browser_visitor.page
    own = provider.run("orgs", "create", "Hafenwerk GmbH", "--administrator", chief.email)["id"]
    provider.run("orgs", "members", "add", own, member.email)
    page.goto(sign_in_url(relying_party.url, "oidc-einlass_administrators"))
    BrowserPerson(member, page).sign_in()
    expect(page.get_by_text(NOT_ALLOWED)).to_be_visible()

    provider.run("orgs", "members", "role", own, member.email, "administrator")
    page.goto(sign_in_url(relying_party.url, "oidc-einlass_administrators"))
    expect(page.locator("input[name=use_email]")).to_have_value(member.email)

    provider.run("orgs", "members", "role", own, member.email, "member")
    page.goto(sign_in_url(relying_party.url, "oidc-einlass_administrators"))
    expect(page.get_by_text(NOT_ALLOWED)).to_be_visible()


def try_to_sign_in(visitor: BrowserPerson, url: str) -> str:
    """Returns the page on which Synapse says what is wrong."""
    visitor.page.goto(sign_in_url(url, "oidc-einlass"))
    if not visitor.page.url.startswith(url):
        visitor.sign_in()
        visitor.expect_at(url)
    return visitor.page.content()


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("symptom", symptoms_of("synapse"), ids=str)
def test_a_mistake_is_seen_as_the_page_says(
    symptom: Symptom, browser_visitor: BrowserPerson, provider: Provider, tmp_path: Path
) -> None:
    """Trial row P12."""
    trial = Trial.prepare(symptom, "synapse", provider)
    trial.run(
        lambda settings: start_synapse(settings, tmp_path / "log"),
        lambda: try_to_sign_in(browser_visitor, trial.url),
    )
