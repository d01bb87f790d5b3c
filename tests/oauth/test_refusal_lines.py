"""Each refusal of the provider is one line in the log: who asked, what was sent, what is registered, what to do.

Trial row P10, but where another row is named.
"""

import json
from datetime import timedelta

import pytest

from idp.infrastructure.clock import current_time
from idp.oauth.endpoints import ENDPOINTS
from tests.factories.clients import change_client, create_client
from tests.factories.relying_parties import answer_of, create_relying_party, machine
from tests.factories.televisions import create_television

pytestmark = pytest.mark.usefixtures("session")
MEMBERS = {"endpoint", "client_id", "error", "description", "why", "sent", "registered", "next_step"}
WITHOUT_PKCE = {"code_challenge": None, "code_challenge_method": None}
ADDRESSES = {
    "authorization": "/authorize",
    "pushed_authorization_request": "/par",
    "device_authorization": "/device-authorization",
    "token": "/token",
    "userinfo": "/userinfo",
    "introspection": "/introspect",
    "revocation": "/revoke",
    "organization_creation": "/organization-creation",
    "organization_holds": "/organization-holds",
    "registration": "/client-registration",
    "end_session": "/logout",
}


@pytest.fixture
def lines_of(capsys):
    """``lines_of(event)``: what was logged of this event since the last look."""

    def read(event):
        lines = map(json.loads, capsys.readouterr().err.splitlines())
        return [line for line in lines if line["event"] == event]

    return read


@pytest.fixture
def refusal(lines_of):
    """The one refusal since the last look."""

    def read():
        (line,) = lines_of("request refused")
        assert line.keys() >= MEMBERS
        assert line["why"]
        assert line["next_step"]
        return line

    return read


@pytest.fixture
def tokens(rp, lines_of):
    made = rp.obtain_tokens(scope="openid offline_access")
    lines_of("request")
    return made


REFUSED = {
    "authorization": lambda rp: rp.authorize(response_type="nonsense"),
    "authorization, shown": lambda rp: rp.authorize(redirect_uri="https://elsewhere.example/"),
    "authorization, pushed": lambda rp: rp.open_pushed("urn:ietf:params:oauth:request_uri:x"),
    "pushed_authorization_request": lambda rp: rp.push(scope="nonsense"),
    "device_authorization": lambda rp: rp.post("/device-authorization", {"scope": "openid"}),
    "token": lambda rp: rp.redeem("no-code"),
    "introspection": lambda rp: rp.post("/introspect", {}),
    "introspection, inactive": lambda rp: rp.post("/introspect", {"token": "no-token"}),
    "revocation": lambda rp: rp.post("/revoke", {}),
    "organization_creation": lambda rp: rp.post("/organization-creation", {}),
    "organization_holds": lambda rp: rp.post("/organization-holds", {}),
    "registration": lambda rp: machine(rp.browser).get(
        f"/client-registration?client_id={rp.client_id}", headers={"Authorization": "Bearer wrong"}
    ),
    "revocation, nothing": lambda rp: rp.post("/revoke", {"token": "no-token"}),
    "end_session": lambda rp: rp.browser.get(
        f"/logout?client_id={rp.client_id}&post_logout_redirect_uri=https://elsewhere.example/"
    ),
}


def test_a_device_that_waits_leaves_no_line_and_one_that_asks_too_often_does(client, database, refusal, lines_of):
    television = create_television(database, client)
    codes = television.codes()
    television.poll(codes)
    assert lines_of("request refused") == []

    television.poll(codes)
    assert refusal()["error"] == "slow_down"


def test_a_device_that_its_person_declines_leaves_a_line_of_its_client(client, database, session, refusal):
    television = create_television(database, client)
    television.decide(television.type_code(television.codes()["user_code"]), "decline")

    line = refusal()
    assert (line["endpoint"], line["client_id"]) == ("device", television.client_id)
    assert line["registered"].keys() == {"grant_types", "scope"}


def test_every_endpoint_is_walked():
    assert {name.partition(",")[0] for name in REFUSED} | {"userinfo", "organizations"} >= ENDPOINTS.keys()


@pytest.mark.parametrize("name", REFUSED)
def test_every_endpoint_says_who_was_refused_and_why(rp, refusal, lines_of, name):
    REFUSED[name](rp)

    line = refusal()
    assert (line["endpoint"], line["client_id"]) == (name.partition(",")[0], rp.client_id)
    assert line["registered"]


@pytest.mark.parametrize("path", ADDRESSES.values())
def test_whatever_is_sent_leaves_a_line_where_it_is_refused(rp, refusal, path):
    """A parameter sent twice, without a client that is known."""
    twice = "access_token=a&client_id=a&client_id=b"
    if path in {"/authorize", "/logout", "/userinfo"}:
        answer = machine(rp.browser).get(f"{path}?{twice}")
    else:
        answer = machine(rp.browser).post(path, data=twice, content_type="application/x-www-form-urlencoded")

    assert answer.status_code >= 400
    assert refusal()["endpoint"] == {each: name for name, each in ADDRESSES.items()}[path]


@pytest.mark.parametrize("path", ["/par", "/token", "/userinfo", "/introspect", "/revoke"])
def test_a_method_that_an_endpoint_has_not_leaves_a_line(rp, refusal, path):
    assert machine(rp.browser).delete(path).status_code == 405
    assert "405" in refusal()["why"]


def test_a_redirect_uri_stands_beside_those_that_are_registered(rp, refusal):
    rp.authorize(redirect_uri="https://elsewhere.example/")

    line = refusal()
    assert line["sent"]["redirect_uri"] == "https://elsewhere.example/"
    assert line["registered"]["redirect_uris"] == "https://shop.example.test/callback"


def test_an_address_that_is_not_registered_names_the_option_that_registers_it(rp, refusal):
    """The address itself may be an attacker's, and is no part of a command to be copied.

    Trial row P12.
    """
    rp.authorize(redirect_uri="https://elsewhere.example/")
    assert f"`idp clients edit {rp.client_id} --redirect-uri …`" in refusal()["next_step"]

    rp.browser.get(f"/logout?client_id={rp.client_id}&post_logout_redirect_uri=https://elsewhere.example/")
    line = refusal()
    assert "--post-logout-redirect-uri" in line["next_step"]
    assert "elsewhere" not in line["next_step"]


def test_a_disabled_client_is_told_how_to_be_enabled(database, rp, refusal):
    """Trial row P12."""
    change_client(database, rp.registered, disabled_at=current_time())
    rp.authorize()

    assert f"`idp clients enable {rp.client_id}`" in refusal()["next_step"]


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda scene: scene["clock"].shift(timedelta(minutes=11)), "expired at"),
        (lambda scene: scene["rp"].revoke(scene["tokens"]["refresh_token"]), "revoked at"),
        (
            lambda scene: scene["rp"].browser.get(f"/logout?id_token_hint={scene['tokens']['id_token']}"),
            "session ended",
        ),
        (
            lambda scene: change_client(scene["database"], scene["rp"].registered, disabled_at=current_time()),
            "client disabled",
        ),
    ],
)
def test_userinfo_says_why_a_token_does_not_hold(database, client, clock, lines_of, refusal, spoil, why):
    rp = create_relying_party(database, client)
    tokens = rp.obtain_tokens(scope="openid")
    assert rp.userinfo(tokens["access_token"]).status_code == 200
    spoil({"rp": rp, "tokens": tokens, "clock": clock, "database": database})
    lines_of("request refused")

    assert rp.userinfo(tokens["access_token"]).status_code == 401

    line = refusal()
    assert why in line["why"]
    assert line["client_id"] == rp.client_id


def test_userinfo_says_that_the_scope_openid_is_missing(rp, refusal):
    token = rp.obtain_tokens(scope="profile", nonce=None)["access_token"]

    assert rp.userinfo(token).status_code == 403
    line = refusal()
    assert "profile" in line["why"]
    assert "openid" in line["next_step"]
    assert line["client_id"] == rp.client_id


def test_userinfo_says_that_a_token_is_another_kind(rp, tokens, refusal):
    assert rp.userinfo(tokens["id_token"]).status_code == 401
    assert "another kind" in refusal()["why"]


@pytest.mark.parametrize("auth", ["unknown-client", None])
def test_a_client_that_is_not_known_is_named_as_it_was_sent(rp, refusal, auth):
    form = {"grant_type": "authorization_code"} | ({} if auth else {"client_id": "unknown-client"})
    machine(rp.browser).post("/token", data=form, auth=(auth, "x") if auth else None)

    line = refusal()
    assert line["client_id"] == "unknown-client"
    assert line["registered"] is None


def test_a_wrong_secret_and_a_wrong_method_are_told_apart(database, client, refusal):
    rp = create_relying_party(database, client, token_endpoint_auth_method="none")
    machine(client).post("/token", data={"grant_type": "x_y"}, auth=(rp.client_id, "secret"))
    refusal()
    form = {"grant_type": "authorization_code", "client_id": rp.client_id, "client_secret": "secret"}
    machine(client).post("/token", data=form)
    assert "registered for none" in refusal()["why"]
    confidential = create_client(database)
    machine(client).post("/token", data={"grant_type": "authorization_code"}, auth=(confidential.client_id, "wrong"))
    assert "secret is not" in refusal()["why"]


def test_of_the_header_with_the_secret_its_scheme_is_told(rp, refusal):
    rp.redeem("no-code")
    assert refusal()["sent"]["Authorization"] == "basic"


@pytest.mark.threat(80)
def test_a_token_that_is_sent_without_a_scheme_is_never_written(rp, tokens, lines_of):
    machine(rp.browser).get("/userinfo", headers={"Authorization": tokens["access_token"]})

    (line,) = lines_of("request refused")
    assert line["sent"]["Authorization"] == "of another scheme"
    assert tokens["access_token"].lower() not in json.dumps(line).lower()


@pytest.mark.threat(80)
def test_a_token_that_can_not_be_read_is_never_written(rp, tokens, lines_of):
    rp.introspect(f"{tokens['access_token']}…")

    (line,) = lines_of("request refused")
    assert tokens["access_token"] not in json.dumps(line)


def test_a_request_that_is_not_read_is_one_of_the_client_that_it_names(rp, refusal):
    twice = f"code=a&code=b&client_id={rp.client_id}"
    machine(rp.browser).post("/token", data=twice, content_type="application/x-www-form-urlencoded")
    assert refusal()["client_id"] == rp.client_id


@pytest.mark.threat(80)
def test_no_secret_code_token_hint_or_name_is_repeated(rp, tokens, lines_of, database):
    secrets = {
        "code": "secret-code",
        "code_verifier": "v" * 43,
        "refresh_token": tokens["refresh_token"],
        "client_secret": "secret-secret",
        "token": tokens["access_token"],
        "id_token_hint": tokens["id_token"],
        "login_hint": "ada@example.test",
        "state": "secret-state",
        "assertion": "secret-assertion",
    }
    for path in ADDRESSES.values():
        rp.post(path, secrets | {"grant_type": "nonsense", "redirect_uri": "https://elsewhere.example/"})
        machine(rp.browser).get(path, query_string=secrets | {"client_id": rp.client_id})
    # A secret where the identifier should be.
    rp.redeem("x", client_id=rp.registered.secret)
    machine(rp.browser).post(
        "/token", data={"grant_type": "authorization_code"}, auth=(rp.registered.secret, rp.client_id)
    )

    lines = json.dumps(lines_of("request refused"))
    assert len(lines) > 1000
    for secret in [*secrets.values(), rp.registered.secret]:
        assert secret not in lines


@pytest.mark.parametrize("named", [True, False])
def test_what_is_no_client_assertion_is_refused_by_its_name(rp, refusal, named):
    """Trial row P11."""
    form = {
        "grant_type": "authorization_code",
        "client_assertion": "a.b.c",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    } | ({"client_id": rp.client_id} if named else {})
    answer = machine(rp.browser).post("/token", data=form)

    assert (answer.status_code, answer.get_json()["error"]) == (401, "invalid_client")
    assert "client_assertion" in answer.get_json()["error_description"]
    assert "no signed JWT" in refusal()["description"]


# Requests that are answered all the same -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "left_out", "advice"),
    [
        ("openid phone", "phone", "--scope"),
        ("openid phone address", "phone address", "--scope"),
        ("openid roles", "roles", "no scope roles here"),
    ],
)
def test_a_scope_that_is_not_registered_is_left_out_with_a_line(rp, lines_of, asked, left_out, advice):
    """Trial row P8."""
    assert rp.obtain_tokens(scope=asked)["scope"] == "openid"

    (line,) = lines_of("scope left out")
    assert (line["client_id"], line["asked"], line["left_out"]) == (rp.client_id, asked, left_out)
    assert line["registered"] == "email offline_access openid profile"
    assert advice in line["next_step"]


def test_offline_access_without_the_grant_is_left_out_with_a_line(database, client, lines_of):
    """Trial row P8."""
    rp = create_relying_party(database, client, grant_types=["authorization_code"])
    answer_of(rp.authorize(scope="openid offline_access"))

    (line,) = lines_of("scope left out")
    assert "--refresh" in line["next_step"]


def test_a_request_whose_scopes_are_registered_leaves_no_line(rp, lines_of):
    rp.obtain_tokens(scope="openid profile email offline_access")
    assert lines_of("scope left out") == []


def test_neither_pkce_nor_nonce_leaves_a_line(database, client, lines_of):
    """Trial row P7."""
    rp = create_relying_party(database, client)
    answer_of(rp.authorize())
    answer_of(rp.authorize(nonce=None))
    answer_of(rp.authorize(**WITHOUT_PKCE))
    assert lines_of("neither PKCE nor nonce") == []

    code = rp.obtain_code(nonce=None, **WITHOUT_PKCE)

    (line,) = lines_of("neither PKCE nor nonce")
    assert line["client_id"] == rp.client_id
    assert "--pkce required" in line["next_step"]
    assert rp.redeem(code, code_verifier=None).status_code == 200


def test_off_is_the_same_without_the_line(database, client, lines_of):
    """Trial row P7."""
    rp = create_relying_party(database, client, pkce="off")
    code = rp.obtain_code(nonce=None, **WITHOUT_PKCE)
    assert lines_of("neither PKCE nor nonce") == []
    assert rp.redeem(code, code_verifier=None).status_code == 200


@pytest.mark.parametrize("pkce", ["required", "recommended", "off"])
def test_a_challenge_that_was_sent_is_enforced(database, client, pkce):
    """Trial row P7."""
    rp = create_relying_party(database, client, pkce=pkce)
    code = rp.obtain_code()
    assert rp.redeem(code, code_verifier=None).get_json()["error"] == "invalid_grant"
    assert rp.redeem(code).status_code == 200


def test_a_refusal_for_want_of_pkce_names_the_switch(database, client, refusal):
    """Trial row P7."""
    rp = create_relying_party(database, client, pkce="required")
    rp.authorize(**WITHOUT_PKCE)
    assert f"idp clients edit {rp.client_id} --pkce recommended" in refusal()["next_step"]


def test_a_public_client_is_not_offered_what_it_cannot_have(database, client, refusal):
    """Trial row P7."""
    rp = create_relying_party(database, client, token_endpoint_auth_method="none")
    rp.authorize(**WITHOUT_PKCE)
    assert "--pkce" not in refusal()["next_step"]
