"""openid-client 6 for Node: every grant and endpoint it can use, on a client with explicit consent."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.factories.assertions import key_set, make_key
from tests.interop.http_person import HttpPerson
from tests.interop.mistakes import Trial, symptoms_of, try_to_sign_in
from tests.interop.pages import Symptom
from tests.interop.programs import free_port
from tests.interop.provider import Client, Person, Provider
from tests.interop.relying_party import RelyingParty, loopback_url, rp_settings, start_node_server

pytestmark = pytest.mark.interop


@pytest.fixture(scope="module")
def relying_party(provider: Provider, node_modules: Path, log: Path) -> Iterator[RelyingParty]:
    url = loopback_url(free_port())
    scope = "openid profile email"
    client = provider.register_client("openid_client", url, "--consent", "explicit")
    program = start_node_server("openid_client", rp_settings(provider, client, url, scope), log)
    yield RelyingParty(url, client, program)
    program.stop()


def sign_in(visitor: HttpPerson, relying_party: RelyingParty) -> Any:
    """Signs in with consent; returns the relying party's session."""
    visitor.open(f"{relying_party.url}/sign-in?prompt=consent")
    visitor.sign_in()
    return json.loads(visitor.answer_consent("allow").text)


def ask(visitor: HttpPerson, relying_party: RelyingParty, path: str) -> Any:
    return json.loads(visitor.post(f"{relying_party.url}{path}").text)


def test_sign_in_gives_verified_claims(
    visitor: HttpPerson, relying_party: RelyingParty, provider: Provider, person: Person
) -> None:
    session = sign_in(visitor, relying_party)

    assert session["error"] is None
    assert session["claims"]["iss"] == provider.issuer
    assert session["claims"]["sub"] == session["userinfo"]["sub"]
    assert session["userinfo"]["email"] == person.email
    assert session["userinfo"]["email_verified"] is True
    assert session["userinfo"]["name"] == person.name


def test_refused_consent_reaches_the_relying_party(visitor: HttpPerson, relying_party: RelyingParty) -> None:
    visitor.open(f"{relying_party.url}/sign-in?prompt=consent")
    visitor.sign_in()
    session = json.loads(visitor.answer_consent("deny").text)

    assert session["error"] == "access_denied"
    assert session["signed_in"] is False


def test_without_a_session_nobody_is_signed_in_silently(visitor: HttpPerson, relying_party: RelyingParty) -> None:
    session = json.loads(visitor.open(f"{relying_party.url}/sign-in?prompt=none").text)

    assert session["error"] == "login_required"


def test_refresh_gives_a_new_access_token_for_the_same_person(
    visitor: HttpPerson, relying_party: RelyingParty, person: Person
) -> None:
    before = sign_in(visitor, relying_party)
    assert ask(visitor, relying_party, "/refresh") == {"done": True}

    after = visitor.read_json(relying_party.url)
    assert after["access_token"] != before["access_token"]
    assert after["claims"]["sub"] == before["claims"]["sub"]
    assert ask(visitor, relying_party, "/userinfo")["email"] == person.email


def test_introspection_knows_the_access_token(visitor: HttpPerson, relying_party: RelyingParty) -> None:
    session = sign_in(visitor, relying_party)
    answer = ask(visitor, relying_party, "/introspect")

    assert answer["active"] is True
    assert answer["sub"] == session["claims"]["sub"]
    assert answer["client_id"] == relying_party.client.client_id


def test_a_revoked_refresh_token_refreshes_no_more(visitor: HttpPerson, relying_party: RelyingParty) -> None:
    sign_in(visitor, relying_party)
    assert ask(visitor, relying_party, "/revoke") == {"done": True}

    assert ask(visitor, relying_party, "/refresh") == {"error": "invalid_grant"}


def test_sign_out_ends_both_sessions(visitor: HttpPerson, relying_party: RelyingParty) -> None:
    sign_in(visitor, relying_party)
    page = json.loads(visitor.open(f"{relying_party.url}/sign-out").text)

    assert page["state"] == "after-sign-out"
    assert page["signed_in"] is False
    silent = json.loads(visitor.open(f"{relying_party.url}/sign-in?prompt=none").text)
    assert silent["error"] == "login_required"


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("symptom", symptoms_of("openid_client"), ids=str)
def test_a_mistake_is_seen_as_the_page_says(
    symptom: Symptom, visitor: HttpPerson, provider: Provider, node_modules: Path, tmp_path: Path
) -> None:
    """Trial row P12."""
    trial = Trial.prepare(symptom, "openid_client", provider)
    trial.run(
        lambda settings: start_node_server("openid_client", settings, tmp_path / "log"),
        lambda: try_to_sign_in(visitor, f"{trial.url}/sign-in"),
    )


@pytest.mark.parametrize(
    ("switches", "encryption"),
    [
        (("--auth-method", "private_key_jwt", "--dpop-bound", "--require-pushed-requests"), "RSA-OAEP-256"),
        (("--profile", "fapi2"), "ECDH-ES"),
        (("--profile", "fapi2"), ""),
    ],
    ids=["each by itself", "FAPI 2.0, encrypted", "FAPI 2.0"],
)
def test_a_client_with_keys_of_its_own_signs_and_pushes_its_requests_and_gets_signed_answers(
    switches: tuple[str, ...],
    encryption: str,
    provider: Provider,
    node_modules: Path,
    log: Path,
    visitor: HttpPerson,
    person: Person,
) -> None:
    """By private_key_jwt at each endpoint; its tokens are bound to a key (DPoP), with a nonce that it is told. The
    library refuses an answer that is not signed by ES256. Two encrypt their requests to a key of the provider."""
    url, key = loopback_url(free_port()), make_key()
    options = ["--consent", "explicit", "--require-signed-request-object", "--jwks", key_set(key), *switches]
    if encryption:
        options += ["--request-object-encryption-alg", encryption]
    signed = [f"--{name}-response-alg=ES256" for name in ("authorization", "introspection", "userinfo")]
    client = provider.register_client("openid_client", url, *options, "--response-mode", "jwt", *signed)
    assert client.client_secret == ""
    settings = rp_settings(provider, client, url, "openid profile email")
    own = {"RP_PRIVATE_KEY": json.dumps(key.as_dict(private=True, use="sig")), "RP_REQUEST_ENCRYPTION": encryption}
    program = start_node_server("openid_client", settings | own, log)
    relying_party = RelyingParty(url, client, program)
    try:
        assert sign_in(visitor, relying_party)["userinfo"]["email"] == person.email
        assert ask(visitor, relying_party, "/refresh") == {"done": True}
        assert ask(visitor, relying_party, "/introspect")["token_type"] == "DPoP"
        assert ask(visitor, relying_party, "/userinfo")["email"] == person.email
        assert ask(visitor, relying_party, "/revoke") == {"done": True}
    finally:
        program.stop()


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("response_type", ["code id_token", "id_token"])
def test_an_id_token_comes_through_the_browser(
    response_type: str, provider: Provider, node_modules: Path, log: Path, visitor: HttpPerson, person: Person
) -> None:
    """The library compares the ID tokens of the front and the back channel (Core 3.3.3.6), and ``c_hash`` with the
    code. On loopback only a native application may have tokens that way."""
    url = loopback_url(free_port())
    native = ("--type", "native", "--auth-method", "client_secret_basic")
    client = provider.register_client("openid_client", url, "--response-type", response_type, *native)
    settings = rp_settings(provider, client, url, "openid profile email") | {"RP_RESPONSE_TYPE": response_type}
    program = start_node_server("openid_client", settings, log)
    try:
        visitor.open(f"{url}/sign-in?response_mode=form_post")
        visitor.sign_in()
        session = json.loads(visitor.submit(visitor.page.forms[0]).text)
    finally:
        program.stop()

    assert (session["error"], session["claims"]["iss"]) == (None, provider.issuer)
    told = session["userinfo"] if response_type == "code id_token" else session["claims"]
    assert told["email"] == person.email


def test_an_application_registers_itself_signs_in_and_is_deleted(
    provider: Provider, node_modules: Path, log: Path, visitor: HttpPerson, person: Person
) -> None:
    token = provider.run("clients", "initial-access-tokens", "create")["token"]
    url = loopback_url(free_port())
    settings = rp_settings(provider, Client("", ""), url, "openid profile email")
    program = start_node_server("openid_client", settings | {"RP_INITIAL_ACCESS_TOKEN": token}, log)
    relying_party = RelyingParty(url, Client("", ""), program)
    try:
        assert sign_in(visitor, relying_party)["userinfo"]["email"] == person.email
        assert ask(visitor, relying_party, "/refresh") == {"done": True}
        read = ask(visitor, relying_party, "/read-registration")
        assert (read["status"], read["client_name"]) == (200, "Registered by itself")

        assert ask(visitor, relying_party, "/delete-registration") == {"status": 204}
        # A worker may know the client for another second; what it was issued has ended already.
        assert ask(visitor, relying_party, "/refresh")["error"] in {"invalid_client", "invalid_grant"}
        assert ask(visitor, relying_party, "/read-registration") == {"status": 401}
    finally:
        program.stop()
