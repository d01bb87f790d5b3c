"""The line of a request in the log names the application, as far as we know it ourselves."""

import json

import pytest

from tests.factories.relying_parties import machine, post_as

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def line(capsys):
    """``line(path)``: the one line about a request to this route since the last look."""

    def read(path):
        lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
        (found,) = [line for line in lines if line["event"] == "request" and line["route"] == path]
        return found

    return read


@pytest.fixture
def tokens(rp, capsys):
    made = rp.obtain_tokens(scope="openid offline_access")
    capsys.readouterr()
    return made


def test_the_front_channel(rp, line):
    rp.authorize()
    assert line("/authorize")["client_id"] == rp.client_id


def test_on_the_way_back_from_a_step(database, rp, line):
    interaction = rp.authorize(prompt="login").location.rpartition("/")[2]
    rp.browser.get(f"/interaction/{interaction}")
    assert line("/interaction/<interaction_id>")["client_id"] == rp.client_id


def test_a_refused_request_of_a_known_application(rp, line):
    rp.authorize(response_type="nonsense")
    assert line("/authorize")["client_id"] == rp.client_id


@pytest.mark.parametrize("path", ["/introspect", "/revoke"])
def test_the_endpoints_about_tokens(rp, tokens, line, path):
    rp.post(path, {"token": tokens["refresh_token"]})
    assert line(path)["client_id"] == rp.client_id


def test_a_code_and_a_refresh(rp, tokens, line):
    rp.redeem(rp.obtain_code())
    assert line("/token")["client_id"] == rp.client_id
    rp.refresh(tokens["refresh_token"])
    assert line("/token")["client_id"] == rp.client_id


def test_a_wrong_secret_is_tried_on_somebody(rp, line):
    answer = post_as(
        rp.browser, rp.registered, "/token", {"grant_type": "authorization_code"}, auth=(rp.client_id, "wrong")
    )
    assert answer.status_code == 401
    assert line("/token")["client_id"] == rp.client_id


def test_userinfo_by_the_token(rp, tokens, line):
    rp.userinfo(tokens["access_token"])
    assert line("/userinfo")["client_id"] == rp.client_id


def test_logout(rp, tokens, line):
    rp.browser.get(f"/logout?id_token_hint={tokens['id_token']}")
    assert line("/logout")["client_id"] == rp.client_id


@pytest.mark.threat(80)
def test_what_is_no_application_of_ours_is_not_repeated(rp, line):
    """It may be a secret, in the wrong field."""
    machine(rp.browser).post("/token", data={"client_id": "s3cret", "grant_type": "authorization_code"})
    assert "client_id" not in line("/token")
    rp.authorize(client_id="s3cret")
    assert "client_id" not in line("/authorize")
    rp.browser.get("/logout?client_id=s3cret")
    assert "client_id" not in line("/logout")
