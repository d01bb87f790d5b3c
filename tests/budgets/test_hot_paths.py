"""The budgets, each as the exact cost of today: statements as the driver sends them, in their order."""

import json

import pytest

from tests.factories.accounts import create_account
from tests.factories.clients import change_client
from tests.factories.relying_parties import create_relying_party, machine
from tests.factories.sessions import sign_in_beside


def test_an_authorization_with_a_live_session_reads_it_and_stores_the_code(cost_of, rp, tokens):
    cost = cost_of(rp.authorize)

    assert cost.response.status_code == 303
    assert cost.statements == ["SELECT", "INSERT"]
    assert cost.commits == 1


def test_a_pushed_request_costs_its_insert_its_look_up_and_the_mark_of_its_answer(cost_of, rp, tokens):
    pushed = cost_of(rp.push)
    assert pushed.response.status_code == 201
    assert pushed.statements == ["INSERT"]

    cost = cost_of(lambda: rp.open_pushed(pushed.response.get_json()["request_uri"]))

    assert "code=" in cost.response.headers["Location"]
    assert cost.statements == ["SELECT", "SELECT", "INSERT", "INSERT"]
    assert cost.commits == 2
    assert not cost.calls


def test_a_pairwise_subject_is_read_for_its_clients_alone(cost_of, rp, tokens, database):
    pairwise = create_relying_party(database, rp.browser, subject_type="pairwise")
    pairwise.authorize()

    cost = cost_of(pairwise.authorize)

    assert cost.response.status_code == 303
    assert cost.statements == ["SELECT", "SELECT", "SELECT", "INSERT"]
    assert not cost.calls


def test_people_beside_cost_an_authorization_nothing(cost_of, rp, tokens, database):
    sign_in_beside(rp.browser, database, create_account(database))

    cost = cost_of(rp.authorize)

    assert cost.response.status_code == 303
    assert cost.statements == ["SELECT", "INSERT"]
    assert not cost.calls


def test_one_of_them_who_is_named_costs_one_statement_more(cost_of, rp, tokens, database):
    other = create_account(database)
    sign_in_beside(rp.browser, database, other)
    for _ in range(3):
        sign_in_beside(rp.browser, database, create_account(database))
    claims = json.dumps({"id_token": {"sub": {"value": other.id}}})
    rp.authorize(prompt="none", claims=claims)

    cost = cost_of(lambda: rp.authorize(prompt="none", claims=claims))

    assert "code=" in cost.response.headers["Location"]
    assert cost.statements == ["SELECT", "SELECT", "INSERT"]
    assert not cost.calls


@pytest.mark.parametrize("scope", ["openid", "openid profile email"])
def test_a_code_is_redeemed_and_then_its_sign_in_and_account_are_read_at_once(cost_of, rp, tokens, scope):
    code = rp.obtain_code(scope=scope)

    cost = cost_of(lambda: rp.redeem(code))

    assert cost.response.status_code == 200
    assert cost.statements == ["UPDATE", "SELECT"]
    assert cost.commits == 1


@pytest.mark.parametrize("tells_claims", [False, True])
def test_a_refresh_token_is_replaced_after_its_sign_in_and_account_were_read_at_once(
    cost_of, rp, database, tells_claims
):
    change_client(database, rp.registered, id_token_claims=tells_claims)
    tokens = rp.obtain_tokens(scope="openid profile email")

    cost = cost_of(lambda: rp.refresh(tokens["refresh_token"]))

    assert cost.response.status_code == 200
    assert cost.statements == ["SELECT", "UPDATE"]
    assert cost.commits == 1


def test_userinfo_reads_person_and_permission_at_once(cost_of, rp, tokens):
    cost = cost_of(lambda: rp.userinfo(tokens["access_token"]))

    assert cost.response.status_code == 200
    assert cost.statements == ["SELECT"]
    assert cost.commits == 0


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
def test_introspection_reads_once(cost_of, rp, tokens, kind):
    cost = cost_of(lambda: rp.post("/introspect", {"token": tokens[kind]}))

    assert cost.response.get_json()["active"] is True
    assert cost.statements == ["SELECT"]
    assert cost.commits == 0


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/jwks.json"])
def test_documents_are_ready(cost_of, rp, tokens, path):
    server = machine(rp.browser)
    server.get(path)

    cost = cost_of(lambda: server.get(path))

    assert cost.response.status_code == 200
    assert cost.statements == []
    assert not cost.calls


@pytest.fixture
def requests(rp, tokens):
    """Every request on a hot path, by name."""
    code = rp.obtain_code()
    return {
        "authorize": rp.authorize,
        "code": lambda: rp.redeem(code),
        "refresh": lambda: rp.refresh(tokens["refresh_token"]),
        "userinfo": lambda: rp.userinfo(tokens["access_token"]),
        "introspect": lambda: rp.post("/introspect", {"token": tokens["access_token"]}),
        "revoke": lambda: rp.post("/revoke", {"token": tokens["access_token"]}),
    }


@pytest.mark.parametrize("name", ["authorize", "code", "refresh", "userinfo", "introspect", "revoke"])
def test_no_key_is_imported_nothing_hashed_slowly_no_orm_and_no_browser_cookie(cost_of, requests, name):
    cost = cost_of(requests[name])

    assert cost.response.status_code in {200, 303}
    assert not cost.calls
    assert "Set-Cookie" not in cost.response.headers


def test_a_wrong_client_secret_is_refused_without_a_slow_hash_or_a_statement(cost_of, rp, tokens):
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}

    cost = cost_of(lambda: machine(rp.browser).post("/token", data=form, auth=(rp.client_id, "wrong")))

    assert cost.response.status_code == 401
    assert cost.statements == []
    assert not cost.calls


def test_a_service_gets_its_token_without_a_statement(cost_of, app, tokens, database):
    rp = create_relying_party(database, app.test_client(), grant_types=["client_credentials"])
    form = {"grant_type": "client_credentials"}
    rp.post("/token", form)

    cost = cost_of(lambda: rp.post("/token", form))

    assert cost.response.status_code == 200
    assert cost.statements == []
    assert not cost.calls
