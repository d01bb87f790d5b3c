"""Tokens for resource servers (RFC 8707, RFC 9068 3), and what these may ask (RFC 7662, RFC 9701)."""

import pytest
from sqlalchemy import select

from idp.infrastructure.clock import current_time
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.settings import SettingsError
from tests.factories.clients import change_client
from tests.factories.relying_parties import answer_of, create_relying_party, machine
from tests.provisioning.applications import ISSUER

# They are settings, and make no statement of their own.
pytestmark = pytest.mark.only_on("sqlite")
ORDERS, MAPS = "https://api.example.test/orders", "https://maps.example.test"
TITLE = {"de": "Bestellungen sehen", "en": "See orders"}
SERVERS = {
    "orders": {"identifier": ORDERS, "scopes": {"orders:read": {"title": TITLE}, "orders:write": {}}},
    "maps": {"identifier": MAPS, "scopes": {"maps": {}}},
}
SCOPE = "openid email offline_access orders:read orders:write maps"
SERVICE = {"application_type": "service", "redirect_uris": [], "grant_types": ["client_credentials"]}


@pytest.fixture
def app(make_app):
    return make_app(resource_servers=SERVERS)


@pytest.fixture
def rp(client, database, session, clock):
    return create_relying_party(database, client, scope=SCOPE)


@pytest.fixture
def orders(client, database, clock):
    """The client that the resource server `orders` introspects as."""
    return create_relying_party(database, client, scope="", **SERVICE, resource_servers=["orders"])


@pytest.fixture
def service(client, database, clock):
    return create_relying_party(database, client, scope="orders:read maps", **SERVICE)


def claims(rp, answer):
    return rp.read_id_token(answer["access_token"])


def ask(service, **form):
    return service.post("/token", {"grant_type": "client_credentials", **form})


def error_of(answer):
    return answer.status_code, answer.get_json()["error"]


# Whom a token is for ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scope", "resource", "audience", "opens"),
    [
        ("openid email", None, ISSUER, "openid email"),
        ("openid orders:read", None, [ISSUER, ORDERS], "openid orders:read"),
        ("orders:read", None, ORDERS, "orders:read"),
        ("openid orders:read maps", ORDERS, ORDERS, "orders:read"),
        ("openid orders:read maps", f"{MAPS} {ORDERS}", [ORDERS, MAPS], "orders:read maps"),
        ("openid orders:read", ISSUER, ISSUER, "openid"),
    ],
    ids=str,
)
def test_a_token_is_for_what_the_request_names_else_for_what_its_scope_speaks_of(rp, scope, resource, audience, opens):
    nonce = {} if "openid" in scope else {"nonce": None}
    answer = rp.obtain_tokens(scope=scope, resource=resource, **nonce)

    assert (claims(rp, answer)["aud"], claims(rp, answer)["scope"], answer["scope"]) == (audience, opens, opens)
    assert ("id_token" in answer) is ("openid" in scope)


def test_the_authorization_remembers_the_resource_and_the_refresh_keeps_it(rp):
    answer = rp.obtain_tokens(scope=SCOPE, resource=f"{ORDERS} {MAPS}")
    again = rp.refresh(answer["refresh_token"]).get_json()
    narrowed = rp.refresh(again["refresh_token"], resource=MAPS).get_json()

    assert claims(rp, again)["aud"] == [ORDERS, MAPS]
    assert (claims(rp, narrowed)["aud"], narrowed["scope"]) == (MAPS, "maps")
    assert claims(rp, rp.refresh(narrowed["refresh_token"]).get_json())["aud"] == [ORDERS, MAPS]


def test_a_code_buys_a_token_for_a_part_of_what_it_was_asked_for(rp):
    answer = rp.redeem(rp.obtain_code(scope=SCOPE), resource=ORDERS).get_json()

    assert (claims(rp, answer)["aud"], answer["scope"]) == (ORDERS, "orders:read orders:write")


@pytest.mark.parametrize("resource", ["https://foreign.example.test", MAPS], ids=str)
def test_a_resource_without_a_word_in_the_scope_is_refused_at_once(rp, resource):
    answer = answer_of(rp.authorize(scope="openid orders:read", resource=resource))

    assert (answer["error"], answer["state"], answer["iss"]) == ("invalid_target", "state-1", ISSUER)


def test_a_refused_resource_uses_up_neither_code_nor_refresh_token(rp, database):
    code = rp.obtain_code(scope=SCOPE, resource=ORDERS)
    assert error_of(rp.redeem(code, resource=MAPS)) == (400, "invalid_target")
    token = rp.redeem(code).get_json()["refresh_token"]
    assert error_of(rp.refresh(token, resource=MAPS)) == (400, "invalid_target")
    assert error_of(rp.refresh(token, scope="openid")) == (400, "invalid_target")
    assert database.one(select(AuthorizationRecord.refresh_count)) == 0
    assert rp.refresh(token).status_code == 200


def test_a_code_of_another_client_is_not_told_from_none_by_a_resource(rp, database, client):
    code = rp.obtain_code(scope="openid orders:read")
    other = create_relying_party(database, client, scope=SCOPE)

    answers = [other.redeem(each, resource=MAPS).get_json() for each in (code, "unknown")]
    assert answers[0] == answers[1]
    assert answers[0]["error"] == "invalid_grant"


def test_a_scope_that_the_client_is_not_registered_for_opens_no_resource(rp, database):
    change_client(database, rp.registered, scope="openid")

    assert answer_of(rp.authorize(scope="openid orders:read", resource=ORDERS))["error"] == "invalid_target"


def test_a_pushed_request_is_checked_when_it_is_pushed(rp):
    assert error_of(rp.push(scope="openid", resource=ORDERS)) == (400, "invalid_target")
    tokens = rp.redeem(answer_of(rp.open_pushed(rp.push_uri(scope=SCOPE, resource=ORDERS)))["code"])
    assert claims(rp, tokens.get_json())["aud"] == ORDERS


# Where it opens something ------------------------------------------------------------------------------------------


def test_a_token_for_a_resource_server_alone_tells_nothing_here(rp):
    """Else the API could read the person's data in the client's name."""
    token = rp.obtain_tokens(scope=SCOPE, resource=ORDERS)["access_token"]
    answer = rp.userinfo(token)

    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
    assert rp.introspect(token)["active"] is True


def test_a_token_for_both_is_answered_here(rp, person):
    token = rp.obtain_tokens(scope="openid orders:read")["access_token"]
    assert rp.userinfo(token).get_json() == {"sub": person.id}


# Services ----------------------------------------------------------------------------------------------------------


def test_a_service_gets_the_permissions_it_is_registered_for_and_no_row(service, database):
    answer = ask(service).get_json()

    assert (claims(service, answer)["aud"], answer["scope"]) == ([MAPS, ORDERS], "maps orders:read")
    assert database.count(AuthorizationRecord) == 0


def test_a_service_names_the_resource_or_the_scope(service):
    for form in ({"resource": MAPS}, {"scope": "maps"}):
        answer = ask(service, **form).get_json()
        assert (claims(service, answer)["aud"], answer["scope"]) == (MAPS, "maps")


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"scope": "orders:write"}, "invalid_scope"),
        ({"resource": ISSUER}, "invalid_target"),
        ({"scope": "maps", "resource": ORDERS}, "invalid_target"),
        ({"resource": "https://foreign.example.test"}, "invalid_target"),
    ],
    ids=str,
)
def test_a_service_gets_nothing_else(service, form, error):
    assert error_of(ask(service, **form)) == (400, error)


# Introspection by resource servers ------------------------------------------------------------------------------------


def test_a_resource_server_learns_what_the_token_opens_with_it(rp, orders, person):
    token = rp.obtain_tokens(scope=SCOPE)["access_token"]
    told = orders.introspect(token)

    assert told == rp.read_id_token(token) | {
        "active": True,
        "token_type": "Bearer",
        "aud": ORDERS,
        "scope": "orders:read orders:write",
    }
    assert told["sub"] == person.id


def test_a_signed_answer_says_the_same(rp, orders):
    token = rp.obtain_tokens(scope=SCOPE)["access_token"]
    accept = {"Accept": "application/token-introspection+jwt"}
    answer = orders.post("/introspect", {"token": token}, headers=accept)
    signed = orders.read_signed_answer(answer.text, "RS256", "token-introspection+jwt")

    assert signed["token_introspection"]["aud"] == ORDERS


@pytest.mark.threat(26)
def test_a_resource_server_learns_nothing_of_other_tokens(rp, orders):
    tokens = rp.obtain_tokens(scope=SCOPE, resource=f"{MAPS} {ISSUER}")

    assert orders.introspect(tokens["access_token"]) == {"active": False}
    assert orders.introspect(tokens["refresh_token"]) == {"active": False}


@pytest.mark.threat(26)
def test_a_client_that_stands_for_none_learns_nothing(rp, service):
    assert service.introspect(rp.obtain_tokens(scope=SCOPE)["access_token"]) == {"active": False}


def test_a_resource_server_can_not_revoke(rp, orders):
    token = rp.obtain_tokens(scope=SCOPE)["access_token"]
    assert orders.revoke(token).status_code == 200
    assert orders.introspect(token)["active"] is True


@pytest.mark.threat(17)
def test_it_learns_at_once_that_a_token_has_ended(rp, orders, service, database, person):
    by_person, by_service = rp.obtain_tokens(scope=SCOPE)["access_token"], ask(service).get_json()["access_token"]
    assert orders.introspect(by_person)["active"] is orders.introspect(by_service)["active"] is True
    rp.revoke(by_person)
    change_client(database, service.registered, disabled_at=current_time())

    assert orders.introspect(by_person) == orders.introspect(by_service) == {"active": False}


# Words and settings ------------------------------------------------------------------------------------------------


def test_the_consent_page_says_what_the_settings_call_a_scope(rp, database, client):
    change_client(database, rp.registered, consent="explicit")
    page = client.get("/authorize", query_string=rp.request(scope="openid orders:read maps"), follow_redirects=True)

    assert "Bestellungen sehen" in page.text
    assert "maps" in page.text


def test_discovery_names_scopes_and_resource_servers(client):
    metadata = machine(client).get("/.well-known/oauth-authorization-server").get_json()

    assert {"orders:read", "orders:write", "maps"} <= set(metadata["scopes_supported"])
    assert metadata["protected_resources"] == [ORDERS, MAPS]


@pytest.mark.parametrize(
    ("servers", "line"),
    [
        ({"a": {"identifier": ISSUER, "scopes": {"a": {}}}}, "resource_servers.a.identifier"),
        ({"a": {"identifier": MAPS + "/", "scopes": {"a": {}}}}, "resource_servers.a.identifier"),
        ({"a": {"identifier": "https://a.example", "scopes": {"email": {}}}}, "another scope email"),
        ({"a": {"identifier": "https://a.example", "scopes": {"maps": {}}}}, "another scope maps"),
        ({"a": {"identifier": "https://a.example", "scopes": {}}}, "at least 1 item"),
        ({"a": {"identifier": "https://a.example", "scopes": {"a b": {}}}}, "can't be the name"),
        ({"a": {"identifier": "/orders", "scopes": {"a": {}}}}, "absolute URI"),
        ({"a": {"identifier": "https://a.example#a", "scopes": {"a": {}}}}, "absolute URI"),
    ],
    ids=str,
)
def test_settings_that_would_mean_two_things_are_refused(make_app, servers, line):
    with pytest.raises(SettingsError, match=line):
        make_app(resource_servers={"maps": SERVERS["maps"], **servers}, own=True)
