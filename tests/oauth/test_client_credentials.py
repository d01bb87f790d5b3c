"""The client credentials grant (RFC 6749 4.4), with and without an organization."""

import pytest
from sqlalchemy import select

from idp.clients.models import ClientRecord
from idp.infrastructure.clock import current_time
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.protocol.scopes import SCOPES, Scope
from tests.factories.certificates import self_signed
from tests.factories.clients import change_client
from tests.factories.dynamic_clients import ask_to_register, issue_token
from tests.factories.organizations import create_organization
from tests.factories.proofs import Prover
from tests.factories.relying_parties import create_relying_party

SERVICE = {"application_type": "service", "redirect_uris": [], "scope": "", "grant_types": ["client_credentials"]}


@pytest.fixture
def rp(database, client, clock):
    return create_relying_party(database, client, **SERVICE)


@pytest.fixture
def permission(monkeypatch):
    """A scope that speaks of no person."""
    monkeypatch.setitem(SCOPES, "reports", Scope(name="reports"))
    return "reports"


def ask(rp, headers=None, **form):
    return rp.post("/token", {"grant_type": "client_credentials", **form}, headers=headers)


def error_of(answer):
    return answer.status_code, answer.get_json()["error"]


def test_a_token_speaks_of_the_client_and_is_not_stored(rp, database):
    answer = ask(rp).get_json()
    claims = rp.read_id_token(answer["access_token"])

    assert answer.keys() == {"access_token", "token_type", "expires_in"}
    assert (claims["sub"], claims["client_id"]) == (rp.client_id, rp.client_id)
    assert not {"scope", "auth_time", "tenant", "acr"} & claims.keys()
    assert database.count(AuthorizationRecord) == 0


def test_it_is_introspected(rp):
    told = rp.introspect(ask(rp).get_json()["access_token"])

    assert (told["active"], told["sub"], told["token_type"]) == (True, rp.client_id, "Bearer")
    assert "username" not in told


@pytest.mark.threat(17)
@pytest.mark.parametrize("grant_types", [["authorization_code"], []], ids=str)
def test_it_ends_with_the_registration_for_the_grant(rp, database, grant_types):
    token = ask(rp).get_json()["access_token"]
    change_client(database, rp.registered, grant_types=grant_types)

    assert rp.introspect(token) == {"active": False}
    assert error_of(ask(rp)) == (400, "unauthorized_client")


@pytest.mark.threat(17)
def test_a_disabled_client_gets_none(rp, database):
    change_client(database, rp.registered, disabled_at=current_time())

    assert error_of(ask(rp)) == (401, "invalid_client")


@pytest.mark.threat(26)
def test_another_client_is_told_nothing_of_it(rp, database, client):
    token = ask(rp).get_json()["access_token"]
    other = create_relying_party(database, client)

    assert other.introspect(token) == {"active": False}
    assert other.revoke(token).status_code == 200
    assert rp.introspect(token)["active"] is True


def test_it_can_not_be_revoked(rp):
    token = ask(rp).get_json()["access_token"]

    assert error_of(rp.revoke(token)) == (400, "unsupported_token_type")


def test_it_expires(rp, clock):
    token = ask(rp).get_json()["access_token"]
    clock.shift(600)

    assert rp.introspect(token) == {"active": False}


@pytest.mark.threat(28)
def test_userinfo_has_nothing_to_say_of_it(rp):
    answer = rp.userinfo(ask(rp).get_json()["access_token"])

    assert error_of(answer) == (403, "insufficient_scope")


@pytest.mark.parametrize("scope", ["openid", "email", "organizations", "offline_access", "unknown", "reports openid"])
def test_a_scope_about_a_person_is_refused(rp, database, permission, scope):
    change_client(database, rp.registered, scope="openid email organizations offline_access reports")

    assert error_of(ask(rp, scope=scope)) == (400, "invalid_scope")


@pytest.mark.parametrize("asked", [{}, {"scope": "reports"}], ids=str)
def test_a_permission_is_given(rp, database, permission, asked):
    change_client(database, rp.registered, scope="openid email reports")
    answer = ask(rp, **asked).get_json()

    assert answer["scope"] == "reports"
    assert rp.introspect(answer["access_token"])["scope"] == "reports"


def test_a_permission_that_is_not_registered_is_refused(rp, permission):
    assert error_of(ask(rp, scope="reports")) == (400, "invalid_scope")


@pytest.mark.threat(5)
def test_a_public_client_gets_none(database, client):
    rp = create_relying_party(database, client, **SERVICE, token_endpoint_auth_method="none")

    assert error_of(ask(rp)) == (400, "unauthorized_client")


def test_a_client_that_is_not_registered_for_it_gets_none(database, client):
    assert error_of(ask(create_relying_party(database, client))) == (400, "unauthorized_client")


def test_it_can_be_bound_to_a_key(rp):
    prover = Prover()
    answer = ask(rp, prover.prove()).get_json()

    assert answer["token_type"] == "DPoP"
    assert rp.introspect(answer["access_token"])["cnf"] == {"jkt": prover.jkt}


def test_it_is_not_bound_to_a_certificate_that_no_proxy_has_seen(rp, database):
    change_client(database, rp.registered, tls_client_certificate_bound_access_tokens=True)

    assert error_of(ask(rp, self_signed().header)) == (400, "invalid_request")


@pytest.fixture
def organization(database):
    return create_organization(database)


def test_the_token_of_a_customers_system_carries_its_organization(rp, database, organization):
    change_client(database, rp.registered, organization=organization.id)
    token = ask(rp).get_json()["access_token"]

    assert rp.introspect(token)["tenant"] == organization.id


@pytest.mark.threat(17)
def test_it_ends_with_the_organization(rp, database, organization):
    change_client(database, rp.registered, organization=organization.id)
    token = ask(rp).get_json()["access_token"]
    with database.transaction() as session:
        session.delete(session.merge(organization))

    assert rp.introspect(token) == {"active": False}
    assert error_of(ask(rp)) == (400, "unauthorized_client")


@pytest.mark.threat(17)
def test_it_ends_when_the_client_acts_for_another_one(rp, database, organization):
    change_client(database, rp.registered, organization=organization.id)
    token = ask(rp).get_json()["access_token"]
    change_client(database, rp.registered, organization=create_organization(database).id)

    assert rp.introspect(token) == {"active": False}


@pytest.mark.only_on("sqlite")
def test_a_service_is_registered_by_its_type(shell, database):
    created = shell.answer("clients", "create", "Importer", "--portal", "shop", "--type", "service")
    record = database.one(select(ClientRecord))

    assert (created["grant_types"], created["response_types"]) == (["client_credentials"], [])
    assert created["client_secret"]
    assert record.client_id == created["client_id"]


@pytest.mark.only_on("sqlite")
def test_an_organization_that_does_not_exist_is_refused(shell, database):
    for options in (("--type", "service", "--organization", "org_00"), ("--type", "service", "--organization", "x")):
        assert "organization" in shell.refusal("clients", "create", "Importer", "--portal", "shop", *options)


@pytest.mark.threat(24)
def test_no_client_registers_itself_for_it(client, database):
    answer = ask_to_register(client, issue_token(database), grant_types=["client_credentials"])

    assert error_of(answer) == (400, "invalid_client_metadata")
    assert "client_credentials may not be registered" in answer.get_json()["error_description"]
