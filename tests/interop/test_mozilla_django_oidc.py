"""mozilla-django-oidc: a Django site whose session lives only as long as the provider's."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.interop.http_person import HttpPerson
from tests.interop.mistakes import Trial, symptoms_of, try_to_sign_in
from tests.interop.pages import Symptom
from tests.interop.programs import free_port
from tests.interop.provider import Person, Provider
from tests.interop.relying_party import RelyingParty, loopback_url, rp_settings, start_django_site

pytestmark = [pytest.mark.interop, pytest.mark.only_on("sqlite")]
SCOPE = "openid profile email"
RENEWAL_AFTER_SECONDS = 1


@pytest.fixture(scope="module")
def relying_party(provider: Provider, log: Path) -> Iterator[RelyingParty]:
    url = loopback_url(free_port())
    client = provider.register_client("mozilla_django_oidc", url)
    program = start_django_site("mozilla_django_oidc", rp_settings(provider, client, url, SCOPE), log)
    yield RelyingParty(url, client, program)
    program.stop()


def sign_in(visitor: HttpPerson, relying_party: RelyingParty) -> None:
    visitor.open(f"{relying_party.url}/oidc/authenticate/")
    page = visitor.sign_in()
    assert page.url == f"{relying_party.url}/"


def test_sign_in_makes_a_user_of_the_claims(visitor: HttpPerson, relying_party: RelyingParty, person: Person) -> None:
    sign_in(visitor, relying_party)
    session = visitor.read_json(relying_party.url)

    assert session["signed_in"] is True
    assert session["email"] == person.email
    assert session["first_name"] == person.given_name
    assert session["last_name"] == person.family_name


def test_the_session_is_renewed_without_asking_the_person(
    visitor: HttpPerson, relying_party: RelyingParty, person: Person
) -> None:
    sign_in(visitor, relying_party)
    before = visitor.read_json(relying_party.url)
    time.sleep(RENEWAL_AFTER_SECONDS + 0.1)
    after = visitor.read_json(relying_party.url)

    assert after["email"] == person.email
    assert after["id_token"] != before["id_token"]


def test_a_session_that_ended_at_the_provider_is_not_renewed(
    visitor: HttpPerson, relying_party: RelyingParty, provider: Provider
) -> None:
    sign_in(visitor, relying_party)
    visitor.open(provider.metadata["end_session_endpoint"])
    visitor.confirm_sign_out()
    time.sleep(RENEWAL_AFTER_SECONDS + 0.1)

    assert visitor.read_json(relying_party.url)["signed_in"] is False


def test_sign_out_ends_both_sessions(visitor: HttpPerson, relying_party: RelyingParty) -> None:
    sign_in(visitor, relying_party)
    page = visitor.open(f"{relying_party.url}/oidc/logout/")

    assert page.url == f"{relying_party.url}/"
    assert visitor.read_json(relying_party.url)["signed_in"] is False
    visitor.open(f"{relying_party.url}/oidc/authenticate/")
    assert visitor.is_asked_to_sign_in


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("symptom", symptoms_of("mozilla_django_oidc"), ids=str)
def test_a_mistake_is_seen_as_the_page_says(
    symptom: Symptom, visitor: HttpPerson, provider: Provider, tmp_path: Path
) -> None:
    """Trial row P12."""
    trial = Trial.prepare(symptom, "mozilla_django_oidc", provider)
    trial.run(
        lambda settings: start_django_site("mozilla_django_oidc", settings, tmp_path / "log"),
        lambda: try_to_sign_in(visitor, f"{trial.url}/oidc/authenticate/"),
    )
