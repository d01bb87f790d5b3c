"""oidc-client-ts in Chromium: a public client whose calls to the provider all cross origins."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error

from tests.interop.browser_person import BrowserPerson
from tests.interop.mistakes import Trial, symptoms_of
from tests.interop.pages import Symptom
from tests.interop.programs import free_port
from tests.interop.provider import Person, Provider
from tests.interop.relying_party import RelyingParty, loopback_url, rp_settings, start_node_server

pytestmark = [pytest.mark.interop, pytest.mark.only_on("sqlite")]
SCOPE = "openid profile email offline_access"


@pytest.fixture(scope="module")
def relying_party(provider: Provider, node_modules: Path, log: Path) -> Iterator[RelyingParty]:
    url = loopback_url(free_port())
    client = provider.register_client("oidc_client_ts", url)
    program = start_node_server("oidc_client_ts", rp_settings(provider, client, url, SCOPE), log)
    yield RelyingParty(url, client, program)
    program.stop()


def session_of(visitor: BrowserPerson) -> Any:
    return visitor.read_json("#session")


def sign_in(visitor: BrowserPerson, relying_party: RelyingParty) -> Any:
    """Returns the page's session."""
    visitor.page.goto(relying_party.url)
    # Shown once the page's buttons act.
    session_of(visitor)
    visitor.page.click("#sign-in")
    visitor.sign_in()
    visitor.expect_at(f"{relying_party.url}/")
    return session_of(visitor)


def press(visitor: BrowserPerson, button: str) -> Any:
    """Returns the page's session once the page has said what came of it."""
    turn = session_of(visitor)["turn"]
    visitor.page.click(button)
    visitor.page.wait_for_function(
        "turn => JSON.parse(document.querySelector('#session').textContent).turn > turn", arg=turn
    )
    return session_of(visitor)


def test_sign_in_gives_verified_claims(
    browser_visitor: BrowserPerson, relying_party: RelyingParty, person: Person
) -> None:
    session = sign_in(browser_visitor, relying_party)

    assert session["error"] is None
    assert session["profile"]["email"] == person.email
    assert session["profile"]["email_verified"] is True
    assert session["profile"]["name"] == person.name


def test_refresh_happens_within_the_page(browser_visitor: BrowserPerson, relying_party: RelyingParty) -> None:
    before = sign_in(browser_visitor, relying_party)
    after = press(browser_visitor, "#refresh")

    assert after["error"] is None
    assert after["access_token"] != before["access_token"]
    assert after["refresh_token"] != before["refresh_token"]
    assert after["profile"]["sub"] == before["profile"]["sub"]


def test_a_revoked_refresh_token_refreshes_no_more(
    browser_visitor: BrowserPerson, relying_party: RelyingParty, provider: Provider
) -> None:
    token = sign_in(browser_visitor, relying_party)["refresh_token"]
    revoked = press(browser_visitor, "#revoke")

    assert revoked["error"] is None
    assert revoked["refresh_token"] is None
    answer = call_token_endpoint(browser_visitor, relying_party, provider, token)
    assert answer["error"] == "invalid_grant"


def test_sign_out_ends_both_sessions(browser_visitor: BrowserPerson, relying_party: RelyingParty) -> None:
    sign_in(browser_visitor, relying_party)
    browser_visitor.page.click("#sign-out")
    browser_visitor.expect_at(f"{relying_party.url}/signed-out")

    assert session_of(browser_visitor)["signed_in"] is False
    browser_visitor.page.click("#sign-in")
    browser_visitor.expect_asked_to_sign_in()


def test_a_page_of_another_origin_cannot_read_the_token_endpoint(
    browser_visitor: BrowserPerson, relying_party: RelyingParty, provider: Provider
) -> None:
    """The same page under another host name is another origin, and not a registered one."""
    browser_visitor.page.goto(relying_party.url.replace("127.0.0.1", "localhost"))

    with pytest.raises(Error, match="Failed to fetch"):
        call_token_endpoint(browser_visitor, relying_party, provider, "any")


def call_token_endpoint(
    visitor: BrowserPerson, relying_party: RelyingParty, provider: Provider, refresh_token: str
) -> Any:
    """What the page can read of the answer to a refresh that its script sends by itself."""
    fields = {
        "grant_type": "refresh_token",
        "client_id": relying_party.client.client_id,
        "refresh_token": refresh_token,
    }
    return visitor.page.evaluate(
        "async ([url, fields]) => (await fetch(url, { method: 'POST', body: new URLSearchParams(fields) })).json()",
        [provider.metadata["token_endpoint"], fields],
    )


def try_the_button(visitor: BrowserPerson, url: str) -> str:
    """Returns the error that the page's script was given."""
    visitor.page.goto(url)
    session_of(visitor)
    return str(press(visitor, "#sign-in")["error"])


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("symptom", symptoms_of("oidc_client_ts"), ids=str)
def test_a_mistake_is_seen_as_the_page_says(
    symptom: Symptom, browser_visitor: BrowserPerson, provider: Provider, node_modules: Path, tmp_path: Path
) -> None:
    """Trial row P12."""
    trial = Trial.prepare(symptom, "oidc_client_ts", provider)
    trial.run(
        lambda settings: start_node_server("oidc_client_ts", settings, tmp_path / "log"),
        lambda: try_the_button(browser_visitor, trial.url),
    )
