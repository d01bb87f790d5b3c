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

pytestmark = [pytest.mark.interop, pytest.mark.only_on("sqlite")]
SCOPE = "openid profile email organization"
REFUSED = 401


@pytest.fixture(scope="module")
def relying_party(provider: Provider, apache: Apache, run_folder: RunFolder) -> Iterator[RelyingParty]:
    url = loopback_url(free_port())
    started = ("--initiate-login-uri", f"{url}/callback", "--client-uri", f"{url}/members/")
    client = provider.register_client("mod_auth_openidc", url, "--scope", SCOPE, *started)
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


def sign_out(visitor: HttpPerson, relying_party: RelyingParty) -> None:
    visitor.open(f"{relying_party.url}/callback?{urlencode({'logout': f'{relying_party.url}/'})}")


@pytest.mark.only_on("sqlite")
def test_pages_open_by_group_and_product_and_close_again(
    relying_party: RelyingParty, provider: Provider, chief: Person
) -> None:
    """``Require claim`` looks into arrays and objects; what has changed counts from the next sign-in on. Issue 10."""
    visitor = HttpPerson(provider.create_person())
    own = provider.run("orgs", "create", "Hafenwerk GmbH", "--administrator", chief.email)["id"]
    provider.run("orgs", "members", "add", own, visitor.person.email, "--role", "administrator")
    pages = (f"{relying_party.url}/administrators/", f"{relying_party.url}/wiki/")
    visitor.open(pages[0])
    assert f"Administrator of {own}" in visitor.sign_in().text
    assert visitor.open(pages[1]).status == REFUSED

    provider.run("orgs", "products", "give", own, "wiki")
    sign_out(visitor, relying_party)
    visitor.open(pages[1])
    assert f"Wiki of {own}" in visitor.sign_in().text

    provider.run("orgs", "members", "role", own, visitor.person.email, "member")
    sign_out(visitor, relying_party)
    visitor.open(pages[0])
    assert visitor.sign_in().status == REFUSED
    assert visitor.open(pages[1]).status == REFUSED


@pytest.mark.only_on("sqlite")
def test_the_menu_of_the_account_switches_the_organization_at_apache(
    relying_party: RelyingParty, provider: Provider
) -> None:
    """A sign-in that is started at the redirect URI goes on at ``target_link_uri``. Issue 10, item 5."""
    visitor = HttpPerson(provider.create_person())
    administered = ("--administrator", visitor.person.email)
    one, other = (provider.run("orgs", "create", name, *administered)["id"] for name in ("Hafenwerk", "Lindenhof"))
    visitor.open(f"{relying_party.url}/members/")
    visitor.sign_in()
    assert f"Organization: {one}" in visitor.choose_organization(one).text

    visitor.open(f"{provider.issuer}/account")
    page = visitor.choose_organization(other)
    assert page.url == f"{relying_party.url}/members/"
    assert f"Organization: {other}" in page.text


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
