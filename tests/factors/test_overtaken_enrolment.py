"""A factor that is set up in a sign-in which holds no more would be a way back in for whoever began it."""

import pytest
from sqlalchemy import select, update

from idp.factors.passkeys.models import Passkey
from idp.factors.recovery_codes.models import RecoveryCode
from idp.factors.totp.models import TotpSecret
from idp.infrastructure.clock import current_time
from idp.sessions import SsoSession
from tests.factories.authenticator import Authenticator
from tests.factories.factors import MULTI, create_app_of, open_code_page, shown_app
from tests.factories.passkey_pages import fetch_options, send_passkey
from tests.factories.registration_pages import NEW_PASSWORD, open_link, request_reset
from tests.factories.relying_parties import create_relying_party
from tests.factories.sessions import sign_in
from tests.provisioning.meanwhile import Moment, at_once, meanwhile

pytestmark = pytest.mark.threat(63)

DEMAND = '{"id_token": {"acr": {"essential": true, "values": ["urn:einlass:acr:2"]}}}'


@pytest.fixture
def intruder(app):
    """The browser of somebody who knows the password."""
    return app.test_client()


@pytest.fixture
def demanded(intruder, database, person):
    """Opens the page that sets a factor up, in a sign-in that demands one."""
    rp = create_relying_party(database, intruder)

    def open_page(factor: str):
        choices = open_code_page(intruder, person.email, rp.authorize(claims=DEMAND).location)
        return intruder.get(f"/account/security/{factor}?interaction_id={choices.request.path.split('/')[2]}")

    return open_page


def reset_password(browser, person, mailbox):
    request_reset(browser, person.email)
    browser.submit(open_link(browser, mailbox.only.link), {"password": NEW_PASSWORD})


@pytest.mark.threat(35)
def test_no_passkey_once_its_owner_has_reset_the_password(intruder, client, database, person, clock, mailbox, demanded):
    page = demanded("passkeys/new")
    credential = Authenticator().create(fetch_options(intruder, page))
    clock.shift(60)
    reset_password(client, person, mailbox)

    answer = send_passkey(intruder, page, credential)

    assert (answer.status_code, database.count(Passkey)) == (400, 0)


@pytest.mark.threat(35)
def test_no_app_once_its_owner_has_reset_the_password(intruder, client, database, person, clock, mailbox, demanded):
    page = demanded("totp")
    clock.shift(60)
    reset_password(client, person, mailbox)

    answer = intruder.submit(page, {"code": shown_app(page).code()})

    assert (answer.status_code, database.count(TotpSecret)) == (400, 0)


def test_nothing_in_a_disabled_account(intruder, database, person, clock, demanded):
    page = demanded("totp")
    database.change(person, disabled_at=current_time())

    answer = intruder.submit(page, {"code": shown_app(page).code()})

    assert (answer.status_code, database.count(TotpSecret)) == (400, 0)


def test_no_recovery_codes_once_its_owner_has_changed_the_password(app, intruder, database, person, clock, demanded):
    page = demanded("totp")
    codes = intruder.submit(page, {"code": shown_app(page).code()}, follow_redirects=True)
    clock.shift(60)
    database.change(person, password_changed_at=current_time())

    answer = intruder.submit(codes)

    assert (answer.status_code, database.count(RecoveryCode)) == (400, 0)


@pytest.mark.threat(35)
@pytest.mark.parametrize(("path", "kind"), [("totp", TotpSecret), ("recovery-codes", RecoveryCode)])
def test_nothing_in_a_session_that_ends_in_that_moment(app, intruder, database, person, path, kind):
    """Right after it was looked up."""
    known = create_app_of(database, app.secret_box, person)
    row = sign_in(intruder, database, person, **MULTI)
    page = intruder.get(f"/account/security/{path}")
    ending = update(SsoSession).where(SsoSession.id == row.id).values(ended_at=current_time())
    typed = {"code": shown_app(page).code()} if path == "totp" else {}

    with meanwhile(app, Moment(1), lambda: at_once(database, ending)):
        answer = intruder.submit(page, typed)

    assert answer.status_code == 403
    assert database.count(kind) == (1 if kind is TotpSecret else 0)
    assert database.one(select(TotpSecret.id)) == known.id
