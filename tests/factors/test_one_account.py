"""What one account has set up, or was sent, opens and changes nothing of another one."""

import pytest
from sqlalchemy import select

from idp.factors.mailed_codes.factor import MailedCodes
from idp.factors.mailed_codes.models import MailedCode
from idp.factors.mailed_codes.sending import Bound, redeem_code, send_code
from idp.factors.recovery_codes import codes as recovery_codes
from idp.factors.totp import verification
from idp.factors.totp.factor import Totp
from idp.factors.totp.models import TotpSecret
from idp.factors.totp.verification import Verdict
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.infrastructure.single_use import SingleUse
from tests.factories.accounts import create_account
from tests.factories.actors import person_actor
from tests.factories.factors import create_app_of, create_recovery_codes
from tests.provisioning.mailbox import Mailbox

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.threat(56)]


@pytest.fixture
def ada(database):
    return create_account(database, email="ada@example.test")


@pytest.fixture
def bob(database):
    return create_account(database, email="bob@example.test")


def test_an_app_opens_the_account_that_it_was_set_up_for(app, database, ada, bob):
    box = app.secret_box
    apps = {account.id: create_app_of(database, box, account) for account in (ada, bob)}

    def verdict(account, code):
        with app.app_context():
            return verification.redeem_code(account.id, code, box, current_time())

    assert verdict(ada, apps[bob.id].code()) is Verdict.WRONG
    assert verdict(ada, apps[ada.id].code()) is Verdict.ACCEPTED
    assert verdict(bob, apps[bob.id].code()) is Verdict.ACCEPTED


def test_the_apps_of_an_account_are_its_own(app, database, ada, bob):
    create_app_of(database, app.secret_box, ada)
    with app.app_context():
        assert Totp().is_enrolled(ada.id)
        assert not Totp().is_enrolled(bob.id)


def test_the_app_of_another_account_is_neither_renamed_nor_taken_away(app, database, ada, bob):
    mine, theirs = (create_app_of(database, app.secret_box, account, name="Phone") for account in (ada, bob))
    with app.app_context(), transaction() as session:
        assert not Totp().rename(session, ada.id, theirs.id, "Mine now")
        assert Totp().remove(session, ada.id, theirs.id) is None
        assert Totp().rename(session, ada.id, mine.id, "Tablet")

    names = {row.id: row.name for row in database.rows(select(TotpSecret))}
    assert names == {mine.id: "Tablet", theirs.id: "Phone"}

    with app.app_context(), transaction() as session:
        Totp().remove_all(session, ada.id)
    assert database.rows(select(TotpSecret.id)) == [theirs.id]


def test_recovery_codes_are_counted_dated_and_replaced_for_one_account(app, database, ada, bob, clock):
    mine, theirs = create_recovery_codes(database, ada), create_recovery_codes(database, bob)
    made_at = current_time()
    clock.shift(60)
    with app.app_context():
        with transaction() as session:
            assert not recovery_codes.redeem_code(session, ada.id, theirs[0], current_time())
            assert recovery_codes.redeem_code(session, ada.id, mine[0], current_time())
            recovery_codes.make_codes(session, bob.id, current_time())

        assert [recovery_codes.count_unused(each.id) for each in (ada, bob)] == [9, 10]
        assert [recovery_codes.made_at(each.id) for each in (ada, bob)] == [made_at, current_time()]


@pytest.fixture
def send(app):
    """``send(account, "int_1")`` mails a code for a sign-in; returns what it is bound to."""

    def make(account, interaction):
        bound = Bound(interaction, account.id)
        with app.app_context(), transaction() as session:
            send_code(session, bound, app.secret_box, person_actor(account.id), current_time())
        return bound

    return make


def test_a_code_is_mailed_to_verified_accounts_that_are_enabled(app, database, ada):
    unverified = create_account(database, email_verified_at=None)
    disabled = create_account(database, disabled_at=current_time())

    with app.app_context():
        assert [MailedCodes().is_enrolled(each.id) for each in (ada, unverified, disabled)] == [True, False, False]


def test_taking_the_factors_of_one_account_away_leaves_the_codes_of_others(app, database, send, ada, bob):
    send(ada, "int_1")
    send(bob, "int_2")
    with app.app_context(), transaction() as session:
        MailedCodes().remove_all(session, ada.id)

    assert database.rows(select(MailedCode.account_id)) == [bob.id]


def test_the_code_of_another_sign_in_stays_good_when_one_is_sent(app, database, send, ada, bob):
    first = send(ada, "int_1")
    mailed = Mailbox(database, app.secret_box).only
    send(bob, "int_2")

    with app.app_context():
        assert redeem_code(first, mailed.code, app.secret_box, current_time())


def test_the_mail_with_the_code_calls_the_person_by_name(app, database, send, ada):
    database.change(ada, given_name="Ada", family_name="Lovelace")
    send(ada, "int_1")

    assert "Ada Lovelace" in Mailbox(database, app.secret_box).only.text


def test_a_code_that_was_redeemed_stays_redeemed_when_another_one_is_sent(app, database, send, ada):
    bound = send(ada, "int_1")
    with app.app_context():
        assert redeem_code(bound, Mailbox(database, app.secret_box).only.code, app.secret_box, current_time())
    send(ada, "int_1")

    assert sorted(database.rows(select(MailedCode.state))) == [SingleUse.OPEN, SingleUse.REDEEMED]
