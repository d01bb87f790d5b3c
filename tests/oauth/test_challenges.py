"""When a machine endpoint asks for HTTP authentication: only of a client that tried it and failed (RFC 6749 5.2)."""

import pytest

from tests.factories.relying_parties import create_relying_party, machine

FORM = {"token": "x", "grant_type": "refresh_token", "refresh_token": "x"}
PATHS = ("/token", "/introspect", "/revoke")


@pytest.fixture
def browser(client):
    return machine(client)


@pytest.mark.parametrize("path", PATHS)
def test_a_wrong_secret_in_the_head_is_challenged(browser, database, path):
    rp = create_relying_party(database, browser)
    answer = browser.post(path, data=FORM, auth=(rp.client_id, "wrong"))
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Basic realm="token endpoint"'


@pytest.mark.parametrize("path", [*PATHS, "/userinfo"])
@pytest.mark.parametrize("field", ["Basic \u00e9", "Basic ", "Basic ====", "Digest =", "\u00e9"])
def test_a_field_that_can_not_be_read_is_refused(browser, path, field):
    assert browser.post(path, data=FORM, headers={"Authorization": field}).status_code == 401


@pytest.mark.parametrize("path", PATHS)
def test_a_wrong_secret_in_the_form_is_not(browser, database, path):
    rp = create_relying_party(database, browser)
    answer = browser.post(path, data=FORM | {"client_id": rp.client_id, "client_secret": "wrong"})
    assert answer.status_code == 401
    assert "WWW-Authenticate" not in answer.headers


@pytest.mark.parametrize("path", PATHS)
def test_a_right_secret_with_a_wrong_request_is_not(browser, database, path):
    rp = create_relying_party(database, browser)
    answer = browser.post(path, data={}, auth=(rp.client_id, rp.registered.secret))
    assert answer.status_code == 400
    assert "WWW-Authenticate" not in answer.headers
