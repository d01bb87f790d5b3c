"""Apache with mod_auth_openidc ends its sessions when the provider tells it of theirs (Back-Channel Logout 1.0)."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.interop.apache import start_apache
from tests.interop.http_person import HttpPerson
from tests.interop.programs import free_port
from tests.interop.provider import Person, Provider
from tests.interop.relying_party import RelyingParty, loopback_url, rp_settings
from tests.provisioning.apache import Apache
from tests.provisioning.run_folder import RunFolder

pytestmark = [pytest.mark.interop, pytest.mark.threat(31)]
WITHIN_SECONDS = 30


@pytest.fixture(scope="module")
def apache_url() -> str:
    return loopback_url(free_port())


@pytest.fixture(scope="module")
def provider(apache_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    """One that may reach Apache, which is on this machine."""
    folder: Path = tmp_path_factory.mktemp("telling_provider")
    authority = apache_url.removeprefix("http://")
    provider = Provider.start(
        folder, f"sqlite:///{folder}/provider.sqlite3", IDP_OUTBOUND__DEVELOPMENT_LOOPBACK=authority
    )
    yield provider
    provider.stop()


@pytest.fixture(scope="module")
def relying_party(provider: Provider, apache_url: str, apache: Apache, run_folder: RunFolder) -> Iterator[RelyingParty]:
    client = provider.register_client("mod_auth_openidc", apache_url)
    settings = rp_settings(provider, client, apache_url, "openid profile email")
    program = start_apache(apache, run_folder, settings)
    yield RelyingParty(apache_url, client, program)
    program.stop()


@pytest.fixture
def person(provider: Provider) -> Person:
    return provider.create_person()


def sign_in(visitor: HttpPerson, relying_party: RelyingParty) -> None:
    visitor.open(f"{relying_party.url}/members/")
    visitor.sign_in()
    assert is_signed_in(visitor, relying_party)


def is_signed_in(visitor: HttpPerson, relying_party: RelyingParty) -> bool:
    return "Signed in as" in visitor.open(f"{relying_party.url}/").text


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + WITHIN_SECONDS
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


def test_signing_out_at_the_provider_signs_out_of_apache(
    visitor: HttpPerson, relying_party: RelyingParty, provider: Provider
) -> None:
    sign_in(visitor, relying_party)
    visitor.open(f"{provider.issuer}/logout")
    visitor.confirm_sign_out()

    wait_until(lambda: not is_signed_in(visitor, relying_party))


def test_an_account_that_is_disabled_is_signed_out_of_apache_and_of_no_other_account(
    visitor: HttpPerson, relying_party: RelyingParty, provider: Provider, person: Person
) -> None:
    stranger = HttpPerson(provider.create_person(given_name="Grace"))
    sign_in(visitor, relying_party)
    sign_in(stranger, relying_party)
    provider.run("users", "disable", person.email)

    wait_until(lambda: not is_signed_in(visitor, relying_party))
    assert is_signed_in(stranger, relying_party)
    assert {each["state"] for each in provider.run("clients", "logouts", relying_party.client.client_id)} == {
        "delivered"
    }
