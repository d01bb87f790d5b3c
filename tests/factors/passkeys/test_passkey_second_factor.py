"""A passkey or security key after the password; threats 58, 61 and 62."""

import pytest
from sqlalchemy import select

from idp.factors.passkeys.models import Passkey
from idp.sessions import SsoSession
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.authenticator import create_passkey
from tests.factories.passkey_pages import fetch_options, passkey_form, send_passkey
from tests.factories.sign_in_pages import try_password

REFUSED = "Dieser Passkey wurde nicht akzeptiert."


@pytest.fixture
def person(database):
    return create_account(database)


@pytest.fixture
def device(database, person):
    return create_passkey(database, person, verifies=False)


def after_password(client, person):
    """The page that follows the right password."""
    answer = try_password(client, person.email, PASSWORD)
    assert answer.status_code == 303
    return client.get(answer.location, follow_redirects=True)


def test_it_is_asked_for(client, person, device):
    page = after_password(client, person)
    assert page.request.path.endswith("/factor/passkey")
    passkey_form(page)


def test_it_completes_the_sign_in(client, database, person, device):
    page = after_password(client, person)
    answer = send_passkey(client, page, device.get(fetch_options(client, page)), follow_redirects=True)
    session = database.one(select(SsoSession))
    assert answer.request.path == "/"
    assert (session.amr, session.acr) == (["pwd", "hwk", "mfa"], "urn:einlass:acr:2")


def test_user_verification_is_told(client, database, person, device):
    page = after_password(client, person)
    credential = device.get(fetch_options(client, page), verified=True)
    send_passkey(client, page, credential, follow_redirects=True)
    assert database.one(select(SsoSession)).amr == ["pwd", "hwk", "user", "mfa"]


def test_only_the_persons_keys_are_asked(client, database, person, device):
    create_passkey(database, create_account(database))
    options = fetch_options(client, after_password(client, person))
    assert [each["id"] for each in options["allowCredentials"]] == [device.id]
    assert options["userVerification"] == "preferred"


def test_nobody_is_in_before(client, database, person, device):
    page = after_password(client, person)
    assert database.count(SsoSession) == 0
    complete = client.get(page.request.path.replace("/factor/passkey", "/complete"))
    assert "/factor" in complete.location


@pytest.mark.threat(61)
def test_anothers_passkey_is_refused(client, database, person, device):
    """B's key where A typed the password, B's handle in it or A's."""
    theirs = create_passkey(database, create_account(database))
    for handle in (theirs.user_handle, device.user_handle):
        theirs.user_handle = handle
        page = after_password(client, person)
        answer = send_passkey(client, page, theirs.get(fetch_options(client, page)))
        assert (answer.status_code, REFUSED in answer.text) == (422, True)
    assert database.count(SsoSession) == 0


@pytest.mark.threat(61)
@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"origin": "https://evil.example"}, id="foreign origin"),
        pytest.param({"rp_id": "evil.example"}, id="foreign rpId"),
        pytest.param({"present": False}, id="nobody present"),
    ],
)
def test_a_wrong_answer_is_refused(client, database, person, device, changes):
    page = after_password(client, person)
    answer = send_passkey(client, page, device.get(fetch_options(client, page), **changes))
    assert (answer.status_code, REFUSED in answer.text) == (422, True)
    assert database.count(SsoSession) == 0


@pytest.mark.threat(61)
def test_a_challenge_of_the_first_page_is_refused(client, database, person, device):
    """An unverified answer to the sign-in's own challenge is none to the second factor's."""
    first = client.get("/signin", follow_redirects=True)
    options = fetch_options(client, first)
    page = after_password(client, person)
    assert send_passkey(client, page, device.get(options)).status_code == 422
    assert database.count(SsoSession) == 0


@pytest.mark.threat(61)
def test_without_verification_it_is_no_first_factor(client, database, device):
    page = client.get("/signin", follow_redirects=True)
    answer = send_passkey(client, page, device.get(fetch_options(client, page)))
    assert answer.location.endswith("?passkey=refused")


@pytest.mark.threat(62)
def test_a_fallen_counter_is_refused_here_too(client, database, person, device):
    database.change(database.one(select(Passkey)), sign_count=50)
    page = after_password(client, person)
    assert send_passkey(client, page, device.get(fetch_options(client, page))).status_code == 422
    assert database.one(select(Passkey)).suspicious_at is not None
    assert database.count(SsoSession) == 0


@pytest.mark.threat(58)
def test_the_page_is_closed_before_the_password(client, person, device):
    start = client.get("/signin", follow_redirects=True)
    assert client.get(f"{start.request.path}/factor/passkey").status_code == 400
