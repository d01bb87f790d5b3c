"""The endpoint that takes pushed authorization requests (RFC 9126 2)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.infrastructure.clock import current_time
from idp.oauth.pushed_requests.models import PushedRequest
from idp.protocol.pushed_requests import REQUEST_URI_PREFIX
from tests.factories.assertions import register_keys
from tests.factories.clients import change_client, create_client
from tests.factories.relying_parties import create_relying_party, machine
from tests.oauth.test_largest_requests import fill_up

WITHOUT_PKCE = {"code_challenge": None, "code_challenge_method": None}


def test_a_request_is_stored_under_a_uri_that_cannot_be_guessed(rp, database, clock):
    answer = rp.push()

    assert (answer.status_code, answer.headers["Cache-Control"]) == (201, "no-store")
    members = answer.get_json()
    assert members.keys() == {"request_uri", "expires_in"}
    assert members["expires_in"] == 60
    assert len(members["request_uri"].removeprefix(REQUEST_URI_PREFIX)) == 43  # 256 bits
    row = database.one(select(PushedRequest))
    assert row.expires_at == current_time() + timedelta(seconds=60)
    assert members["request_uri"][-43:] not in str(vars(row))
    assert rp.push_uri() != members["request_uri"]


def test_the_settings_say_for_how_long(make_app, database):
    rp = create_relying_party(database, make_app(tokens={"pushed_request_seconds": 5}).test_client())
    assert rp.push().get_json()["expires_in"] == 5


@pytest.mark.threat(22)
@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"request_uri": "https://shop.example.test/request"}, "invalid_request"),
        ({"request_uri": f"{REQUEST_URI_PREFIX}x"}, "invalid_request"),
        ({"request": "a.b.c"}, "invalid_request_object"),
        ({"redirect_uri": "https://elsewhere.example/"}, "invalid_request"),
        ({"redirect_uri": None}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_mode": "nonsense"}, "invalid_request"),
        ({"scope": "nonsense"}, "invalid_scope"),
        ({"resource": "https://elsewhere.example/"}, "invalid_target"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        (WITHOUT_PKCE, "invalid_request"),
        ({"client_id": "another"}, "invalid_request"),
    ],
)
def test_what_the_rules_refuse_is_not_stored(database, client, changes, error):
    rp = create_relying_party(database, client, pkce="required")

    answer = rp.push(**changes)

    assert (answer.status_code, answer.get_json()["error"]) == (400, error)
    assert "Location" not in answer.headers
    assert database.count(PushedRequest) == 0


@pytest.mark.threat(4)
def test_a_parameter_that_is_sent_twice_is_refused(rp, database):
    twice = {"state": ["a", "b"]} | rp.request(state=None)

    answer = machine(rp.browser).post("/par", data=twice, auth=rp.registered.basic)

    assert (answer.status_code, answer.get_json()["error"]) == (400, "invalid_request")
    assert database.count(PushedRequest) == 0


@pytest.mark.parametrize("spoil", [{"disabled_at": current_time()}, {"token_endpoint_auth_method": "private_key_jwt"}])
def test_a_client_that_does_not_authenticate_pushes_nothing(rp, database, spoil):
    wrong = machine(rp.browser).post("/par", data=rp.request(), auth=(rp.client_id, "wrong"))
    without = machine(rp.browser).post("/par", data=rp.request())
    change_client(database, rp.registered, **spoil)

    for answer in (wrong, without, rp.push(client_secret=None)):
        assert (answer.status_code, answer.get_json()["error"]) == (401, "invalid_client")
    assert database.count(PushedRequest) == 0


def test_a_client_assertion_is_proof_enough_and_names_the_client(rp, database, clock):
    form = {name: value for name, value in register_keys(database, rp).form().items() if name != "token"}

    answer = machine(rp.browser).post("/par", data=rp.request(client_id=None) | form)

    assert answer.status_code == 201
    assert database.one(select(PushedRequest)).request["client_id"] == rp.client_id


def test_a_public_client_names_itself_and_fills_no_table(make_app, database):
    """Anyone can name it: the limit is that of the sign-ins that are begun."""
    browser = make_app(throttle={"form_requests_per_minute": 5}).test_client()
    public = create_relying_party(database, browser, application_type="single_page", token_endpoint_auth_method="none")
    assert public.push(**WITHOUT_PKCE).get_json()["error"] == "invalid_request"

    answers = [public.push(state="s" * 5000), *(public.push() for _ in range(3))]

    assert [answer.status_code for answer in answers] == [201, 201, 201, 429]
    assert answers[3].get_json()["error"] == "temporarily_unavailable"
    confidential = create_relying_party(database, browser)
    assert {confidential.push().status_code for _ in range(6)} == {201}


def test_the_largest_request_is_taken_and_one_that_is_larger_is_not(rp):
    largest = fill_up(rp.request())

    assert rp.post("/par", largest).status_code == 201
    assert rp.post("/par", largest | {"more": "x" * 8}).get_json()["error"] == "invalid_request"


def test_another_client_is_not_named_by_its_secret(rp, database):
    other = create_client(database)
    form = rp.request() | {"client_id": other.client_id}

    answer = machine(rp.browser).post("/par", data=form, auth=rp.registered.basic)

    assert (answer.status_code, answer.get_json()["error"]) == (400, "invalid_request")
