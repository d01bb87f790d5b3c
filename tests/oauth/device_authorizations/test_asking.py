"""The endpoint that devices ask (RFC 8628 3.1, 3.2)."""

from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import select

from idp.infrastructure.clock import current_time
from idp.oauth.device_authorizations.models import DeviceAuthorization
from idp.protocol.device_authorizations import USER_CODE_LETTERS
from tests.factories.clients import change_client
from tests.factories.televisions import create_television
from tests.provisioning.applications import ISSUER


@pytest.fixture
def television(database, client):
    return create_television(database, client)


def test_a_device_gets_a_code_to_type_and_one_to_bring_back(television, database, clock):
    answer = television.ask()

    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    codes = answer.get_json()
    assert (codes["expires_in"], codes["interval"]) == (600, 5)
    assert len(codes["device_code"]) == 43  # 256 bits
    left, right = codes["user_code"].split("-")
    assert (len(left), len(right)) == (4, 4)
    assert set(left + right) <= set(USER_CODE_LETTERS)
    row = database.one(select(DeviceAuthorization))
    assert row.expires_at == current_time() + timedelta(minutes=10)
    assert codes["device_code"] not in str(vars(row))
    assert codes["verification_uri"] == f"{ISSUER}/device"
    complete = urlsplit(codes["verification_uri_complete"])
    assert dict(parse_qsl(complete.query)) == {"portal": "shop", "user_code": codes["user_code"]}
    assert television.codes()["user_code"] != codes["user_code"]


def test_the_settings_say_for_how_long(make_app, database):
    television = create_television(database, make_app(tokens={"device_code_seconds": 60}).test_client())
    assert television.codes()["expires_in"] == 60


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"scope": "nonsense"}, "invalid_scope"),
        ({"scope": ""}, "invalid_scope"),
        ({"claims": "{"}, "invalid_request"),
        ({"max_age": "soon"}, "invalid_request"),
        ({"request": "a.b.c"}, "request_not_supported"),
        ({"resource": "https://elsewhere.example/"}, "invalid_target"),
    ],
)
def test_what_the_rules_refuse_is_not_stored(television, database, changes, error):
    answer = television.ask(**changes)

    assert (answer.status_code, answer.get_json()["error"]) == (400, error)
    assert database.count(DeviceAuthorization) == 0


@pytest.mark.parametrize(
    "values",
    [
        {"grant_types": ["authorization_code"]},
        {"require_pushed_authorization_requests": True},
        {"require_signed_request_object": True},
    ],
)
def test_a_client_that_is_registered_otherwise_is_refused(television, database, values):
    change_client(database, television.registered, **values)
    assert television.ask().get_json()["error"] == "unauthorized_client"


def test_a_client_with_a_secret_has_to_show_it(client, database):
    television = create_television(database, client, token_endpoint_auth_method="client_secret_basic")

    assert television.ask().status_code == 200
    assert client.post("/device-authorization", data={"client_id": television.client_id}).status_code == 401


def test_a_network_gets_as_many_codes_of_public_clients_as_it_may_begin_sign_ins(make_app, database):
    browser = make_app(throttle={"form_requests_per_minute": 5}).test_client()
    public = create_television(database, browser)
    assert [public.ask().status_code for _ in range(6)] == [200] * 5 + [429]

    known = create_television(database, browser, token_endpoint_auth_method="client_secret_basic")
    assert known.ask().status_code == 200
