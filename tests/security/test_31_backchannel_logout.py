"""Threats 18, 23, 31: logout tokens sent to where they must not go, and used as what they are not."""

from collections.abc import Callable

import pytest

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import close_held_connection
from idp.infrastructure.web.application import Application
from idp.oauth.backchannel_logout.models import LogoutDelivery
from idp.oauth.backchannel_logout.sending import send_due_logouts
from idp.oauth.provider_keys import current_keyring
from idp.oauth.tokens.logout_tokens import make_logout_token
from idp.protocol.client_metadata import build_client
from idp.protocol.tokens import ID_TOKEN_TYPE
from tests.factories.accounts import create_account
from tests.factories.clients import create_client
from tests.factories.logout_receivers import LogoutReceiver
from tests.factories.relying_parties import answer_of
from tests.provisioning.databases import Database
from tests.security.forging import header_of, payload_of

pytestmark = pytest.mark.threat(31)

# Those that a test may resolve; tests/infrastructure/outbound_http has the others.
INTERNAL = (
    "https://127.0.0.1/logout",
    "https://localhost/logout",
    "https://[::1]/logout",
    "https://2130706433/logout",
    "https://0x7f.1/logout",
)


@pytest.fixture
def receiver():
    receiver = LogoutReceiver()
    yield receiver
    receiver.stop()


@pytest.fixture
def deliver(app: Application, database: Database) -> Callable[[str], LogoutDelivery]:
    """``deliver(address)``: the delivery after one run."""

    def run(address: str) -> LogoutDelivery:
        client = create_client(database, backchannel_logout_uri=address)
        delivery = LogoutDelivery(client_id=client.client_id, subject="acc_1", session_id="ses_1")
        database.save(delivery)
        with app.app_context():
            send_due_logouts()
        close_held_connection()
        with database.transaction() as session:
            return session.get_one(LogoutDelivery, delivery.id)

    return run


@pytest.fixture
def logout_token(app: Application, rp, session) -> Callable[[str], str]:
    """``logout_token(subject)``: a genuine one of ``rp`` about the session of the browser."""

    def make(subject: str) -> str:
        client = build_client(rp.client_id, rp.registered.record.values)
        given = {"issuer": app.settings.issuer, "subject": subject, "session_id": session.id, "now": current_time()}
        with app.app_context():
            return make_logout_token(client, current_keyring(), **given)

    return make


@pytest.fixture
def as_id_token(app: Application) -> Callable[[str], str]:
    """``as_id_token(token)``: the same claims, signed by the same key as an ID token."""

    def make(token: str) -> str:
        with app.app_context():
            entry = next(each for each in current_keyring().active.values() if each.kid == header_of(token)["kid"])
        return entry.sign(ID_TOKEN_TYPE, payload_of(token))

    return make


@pytest.mark.threat(23)
@pytest.mark.parametrize("address", INTERNAL)
def test_no_internal_address_is_asked(deliver, address):
    delivery = deliver(address)

    assert (delivery.state, delivery.attempts, delivery.last_status) == ("queued", 1, None)
    assert "may be reached" in delivery.last_error or "can't be resolved" in delivery.last_error


@pytest.mark.threat(23)
def test_a_service_on_this_machine_is_asked_only_where_the_settings_name_it(deliver, receiver):
    """By http, as a registration from before could say."""
    assert deliver(receiver.url).last_error == f"http://{receiver.authority} is no target for this client"
    assert receiver.tokens == []


@pytest.mark.threat(18)
def test_a_logout_token_is_no_access_token(rp, person, logout_token):
    token = logout_token(person.id)

    assert rp.userinfo(token).status_code == 401
    assert rp.introspect(token) == {"active": False}


@pytest.mark.threat(18)
def test_a_logout_token_is_no_hint_for_a_sign_in(rp, database, logout_token, as_id_token):
    """An ID token with its claims, of a person who is not there, would be believed."""
    token = logout_token(create_account(database).id)
    assert answer_of(rp.authorize(prompt="none", id_token_hint=as_id_token(token)))["error"] == "login_required"

    assert "code" in answer_of(rp.authorize(prompt="none", id_token_hint=token))


@pytest.mark.threat(18)
def test_a_logout_token_signs_nobody_out(rp, person, logout_token, as_id_token):
    """Relying parties receive it, and their logs may show it. An ID token with its claims would sign out."""
    token = logout_token(person.id)
    rp.browser.get("/logout", query_string={"id_token_hint": token})
    assert "code" in answer_of(rp.authorize(prompt="none"))

    rp.browser.get("/logout", query_string={"id_token_hint": as_id_token(token)})
    assert "code" not in answer_of(rp.authorize(prompt="none"))
