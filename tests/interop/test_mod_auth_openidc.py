"""mod_auth_openidc in Apache, as Debian ships it: configured by discovery alone, pages behind it know the claims."""

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from tests.interop.apache import start_apache
from tests.interop.http_person import HttpPerson
from tests.interop.mistakes import Trial, symptoms_of, try_to_sign_in
from tests.interop.pages import Symptom
from tests.interop.programs import free_port
from tests.interop.provider import Person, Provider
from tests.interop.relying_party import RelyingParty, loopback_url, rp_settings
from tests.provisioning.apache import Apache
from tests.provisioning.run_folder import RunFolder

pytestmark = pytest.mark.interop
SCOPE = "openid profile email"


@pytest.fixture(scope="module")
def relying_party(provider: Provider, apache: Apache, run_folder: RunFolder) -> Iterator[RelyingParty]:
    url = loopback_url(free_port())
    client = provider.register_client("mod_auth_openidc", url)
    program = start_apache(apache, run_folder, rp_settings(provider, client, url, SCOPE))
    yield RelyingParty(url, client, program)
    program.stop()


def sign_in(visitor: HttpPerson, relying_party: RelyingParty) -> str:
    """Signs in by way of a page for members; returns that page's text."""
    visitor.open(f"{relying_party.url}/members/")
    page = visitor.sign_in()
    assert page.url == f"{relying_party.url}/members/"
    return page.text


def test_a_page_for_members_asks_to_sign_in_and_then_shows_the_claims(
    visitor: HttpPerson, relying_party: RelyingParty, person: Person
) -> None:
    assert "Anonymous" in visitor.open(f"{relying_party.url}/").text

    text = sign_in(visitor, relying_party)
    assert f"Signed in as {person.email}" in text
    assert f"Name: {person.name}" in text
    assert f"Given name: {person.given_name}" in text
    assert "Verified: 1" in text


def test_refresh_renews_the_tokens_of_the_session(
    visitor: HttpPerson, relying_party: RelyingParty, person: Person
) -> None:
    sign_in(visitor, relying_party)
    information = f"{relying_party.url}/callback?info=json"
    before = visitor.read_json(information)
    back = f"{relying_party.url}/members/"
    query = urlencode({"refresh": back, "access_token": before["access_token"]})
    page = visitor.open(f"{relying_party.url}/callback?{query}")

    assert page.url == back
    after = visitor.read_json(information)
    assert after["access_token"] != before["access_token"]
    assert after["userinfo"]["email"] == person.email


def test_sign_out_ends_both_sessions(visitor: HttpPerson, relying_party: RelyingParty) -> None:
    sign_in(visitor, relying_party)
    assert "Signed in as" in visitor.open(f"{relying_party.url}/").text

    query = urlencode({"logout": f"{relying_party.url}/"})
    page = visitor.open(f"{relying_party.url}/callback?{query}")
    assert page.url == f"{relying_party.url}/"
    assert "Anonymous" in page.text
    visitor.open(f"{relying_party.url}/members/")
    assert visitor.is_asked_to_sign_in


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("symptom", symptoms_of("mod_auth_openidc"), ids=str)
def test_a_mistake_is_seen_as_the_page_says(
    symptom: Symptom, visitor: HttpPerson, provider: Provider, apache: Apache, run_folder: RunFolder
) -> None:
    """Trial row P12."""
    trial = Trial.prepare(symptom, "mod_auth_openidc", provider)
    trial.run(
        lambda settings: start_apache(apache, run_folder, settings),
        lambda: try_to_sign_in(visitor, f"{trial.url}/members/"),
    )
