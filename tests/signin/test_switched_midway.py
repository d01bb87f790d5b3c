"""While a page of a sign-in is answered, another tab puts another account into the same sign-in.

What was said or proved on this page is then noted for neither account.
"""

import pytest
from sqlalchemy import delete, select, update

from idp.factors.recovery_codes.models import RecoveryCode
from idp.infrastructure.clock import current_time
from idp.interactions import Interaction
from idp.sessions import SsoSession
from tests.factories.accounts import create_account
from tests.factories.factors import create_app_of, finish, open_code_page
from tests.factories.sessions import create_session, sign_in, sign_in_beside
from tests.provisioning.meanwhile import at_once, meanwhile, moments
from tests.provisioning.pages import forms_of

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.threat(58)]
PATIENT = {"shop": {"second_factor": {"policy": "all", "grace_days": 14}}}


@pytest.fixture
def app(make_app):
    return make_app(portals=PATIENT)


@pytest.fixture
def ada(database):
    return create_account(database)


@pytest.fixture
def bob(database):
    return create_account(database)


def later_form(page):
    return next(number for number, form in enumerate(forms_of(page)) if ("later", "yes") in form.buttons)


def put_off(database):
    """The accounts with a session in which setting a factor up was put off."""
    return set(database.rows(select(SsoSession.account_id).where(SsoSession.enrolment_put_off_at.is_not(None))))


def test_putting_a_factor_off_is_noted_at_the_session_that_was_stepped_up(client, database, ada):
    sign_in(client, database, ada)
    choices = client.get("/account", follow_redirects=True)

    assert finish(client, client.submit(choices, form=later_form(choices))).request.path == "/account"
    assert put_off(database) == {ada.id}


@pytest.mark.parametrize("whose", ["another account's", "the same account's"])
def test_with_another_session_in_its_place_it_is_noted_at_none(app, database, ada, bob, whose):
    """At any moment before the row is held, which is from then on changed by no other tab."""
    switches = []
    for moment in moments():
        with database.transaction() as session:
            session.execute(delete(SsoSession))
        client = app.test_client()
        sign_in(client, database, ada)
        other = sign_in_beside(client, database, bob) if whose == "another account's" else create_session(database, ada)
        choices = client.get("/account", follow_redirects=True)
        key = choices.request.path.split("/")[2]
        switched = update(Interaction).where(Interaction.id == key)
        switched = switched.values(pending_account_id=other.account_id, pending_session_id=other.id)

        with meanwhile(app, moment, lambda change=switched: switches.append(at_once(database, change))):
            answer = client.submit(choices, form=later_form(choices))

        is_switched = moment.is_reached and switches[-1]
        assert (answer.status_code, put_off(database)) == ((400, set()) if is_switched else (303, {ada.id})), moment
        settled = database.one(select(Interaction.settled).where(Interaction.id == key))
        assert [each for each in settled if each["session"] in (None, other.id)] == [], moment
    assert {True, False} <= set(switches)


@pytest.mark.parametrize("switched", [True, False])
def test_with_another_account_in_its_place_it_puts_off_nothing(app, client, database, ada, bob, switched):
    """Of two people whose passwords were right, one after the other."""
    choices = open_code_page(client, ada.email)
    key = choices.request.path.split("/")[2]
    change = update(Interaction).where(Interaction.id == key).values(pending_account_id=(bob if switched else ada).id)

    with meanwhile(app, next(moments()), lambda: at_once(database, change)):
        answer = client.submit(choices, form=later_form(choices))

    # The first statement is the look at the sign-in itself.
    assert answer.status_code == (400 if switched else 303)
    assert put_off(database) == (set() if switched else {ada.id})


def test_recovery_codes_are_made_for_the_account_whose_page_asks_for_them(app, client, database, ada, bob):
    page = open_code_page(client, ada.email)
    key = page.request.path.split("/")[2]
    create_app_of(database, app.secret_box, ada)
    create_app_of(database, app.secret_box, bob)
    database.change(database.one(select(Interaction)), pending_amr=["pwd", "otp", "mfa"])
    codes = client.get(f"/account/security/recovery-codes?interaction_id={key}")
    other = update(Interaction).values(pending_account_id=bob.id, pending_since=current_time())

    with meanwhile(app, next(moments()), lambda: at_once(database, other)):
        refused = client.submit(codes)

    assert (refused.status_code, database.count(RecoveryCode)) == (400, 0)
    database.change(database.one(select(Interaction)), pending_account_id=ada.id)
    assert client.submit(codes).status_code == 200
    assert set(database.rows(select(RecoveryCode.account_id))) == {ada.id}
