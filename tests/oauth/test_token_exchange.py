"""Token exchange (RFC 8693): an API calls another one for the person whose token it was sent."""

from datetime import timedelta

import pytest

from idp.infrastructure.clock import current_time
from idp.oauth.authorizations.models import AuthorizationRecord
from idp.protocol.token_exchange import ACCESS_TOKEN, GRANT_TYPE, LONGEST_CHAIN
from tests.factories.clients import change_client
from tests.factories.organizations import create_membership, end_membership
from tests.factories.proofs import Prover
from tests.factories.relying_parties import create_relying_party

ORDERS, STOCK = "https://api.example.test/orders", "https://api.example.test/stock"
SERVERS = {
    "orders": {"identifier": ORDERS, "scopes": {"orders": {}}},
    "stock": {"identifier": STOCK, "scopes": {"stock:read": {}, "stock:write": {}}},
}
SERVICE = {"application_type": "service", "redirect_uris": []}


@pytest.fixture
def app(make_app):
    return make_app(resource_servers=SERVERS)


@pytest.fixture
def rp(client, database, session, clock):
    return create_relying_party(database, client, scope="openid email orders organization")


@pytest.fixture
def orders(client, database, rp):
    """The API of orders, which calls the one of the stock."""
    policy = {"resource_servers": ["orders"], "exchanges_tokens_of": [rp.client_id]}
    grants = ["client_credentials", GRANT_TYPE]
    return create_relying_party(
        database, client, scope="stock:read stock:write", grant_types=grants, **SERVICE, **policy
    )


@pytest.fixture
def stock(client, database):
    return create_relying_party(
        database, client, scope="", grant_types=["client_credentials"], **SERVICE, resource_servers=["stock"]
    )


@pytest.fixture
def token(rp):
    return rp.obtain_tokens(scope="openid orders")["access_token"]


def exchange(rp, token, headers=None, **form):
    named = {"grant_type": GRANT_TYPE, "subject_token": token, "subject_token_type": ACCESS_TOKEN} | form
    return rp.post("/token", {name: value for name, value in named.items() if value is not None}, headers=headers)


def exchanged(rp, token, **form):
    answer = exchange(rp, token, **form)
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def error_of(answer):
    return answer.status_code, answer.get_json()["error"]


# What it gives ----------------------------------------------------------------------------------------------------


def test_the_new_token_speaks_of_the_person_and_says_who_uses_it(orders, rp, token, person):
    before = rp.read_id_token(token)
    answer = exchanged(orders, token)
    claims = orders.read_id_token(answer["access_token"])

    assert answer.keys() == {"access_token", "token_type", "expires_in", "scope", "issued_token_type"}
    assert (answer["issued_token_type"], answer["scope"]) == (ACCESS_TOKEN, "stock:read stock:write")
    assert (claims["sub"], claims["client_id"], claims["aud"]) == (person.id, orders.client_id, STOCK)
    assert claims["act"] == {"sub": orders.client_id}
    assert {name: claims[name] for name in ("auth_time", "acr", "amr")} == {
        name: before[name] for name in ("auth_time", "acr", "amr")
    }


def test_the_person_has_the_subject_that_the_client_knows(orders, token, person, database):
    pairwise = {"subject_type": "pairwise", "sector_identifier_uri": "https://orders.example.test/uris"}
    change_client(database, orders.registered, **pairwise)
    first, second = (orders.read_id_token(exchanged(orders, token)["access_token"])["sub"] for _ in range(2))

    assert first == second != person.id


def test_it_is_for_the_scope_and_the_audience_that_are_asked_for(orders, token):
    assert exchanged(orders, token, scope="stock:read", audience=STOCK)["scope"] == "stock:read"
    assert exchanged(orders, token, resource=STOCK, requested_token_type=ACCESS_TOKEN)["scope"].split() == [
        "stock:read",
        "stock:write",
    ]


def test_it_is_for_the_organization_that_the_first_one_was_for(orders, rp, person, database):
    membership = create_membership(database, person)
    first = rp.obtain_tokens(scope="openid orders", organization=membership.organization_id)["access_token"]
    second = exchanged(orders, first)["access_token"]
    assert orders.read_id_token(second)["tenant"] == membership.organization_id

    end_membership(database, membership)
    assert orders.introspect(second) == {"active": False}
    assert error_of(exchange(orders, first)) == (400, "invalid_request")


def test_it_never_holds_longer_than_the_first_one(orders, rp, token, clock):
    clock.shift(timedelta(minutes=9))
    answer = exchanged(orders, token)

    assert answer["expires_in"] == 60
    assert orders.read_id_token(answer["access_token"])["exp"] == rp.read_id_token(token)["exp"]


def test_it_is_bound_to_the_key_of_the_client_that_uses_it(orders, token):
    prover = Prover()
    answer = exchange(orders, token, headers=prover.prove()).get_json()

    assert answer["token_type"] == "DPoP"
    assert orders.read_id_token(answer["access_token"])["cnf"] == {"jkt": prover.jkt}


def test_nothing_is_stored(orders, token, database):
    before = database.count(AuthorizationRecord)
    exchanged(orders, token)
    assert database.count(AuthorizationRecord) == before


def test_the_other_api_introspects_it(orders, stock, token, person):
    told = stock.introspect(exchanged(orders, token)["access_token"])

    assert (told["active"], told["sub"], told["aud"]) == (True, person.id, STOCK)
    assert told["act"] == {"sub": orders.client_id}
    assert "username" not in told


def test_its_own_client_is_not_told_the_name_of_the_person(orders, token):
    told = orders.introspect(exchanged(orders, token)["access_token"])
    assert told["active"] is True
    assert "username" not in told


@pytest.mark.threat(18)
def test_it_opens_nothing_at_the_provider(orders, token):
    assert orders.userinfo(exchanged(orders, token)["access_token"]).status_code == 401


def test_a_token_of_a_service_is_exchanged_as_well(orders, database, client):
    service = create_relying_party(database, client, scope="orders", grant_types=["client_credentials"], **SERVICE)
    change_client(database, orders.registered, exchanges_tokens_of=[service.client_id])
    first = service.post("/token", {"grant_type": "client_credentials"}).get_json()["access_token"]
    second = exchanged(orders, first)["access_token"]

    assert orders.read_id_token(second)["sub"] == service.client_id
    assert orders.introspect(second)["active"] is True
    change_client(database, service.registered, disabled_at=current_time())
    assert orders.introspect(second) == {"active": False}


def test_chains_name_each_actor_and_end(orders, rp, database, token):
    change_client(
        database, orders.registered, scope="orders stock:read", exchanges_tokens_of=[rp.client_id, orders.client_id]
    )
    for _ in range(LONGEST_CHAIN):
        token = exchanged(orders, token, scope="orders")["access_token"]

    chain = orders.read_id_token(token)["act"]
    for _ in range(LONGEST_CHAIN - 1):
        assert chain["sub"] == orders.client_id
        chain = chain["act"]
    assert "act" not in chain
    assert error_of(exchange(orders, token)) == (400, "invalid_request")


# When it ends -------------------------------------------------------------------------------------------------------


@pytest.mark.threat(17)
@pytest.mark.parametrize("end", ["revoked", "account", "client", "exchanger", "grant"])
def test_it_ends_with_what_the_first_one_ends_with_and_with_its_own_client(
    orders, stock, rp, token, person, database, end
):
    second = exchanged(orders, token)["access_token"]
    assert stock.introspect(second)["active"] is True
    match end:
        case "revoked":
            rp.revoke(token)
        case "account":
            database.change(person, disabled_at=current_time())
        case "client":
            change_client(database, rp.registered, disabled_at=current_time())
        case "exchanger":
            change_client(database, orders.registered, disabled_at=current_time())
        case "grant":
            change_client(database, orders.registered, grant_types=["client_credentials"], exchanges_tokens_of=[])

    assert stock.introspect(second) == {"active": False}


def test_revoking_it_does_not_end_the_authorization_of_the_person(orders, rp, token):
    second = exchanged(orders, token)["access_token"]

    assert error_of(orders.revoke(second)) == (400, "unsupported_token_type")
    assert rp.introspect(token)["active"] is True


# What is refused -----------------------------------------------------------------------------------------------------


@pytest.mark.threat(18)
def test_a_token_of_a_client_that_the_policy_does_not_name_is_refused(orders, database, token):
    change_client(database, orders.registered, exchanges_tokens_of=["app_other"])
    assert error_of(exchange(orders, token)) == (400, "invalid_request")


@pytest.mark.threat(18)
def test_a_token_that_was_not_meant_for_the_client_is_refused(orders, rp):
    """Else a leaked token of any audience would open others."""
    token = rp.obtain_tokens(scope="openid email")["access_token"]
    assert error_of(exchange(orders, token)) == (400, "invalid_request")


@pytest.mark.threat(18)
@pytest.mark.parametrize("kind", ["id_token", "refresh_token", "nonsense"])
def test_what_is_no_access_token_is_refused(orders, rp, kind):
    tokens = rp.obtain_tokens(scope="openid orders") | {"nonsense": "x.y.z"}
    assert error_of(exchange(orders, tokens[kind])) == (400, "invalid_request")


@pytest.mark.threat(18)
def test_a_client_is_not_told_why_it_can_not_exchange_a_token(orders, rp, token, database):
    """It may hold one that tells it nothing."""
    for_another = exchange(orders, rp.obtain_tokens(scope="openid email")["access_token"]).get_json()
    unknown = exchange(orders, "x.y.z").get_json()
    change_client(database, orders.registered, exchanges_tokens_of=["app_other"])
    of_another = exchange(orders, token).get_json()

    assert for_another == unknown == of_another


def test_a_token_that_has_expired_is_refused(orders, token, clock):
    clock.shift(timedelta(minutes=10))
    assert error_of(exchange(orders, token)) == (400, "invalid_request")


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"subject_token_type": "urn:ietf:params:oauth:token-type:id_token"}, "invalid_request"),
        ({"subject_token_type": None}, "invalid_request"),
        ({"subject_token": None}, "invalid_request"),
        ({"requested_token_type": "urn:ietf:params:oauth:token-type:refresh_token"}, "invalid_request"),
        ({"actor_token": "x"}, "invalid_request"),
        ({"scope": "orders"}, "invalid_scope"),
        ({"scope": "openid"}, "invalid_scope"),
        ({"resource": ORDERS}, "invalid_target"),
        ({"audience": "https://foreign.example.test"}, "invalid_target"),
    ],
    ids=str,
)
def test_a_request_for_something_else_is_refused(orders, token, form, error):
    assert error_of(exchange(orders, token, **form)) == (400, error)


def test_a_client_without_a_scope_at_a_resource_server_gets_no_token_for_the_provider(orders, token, database):
    change_client(database, orders.registered, scope="openid email")
    assert error_of(exchange(orders, token)) == (400, "invalid_scope")


def test_a_client_that_is_not_registered_for_it_is_refused(rp, token):
    assert error_of(exchange(rp, token)) == (400, "unauthorized_client")
