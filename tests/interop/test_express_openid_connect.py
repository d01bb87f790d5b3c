"""express-openid-connect in Chromium: the answer comes by form_post, across sites, with the library's own cookies."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.interop.browser_person import BrowserPerson
from tests.interop.mistakes import Trial, symptoms_of
from tests.interop.pages import Symptom
from tests.interop.programs import free_port
from tests.interop.provider import Person, Provider
from tests.interop.relying_party import RelyingParty, loopback_url, rp_settings, start_node_server

pytestmark = pytest.mark.interop
SCOPE = "openid profile email"


@pytest.fixture(scope="module")
def relying_party(provider: Provider, node_modules: Path, log: Path) -> Iterator[RelyingParty]:
    url = loopback_url(free_port())
    client = provider.register_client("express_openid_connect", url)
    program = start_node_server("express_openid_connect", rp_settings(provider, client, url, SCOPE), log)
    yield RelyingParty(url, client, program)
    program.stop()


def sign_in(visitor: BrowserPerson, relying_party: RelyingParty) -> None:
    visitor.page.goto(f"{relying_party.url}/login")
    visitor.sign_in()
    visitor.expect_at(f"{relying_party.url}/")


def test_sign_in_by_form_post_gives_claims(
    browser_visitor: BrowserPerson, relying_party: RelyingParty, provider: Provider, person: Person
) -> None:
    sign_in(browser_visitor, relying_party)
    session = browser_visitor.read_json("pre")

    assert session["signed_in"] is True
    assert session["claims"]["iss"] == provider.issuer
    browser_visitor.page.goto(f"{relying_party.url}/profile")
    profile = browser_visitor.read_json("pre")
    assert profile["sub"] == session["claims"]["sub"]
    assert profile["email"] == person.email
    assert profile["name"] == person.name


def test_a_page_for_members_leads_through_sign_in_and_back(
    browser_visitor: BrowserPerson, relying_party: RelyingParty, person: Person
) -> None:
    browser_visitor.page.goto(f"{relying_party.url}/profile")
    browser_visitor.sign_in()
    browser_visitor.expect_at(f"{relying_party.url}/profile")

    assert browser_visitor.read_json("pre")["email"] == person.email


def test_refresh_gives_a_new_access_token(browser_visitor: BrowserPerson, relying_party: RelyingParty) -> None:
    sign_in(browser_visitor, relying_party)
    before = browser_visitor.read_json("pre")
    browser_visitor.page.goto(f"{relying_party.url}/refresh")
    after = browser_visitor.read_json("pre")

    assert after["access_token"] != before["access_token"]
    assert after["claims"]["sub"] == before["claims"]["sub"]


def test_sign_out_ends_both_sessions(browser_visitor: BrowserPerson, relying_party: RelyingParty) -> None:
    sign_in(browser_visitor, relying_party)
    browser_visitor.page.goto(f"{relying_party.url}/logout")
    browser_visitor.expect_at(f"{relying_party.url}/")

    assert browser_visitor.read_json("pre")["signed_in"] is False
    browser_visitor.page.goto(f"{relying_party.url}/login")
    browser_visitor.expect_asked_to_sign_in()


def try_to_log_in(visitor: BrowserPerson, url: str) -> str:
    """Returns the page on which the library says what is wrong."""
    visitor.page.goto(f"{url}/login")
    visitor.sign_in()
    visitor.expect_at(f"{url}/callback")
    return visitor.page.content()


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("symptom", symptoms_of("express_openid_connect"), ids=str)
def test_a_mistake_is_seen_as_the_page_says(
    symptom: Symptom, browser_visitor: BrowserPerson, provider: Provider, node_modules: Path, tmp_path: Path
) -> None:
    """Trial row P12."""
    trial = Trial.prepare(symptom, "express_openid_connect", provider)
    trial.run(
        lambda settings: start_node_server("express_openid_connect", settings, tmp_path / "log"),
        lambda: try_to_log_in(browser_visitor, trial.url),
    )
