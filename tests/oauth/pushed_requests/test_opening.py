"""A browser at the authorization endpoint with the ``request_uri`` of a pushed request (RFC 9126 4)."""

import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from idp.infrastructure.clock import current_time
from idp.interactions import Interaction
from idp.oauth.pushed_requests.models import PushedRequest
from idp.protocol.pushed_requests import REQUEST_URI_PREFIX
from tests.factories.accounts import PASSWORD
from tests.factories.clients import change_client
from tests.factories.relying_parties import answer_of, create_relying_party, machine
from tests.factories.sign_in_pages import follow_local, follow_sign_in

pytestmark = pytest.mark.usefixtures("clock")
EVIL = "https://evil.example/"
OURS = {"Origin": "https://id.example.test", "Sec-Fetch-Site": "same-origin"}


@pytest.mark.threat(11)
def test_the_answer_is_that_to_the_request(rp, session):
    answer = answer_of(rp.open_pushed(rp.push_uri(state="pushed")))

    assert answer.keys() == {"code", "iss", "state"}
    assert (answer["iss"], answer["state"]) == ("https://id.example.test", "pushed")
    tokens = rp.redeem(answer["code"])
    assert tokens.status_code == 200
    assert rp.read_id_token(tokens.get_json()["id_token"])["nonce"] == "nonce-1"


@pytest.mark.threat(4)
def test_nothing_that_is_sent_beside_it_counts(rp, session):
    """RFC 9126 4, RFC 9101 5."""
    beside = {
        "redirect_uri": EVIL,
        "state": "beside",
        "scope": "openid email",
        "response_mode": "fragment",
        "prompt": "login",
        "response_type": "nonsense",
        "code_challenge": "x",
    }
    answer = rp.open_pushed(rp.push_uri(), **beside)

    assert answer.location.startswith("https://shop.example.test/callback?")
    assert answer_of(answer)["state"] == "state-1"
    assert rp.redeem(answer_of(answer)["code"]).get_json()["scope"] == "openid"


@pytest.mark.parametrize(
    "asked",
    [
        {"prompt": "none"},
        {"prompt": "login"},
        {"prompt": "select_account"},
        {"prompt": "create"},
        {"max_age": "0"},
        {"organization": "org_of_others"},
        {"login_hint": "jonas@example.test", "prompt": "login"},
        {"ui_locales": "de", "prompt": "login"},
        {"response_mode": "form_post"},
    ],
)
def test_it_is_answered_as_a_plain_one(rp, session, asked):
    plain, pushed = (
        follow_local(rp.browser, response) for response in (rp.authorize(**asked), rp.open_pushed(rp.push_uri(**asked)))
    )

    assert pushed.status_code == plain.status_code
    assert _without_random(pushed) == _without_random(plain)


def _without_random(response):
    text = f"{response.headers.get('Location')} {response.text}"
    return re.sub(r"int_[0-9a-f]+|[A-Za-z0-9_.-]{43,}|req_[0-9a-f]+|[0-9]{2}:[0-9]{2}|[0-9a-f-]{32,36}", "…", text)


def test_a_person_may_take_longer_than_the_request_uri_holds(rp, person, clock):
    page = rp.open_pushed(rp.push_uri())
    clock.shift(timedelta(minutes=10))

    answer = follow_sign_in(rp.browser, page, person.email, PASSWORD)

    assert rp.redeem(answer_of(answer)["code"]).status_code == 200


def test_a_form_of_another_site_brings_it_as_well(rp, session):
    form = {"client_id": rp.client_id, "request_uri": rp.push_uri()}

    answer = machine(rp.browser).post("/authorize", data=form)

    assert "code" in answer_of(rp.browser.get(answer.location))
    again = rp.browser.post("/authorize", data=form | {"request_uri": rp.push_uri()}, headers=OURS)
    assert "code" in answer_of(again)


# What stands for no request (any more) --------------------------------------------------------------------


def refused(answer):
    """The code on the page of a request that can't be answered to its client."""
    assert answer.status_code == 400
    assert "Location" not in answer.headers
    return re.findall(r"<code>([a-z_]+)</code>", answer.text)[0]


def expire(rp, database, clock):
    uri = rp.push_uri()
    clock.shift(timedelta(seconds=60))
    return uri


def use(rp, database, clock):
    uri = rp.push_uri()
    assert "code" in answer_of(rp.open_pushed(uri))
    return uri


UNUSABLE = {
    "never handed out": lambda rp, *_: f"{REQUEST_URI_PREFIX}{'x' * 43}",
    "expired at": expire,
    "answered before": use,
    "pushed by": lambda rp, database, _: create_relying_party(database, rp.browser).push_uri(),
}


@pytest.mark.threat(22)
@pytest.mark.parametrize("why", UNUSABLE)
def test_the_page_leads_back_and_the_log_says_why(database, client, clock, session, capsys, why):
    home = "https://shop.example.test/sign-in"
    rp = create_relying_party(database, client, initiate_login_uri=home)
    uri = UNUSABLE[why](rp, database, clock)
    capsys.readouterr()

    answer = rp.open_pushed(uri, redirect_uri="https://shop.example.test/callback")

    assert refused(answer) == "invalid_request_uri"
    assert "ist abgelaufen oder wurde bereits verwendet" in answer.text
    assert f'href="{home}?iss=' in answer.text
    lines = map(json.loads, capsys.readouterr().err.splitlines())
    (line,) = [line for line in lines if line["event"] == "request refused"]
    assert (line["client_id"], line["error"]) == (rp.client_id, "invalid_request_uri")
    assert why in line["why"]
    assert "pushes the request anew" in line["next_step"]
    assert uri not in json.dumps(line)


@pytest.mark.threat(22)
def test_a_request_of_another_client_stays_that_ones(rp, session, database):
    other = create_relying_party(database, rp.browser)
    uri = other.push_uri()
    assert refused(rp.open_pushed(uri)) == "invalid_request_uri"

    assert "code" in answer_of(other.open_pushed(uri))


@pytest.mark.parametrize(("client_id", "error"), [("", "invalid_request"), ("app_unknown", "invalid_client")])
def test_a_client_must_be_named(rp, session, client_id, error):
    assert refused(rp.open_pushed(rp.push_uri(), client_id=client_id)) == error


@pytest.mark.threat(22)
def test_an_address_is_not_fetched_and_an_object_beside_is_refused(rp, session):
    """Connections to elsewhere fail in every test."""
    assert answer_of(rp.authorize(request_uri=EVIL))["error"] == "request_uri_not_supported"
    assert refused(rp.open_pushed(EVIL)) == "request_uri_not_supported"
    assert refused(rp.open_pushed(rp.push_uri(), request="a.b.c")) == "invalid_request"


# What the client may have is looked at again --------------------------------------------------------------


@pytest.mark.threat(17)
@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"disabled_at": current_time()}, "unauthorized_client"),
        ({"redirect_uris": ["https://shop.example.test/new"]}, "invalid_request"),
    ],
)
def test_a_client_or_redirect_uri_that_is_gone_gets_no_answer(rp, session, database, change, error):
    uri = rp.push_uri()
    change_client(database, rp.registered, **change)

    assert refused(rp.open_pushed(uri)) == error


def test_a_scope_that_was_taken_away_is_left_out(rp, session, database):
    uri = rp.push_uri(scope="openid email")
    change_client(database, rp.registered, scope="openid")

    code = answer_of(rp.open_pushed(uri))["code"]

    assert rp.redeem(code).get_json()["scope"] == "openid"


def test_a_request_of_another_version_is_answered_to_the_client_once(rp, session, database):
    uri = rp.push_uri()
    with database.transaction() as connection:
        row = connection.query(PushedRequest).one()
        connection.execute(update(PushedRequest).values(request=row.request | {"shape": 0}))

    assert answer_of(rp.open_pushed(uri))["error"] == "temporarily_unavailable"
    assert refused(rp.open_pushed(uri)) == "invalid_request_uri"
    assert database.count(Interaction) == 0
