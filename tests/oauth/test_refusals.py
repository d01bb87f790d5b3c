"""Whoever refuses a request, at the door or within: a program reads the form of RFC 6749 5.2, a person a page."""

import re

import pytest

from idp.infrastructure.clock import current_time
from idp.infrastructure.web.endpoints import _MACHINE
from idp.infrastructure.web.hosts import LONGEST_HEADER, LONGEST_QUERY
from tests.factories.clients import change_client, create_client
from tests.factories.relying_parties import create_relying_party, machine

# RFC 6749 5.2.
CODE = re.compile(r"[\x20-\x21\x23-\x5b\x5d-\x7e]+")
ORIGIN = "https://app.example.test"
DOCUMENTS = ("/.well-known/openid-configuration", "/jwks.json")
PAGES = ("/signin", "/account", "/authorize", "/logout", "/register")
REFUSALS = {
    "another host": (400, {"headers": {"Host": "elsewhere.example"}}),
    "a long query": (414, {"query_string": "x" * (LONGEST_QUERY + 1)}),
    "a long header": (431, {"headers": {"Authorization": "x" * (LONGEST_HEADER + 1)}}),
    "a NUL in the query": (400, {"query_string": "a=%00"}),
    "a method it has not": (405, {"method": "PATCH"}),
}
every_refusal = pytest.mark.parametrize("refusal", REFUSALS)


def programs(app):
    """Every address for programs that the application knows: its machine routes, and views by their marks."""
    marked = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if not rule.arguments and hasattr(app.view_functions[rule.endpoint], _MACHINE)
    }
    return sorted(marked | app.machine_routes.keys())


def refuse(client, path, refusal):
    status, options = REFUSALS[refusal]
    answer = client.open(path, **{"method": "POST"} | options)
    assert answer.status_code == status, (path, answer.text)
    return answer


def check_form(answer):
    assert answer.mimetype == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    members = answer.get_json()
    assert set(members) == {"error", "error_description"}
    assert all(CODE.fullmatch(value) for value in members.values())


@every_refusal
def test_every_address_for_programs_is_refused_in_their_form(app, client, refusal):
    assert len(programs(app)) > 5
    # Health answers under any host (trial row F10).
    asked = [path for path in programs(app) if refusal != "another host" or not path.startswith("/health/")]
    for path in asked:
        check_form(refuse(machine(client), path, refusal))


@every_refusal
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_refused_by_a_page(client, refusal, path):
    answer = refuse(machine(client), path, refusal)
    assert answer.mimetype == "text/html"
    assert "<h1" in answer.text


@pytest.mark.parametrize("path", ["/token", *DOCUMENTS])
@pytest.mark.parametrize("further", ["/", "/nothing", "%00", "/x/y/z"])
def test_an_address_for_programs_with_more_behind_it(client, path, further):
    answer = machine(client).get(path + further)
    assert answer.status_code == (400 if further == "%00" else 404)
    check_form(answer)


def test_an_unknown_well_known_address(client):
    check_form(machine(client).get("/.well-known/webfinger"))


@pytest.mark.parametrize("path", ["/nothing", "/signin/x/nothing", "/" + "/".join("x" * 5000)])
def test_an_unknown_address_is_a_person_s(client, path):
    answer = machine(client).get(path)
    assert (answer.status_code, answer.mimetype) == (404, "text/html")


def test_a_program_may_say_that_it_is_one(client):
    answer = machine(client).get("/signin?a=%00", headers={"Accept": "application/json"})
    check_form(answer)


def test_too_large_a_body(app, client):
    body = b"x=" + b"y" * app.settings.server.maximum_body_bytes
    for path in ("/token", "/introspect", "/revoke"):
        answer = machine(client).post(path, data=body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 413
        check_form(answer)


@pytest.mark.parametrize("path", ["/token", "/introspect", "/revoke"])
def test_a_body_that_is_no_form(client, path):
    answer = machine(client).post(path, json={"grant_type": "authorization_code"})
    assert (answer.status_code, answer.get_json()["error"]) == (400, "invalid_request")
    check_form(answer)


@every_refusal
@pytest.mark.parametrize("path", ["/token", "/userinfo", "/revoke"])
def test_a_page_of_a_registered_origin_can_read_why(database, client, refusal, path):
    create_client(database, web_origins=[ORIGIN])
    status, options = REFUSALS[refusal]
    headers = {**options.get("headers", {}), "Origin": ORIGIN}
    answer = machine(client).open(path, **{"method": "POST"} | options | {"headers": headers})

    assert answer.status_code == status
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert answer.headers["Vary"] == "Origin"
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_a_page_of_another_origin_can_not(database, client):
    create_client(database, web_origins=[ORIGIN])
    answer = machine(client).delete("/token", headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_introspection_is_for_no_page(database, client):
    create_client(database, web_origins=[ORIGIN])
    answer = machine(client).delete("/introspect", headers={"Origin": ORIGIN})
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("path", DOCUMENTS)
def test_what_everybody_may_read_is_refused_to_everybody_s_eyes(client, path):
    answer = machine(client).delete(path, headers={"Origin": "https://anywhere.example"})
    assert answer.status_code == 405
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    check_form(answer)


def test_without_a_database_the_answer_is_still_one_for_programs(make_app, tmp_path):
    """Which origins may read it stands in the database, so pages of other origins are told nothing."""
    app = make_app(own=True, database={"url": f"sqlite:///{tmp_path}/missing/folder.sqlite3"})
    form = {"grant_type": "refresh_token", "refresh_token": "x", "client_id": "app_1"}

    answer = app.test_client().post("/token", data=form, headers={"Origin": ORIGIN})
    assert (answer.status_code, answer.get_json()["error"]) == (503, "temporarily_unavailable")
    check_form(answer)


def test_the_page_of_an_application_that_cannot_be_answered_names_whom_to_ask(database, client):
    client_id = create_client(database, contacts=["help@shop.example.test"]).client_id

    page = client.get("/authorize", query_string={"client_id": client_id, "redirect_uri": "https://evil.example/"})

    assert page.status_code == 400
    assert "Kontakt zur Anwendung" in page.text
    assert "help@shop.example.test" in page.text


@pytest.mark.parametrize("port", ["99999", "65536", "-1", "8x"])
def test_a_port_that_is_none_is_refused_on_a_page(database, client, port):
    """A loopback address of a native application is registered without a port (RFC 8252 7.3). Trial row F6."""
    native = create_client(
        database,
        application_type="native",
        token_endpoint_auth_method="none",
        redirect_uris=["http://127.0.0.1/cb"],
    )
    asked = {"client_id": native.client_id, "response_type": "code", "scope": "openid", "prompt": "none"}
    pkce = {"code_challenge": "x" * 43, "code_challenge_method": "S256"}

    right = client.get("/authorize", query_string=asked | pkce | {"redirect_uri": "http://127.0.0.1:51234/cb"})
    wrong = client.get("/authorize", query_string=asked | pkce | {"redirect_uri": f"http://127.0.0.1:{port}/cb"})

    assert right.location.startswith("http://127.0.0.1:51234/cb?error=login_required")
    assert (wrong.status_code, wrong.mimetype) == (400, "text/html")
    assert "Content-Security-Policy" in wrong.headers


REASONS = {
    "no client": ({"client_id": None}, "nennt keine Anwendung"),
    "an unknown client": ({"client_id": "app_unknown"}, "Anwendung ist hier nicht registriert"),
    "no redirect URI": ({"redirect_uri": None}, "enthält keine Redirect-URI"),
    "an unregistered return address": ({"redirect_uri": "https://evil.example/"}, "Redirect-URI ist für diese"),
    "a control character": ({"nonce": "a\x01b"}, "unvollständig oder ungültig"),
}


@pytest.mark.parametrize("reason", REASONS)
def test_the_reason_of_a_refused_request_stands_in_the_open(client, database, reason):
    """Trial row C4."""
    rp, (changes, words) = create_relying_party(database, client), REASONS[reason]
    assert rp.authorize().status_code == 303

    page = rp.authorize(**changes)

    in_the_open, details = page.text.partition("<main")[2].split("<details>")
    assert page.status_code == 400
    assert words in in_the_open
    assert "invalid_" in details


def test_a_client_that_is_switched_off_is_named_as_that(client, database):
    """A sibling of trial row C4."""
    rp = create_relying_party(database, client)
    change_client(database, rp.registered, disabled_at=current_time())

    assert "Diese Anwendung ist deaktiviert." in rp.authorize().text.split("<details>")[0]


def test_a_refused_sign_out_speaks_of_signing_out(client, database):
    """A sibling of trial row C4."""
    page = client.get("/logout?state=a&state=b")

    assert page.status_code == 400
    assert "Sie sind weiterhin angemeldet" in page.text
