"""django-allauth: set up by discovery; it keeps no ID token, so that signing out has to be confirmed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.interop.http_person import HttpPerson
from tests.interop.mistakes import Trial, symptoms_of, try_to_sign_in
from tests.interop.pages import Symptom
from tests.interop.programs import free_port
from tests.interop.provider import Person, Provider
from tests.interop.relying_party import RelyingParty, loopback_url, rp_settings, start_django_site

pytestmark = [pytest.mark.interop, pytest.mark.only_on("sqlite")]
SCOPE = "openid profile email"


@pytest.fixture(scope="module")
def relying_party(provider: Provider, log: Path) -> Iterator[RelyingParty]:
    url = loopback_url(free_port())
    client = provider.register_client("django_allauth", url)
    program = start_django_site("django_allauth", rp_settings(provider, client, url, SCOPE), log)
    yield RelyingParty(url, client, program)
    program.stop()


def sign_in(visitor: HttpPerson, relying_party: RelyingParty) -> Any:
    """Returns the site's session."""
    visitor.open(f"{relying_party.url}/accounts/oidc/einlass/login/")
    visitor.sign_in()
    return visitor.read_json(relying_party.url)


def test_sign_in_makes_a_user_of_the_claims(visitor: HttpPerson, relying_party: RelyingParty, person: Person) -> None:
    session = sign_in(visitor, relying_party)

    assert session["signed_in"] is True
    assert session["email"] == person.email
    assert session["name"] == person.name
    assert session["claims"]["userinfo"]["email_verified"] is True


def test_a_second_sign_in_meets_the_same_user(visitor: HttpPerson, relying_party: RelyingParty, person: Person) -> None:
    first = sign_in(visitor, relying_party)
    second = sign_in(HttpPerson(person), relying_party)

    assert second["user"] == first["user"]
    assert second["subject"] == first["subject"]


def test_sign_out_is_confirmed_and_ends_both_sessions(visitor: HttpPerson, relying_party: RelyingParty) -> None:
    sign_in(visitor, relying_party)
    visitor.open(f"{relying_party.url}/sign-out/")
    visitor.confirm_sign_out()

    # Without an ID token as a hint the way back is taken once the person has confirmed (trial row P5).
    assert visitor.page.url == f"{relying_party.url}/"
    assert visitor.read_json(relying_party.url)["signed_in"] is False
    visitor.open(f"{relying_party.url}/accounts/oidc/einlass/login/")
    assert visitor.is_asked_to_sign_in


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("symptom", symptoms_of("django_allauth"), ids=str)
def test_a_mistake_is_seen_as_the_page_says(
    symptom: Symptom, visitor: HttpPerson, provider: Provider, tmp_path: Path
) -> None:
    """Trial row P12."""
    trial = Trial.prepare(symptom, "django_allauth", provider)
    trial.run(
        lambda settings: start_django_site("django_allauth", settings, tmp_path / "log"),
        lambda: try_to_sign_in(visitor, f"{trial.url}/accounts/oidc/einlass/login/"),
    )
