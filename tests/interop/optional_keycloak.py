"""Keycloak, which brokers to this provider: as a relying party that is an identity provider itself.

Not among the suite's files, for want of a JDK in most places. ``make interop-keycloak`` runs it.
"""

import base64
import json
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from playwright.sync_api import Browser

from tests.interop.browser_person import BrowserPerson
from tests.interop.mistakes import Trial, symptoms_of
from tests.interop.pages import Symptom
from tests.interop.programs import Program, free_port
from tests.interop.provider import NAME_FIELD, Person, Provider
from tests.interop.relying_party import RELYING_PARTIES, RelyingParty, loopback_url, rp_settings
from tests.provisioning.node import node_environment

pytestmark = [pytest.mark.interop, pytest.mark.only_on("sqlite"), pytest.mark.timeout(600)]
FOLDER = RELYING_PARTIES / "keycloak"
REALM = "/realms/portal"
OPENID = f"{REALM}/protocol/openid-connect"
METHODS = {
    "client_secret_post": (),
    "private_key_jwt": (
        "--auth-method",
        "private_key_jwt",
        "--jwks-uri",
        "https://app.example.com" + OPENID + "/certs",
    ),
}
START_WITHIN_SECONDS, WITHIN_SECONDS = 300, 30


@pytest.fixture(scope="session")
def distribution() -> Path:
    """Keycloak, unpacked, and built for a database in memory."""
    subprocess.run(["mvn", "--quiet", "--batch-mode", "package"], cwd=FOLDER, check=True, timeout=600)
    home = next((FOLDER / "target").glob("keycloak-*"))
    subprocess.run(["bash", str(home / "bin" / "kc.sh"), "build", "--db=dev-mem"], check=True, timeout=600)
    return home


def start(distribution: Path, settings: dict[str, str], folder: Path) -> Program:
    """Runs a copy of Keycloak, with the realm of these settings, until it answers."""
    address = urlsplit(settings["RP_URL"])
    home = folder / "keycloak"
    shutil.copytree(distribution, home)
    values = {"RP_AUTH_METHOD": "client_secret_post"} | settings
    realm, identity_provider = (
        json.loads(Template((FOLDER / name).read_text(encoding="utf-8")).substitute(values))
        for name in ("realm.json", "identity_provider.json")
    )
    (home / "data" / "import").mkdir(parents=True)
    document = json.dumps(realm | {"identityProviders": [identity_provider]})
    (home / "data" / "import" / "realm.json").write_text(document, encoding="utf-8")
    listening = ["--http-enabled=true", "--http-host", str(address.hostname), "--http-port", str(address.port)]
    program = Program.start(
        "keycloak",
        [
            "bash",
            str(home / "bin" / "kc.sh"),
            "start",
            "--optimized",
            "--cache=local",
            "--import-realm",
            "--hostname-strict=false",
            *listening,
        ],
        environment=node_environment(),
        folder=folder,
        log=folder / "keycloak.log",
    )
    program.wait_until_it_answers(f"{settings['RP_URL']}{REALM}", START_WITHIN_SECONDS)
    return program


@pytest.fixture(scope="module")
def url() -> str:
    return loopback_url(free_port())


@pytest.fixture(scope="module")
def provider(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    """One that may reach Keycloak, which is on this machine."""
    folder = tmp_path_factory.mktemp("provider_of_keycloak")
    loopback = {"IDP_OUTBOUND__DEVELOPMENT_LOOPBACK": url.removeprefix("http://")}
    provider = Provider.start(folder, f"sqlite:///{folder}/provider.sqlite3", **loopback)
    yield provider
    provider.stop()


@pytest.fixture(scope="module", params=METHODS)
def relying_party(
    request: pytest.FixtureRequest,
    url: str,
    provider: Provider,
    distribution: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[RelyingParty]:
    """Keycloak with each way in which it authenticates."""
    options = [option.replace("https://app.example.com", url) for option in METHODS[request.param]]
    client = provider.register_client("keycloak", url, *options)
    settings = rp_settings(provider, client, url, "") | {"RP_AUTH_METHOD": request.param}
    program = start(distribution, settings, tmp_path_factory.mktemp("keycloak"))
    yield RelyingParty(url, client, program)
    program.stop()


@pytest.fixture
def browser_visitor(browser: Browser, person: Person) -> Iterator[BrowserPerson]:
    """The person in Chromium, since Keycloak's cookies are Secure; it takes its time after it was started."""
    context = browser.new_context(locale="en-GB")
    context.set_default_timeout(60_000)
    yield BrowserPerson(person, context.new_page())
    context.close()


@pytest.fixture
def person(provider: Provider) -> Person:
    return provider.create_person()


def entrance(url: str) -> str:
    """Where an application of Keycloak's begins a sign-in by way of the provider; it leads to a page of Keycloak's."""
    asked = {"client_id": "shop", "response_type": "code", "scope": "openid", "redirect_uri": f"{url}{REALM}"}
    return f"{url}{OPENID}/auth?{urlencode(asked | {'kc_idp_hint': 'einlass'})}"


def sign_in(visitor: BrowserPerson, url: str) -> dict[str, Any]:
    """The tokens that Keycloak gives its application for the person."""
    visitor.page.goto(entrance(url))
    visitor.sign_in()
    visitor.expect_at(f"{url}{REALM}?")
    code = parse_qs(urlsplit(visitor.page.url).query)["code"][0]
    form = {"grant_type": "authorization_code", "code": code, "client_id": "shop", "redirect_uri": f"{url}{REALM}"}
    answer = requests.post(f"{url}{OPENID}/token", data=form, timeout=30)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def try_to_sign_in(visitor: BrowserPerson, url: str) -> str:
    """The page at which the attempt ends."""
    visitor.page.goto(entrance(url))
    if visitor.page.locator(f"input[name={NAME_FIELD}]").count():
        visitor.sign_in()
        visitor.expect_at(url)
    return visitor.page.content()


def claims_of(token: str) -> dict[str, Any]:
    payload = token.split(".")[1]
    return dict(json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))))


def is_signed_in(url: str, tokens: dict[str, Any]) -> bool:
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    return requests.get(f"{url}{OPENID}/userinfo", headers=bearer, timeout=30).status_code == 200


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + WITHIN_SECONDS
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.2)


def test_a_person_signs_in_and_is_known(
    browser_visitor: BrowserPerson, relying_party: RelyingParty, person: Person
) -> None:
    claims = claims_of(sign_in(browser_visitor, relying_party.url)["id_token"])

    assert (claims["name"], claims["email"], claims["email_verified"]) == (person.name, person.email, True)


def test_signing_out_of_keycloak_ends_both_sessions_and_leads_back(
    browser_visitor: BrowserPerson, relying_party: RelyingParty
) -> None:
    url, tokens = relying_party.url, sign_in(browser_visitor, relying_party.url)
    asked = {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": f"{url}{REALM}"}
    browser_visitor.page.goto(f"{url}{OPENID}/logout?{urlencode(asked)}")
    browser_visitor.expect_at(f"{url}{REALM}")

    browser_visitor.page.goto(entrance(url))
    browser_visitor.expect_asked_to_sign_in()


@pytest.mark.threat(31)
def test_signing_out_at_the_provider_signs_out_of_keycloak(
    browser_visitor: BrowserPerson, relying_party: RelyingParty, provider: Provider
) -> None:
    tokens = sign_in(browser_visitor, relying_party.url)
    assert is_signed_in(relying_party.url, tokens)
    browser_visitor.page.goto(f"{provider.issuer}/logout")
    browser_visitor.page.get_by_role("button", name="Sign out").click()

    wait_until(lambda: not is_signed_in(relying_party.url, tokens))


@pytest.mark.parametrize("symptom", symptoms_of("keycloak"), ids=str)
def test_a_mistake_is_seen_as_the_page_says(
    symptom: Symptom, browser_visitor: BrowserPerson, provider: Provider, distribution: Path, tmp_path: Path
) -> None:
    trial = Trial.prepare(symptom, "keycloak", provider)
    trial.run(
        lambda settings: start(distribution, settings, tmp_path),
        lambda: try_to_sign_in(browser_visitor, trial.url),
    )
