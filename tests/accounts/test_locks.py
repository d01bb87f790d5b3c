"""A change that was begun before its person was thrown out is not made afterwards, however long its page took.

The password is hashed between the look at the session and the change, and whoever is about to be thrown out can make
that last.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from idp.accounts.deletion.request import request_deletion
from idp.accounts.email_change.request import request_change
from idp.accounts.locks import SignedOutMeanwhile
from idp.accounts.models import Account
from idp.accounts.password.service import change_password
from idp.accounts.profile.service import Profile, change_profile
from idp.accounts.recovery_email.change import remove_recovery_email, request_recovery_email
from idp.actors import Actor
from idp.consent.models import Consent
from idp.factors.overview.removal import remove_item
from idp.factors.registry import get_factor
from idp.infrastructure.clock import current_time
from idp.sessions import SignedIn, SsoSession
from tests.factories.accounts import create_account
from tests.factories.actors import person_actor
from tests.factories.factors import create_app_of
from tests.factories.relying_parties import create_relying_party
from tests.factories.sessions import create_session, sign_in
from tests.provisioning.meanwhile import Moment, at_once, meanwhile
from tests.provisioning.pages import forms_of

pytestmark = [pytest.mark.threat(35), pytest.mark.threat(63)]


def of_their_own(own: SignedIn) -> Actor:
    return person_actor(own.account_id, own.session_id)


def choose_password(session: Session, own: SignedIn, _item: str) -> None:
    change_password(session, own.account_id, "$argon2id$other", (), of_their_own(own))


def change_address(session: Session, own: SignedIn, _item: str) -> None:
    request_change(session, own.account_id, "mallory@example.test", of_their_own(own))


def set_recovery_address(session: Session, own: SignedIn, _item: str) -> None:
    request_recovery_email(session, own.account_id, "mallory@example.test", of_their_own(own))


def remove_recovery_address(session: Session, own: SignedIn, _item: str) -> None:
    remove_recovery_email(session, own.account_id, of_their_own(own))


def ask_for_deletion(session: Session, own: SignedIn, _item: str) -> None:
    request_deletion(session, own.account_id, timedelta(days=14), of_their_own(own))


def remove_factor(session: Session, own: SignedIn, item: str) -> None:
    remove_item(session, own.account_id, get_factor("totp"), item, of_their_own(own), is_required=False)


def rename(session: Session, own: SignedIn, _item: str) -> None:
    change_profile(session, own.account_id, Profile("Mallory", "Beispiel", "de"), of_their_own(own))


@pytest.mark.parametrize(
    "change",
    [
        choose_password,
        change_address,
        set_recovery_address,
        remove_recovery_address,
        ask_for_deletion,
        remove_factor,
        rename,
    ],
)
@pytest.mark.parametrize("what", ["signed out", "disabled"])
def test_nothing_changes_any_more(app, database, change: Callable[[Session, SignedIn, str], None], what):
    person = create_account(database, recovery_email="second@example.test", recovery_email_verified_at=current_time())
    row = create_session(database, person)
    item = create_app_of(database, app.secret_box, person).id
    if what == "disabled":
        database.change(person, disabled_at=current_time())
    else:
        database.change(row, ended_at=current_time())

    with app.app_context(), pytest.raises(SignedOutMeanwhile), database.transaction() as session:
        change(session, SignedIn.of(row), item)


@pytest.mark.parametrize(
    ("path", "action", "values"),
    [
        ("/account/details", "", {"nickname": "Mallory"}),
        ("/account/deletion", "/cancel", {}),
        ("/account/applications", "/withdraw", {}),
    ],
)
def test_a_form_that_was_open_while_its_session_ended_changes_nothing(app, database, path, action, values):
    """The session ends after it was looked up."""
    person = create_account(database, delete_after=current_time() + timedelta(days=3))
    browser = app.test_client()
    row = sign_in(browser, database, person)
    client = create_relying_party(database, browser).client_id
    database.save(Consent(account_id=person.id, client_id=client, scopes=["openid"]))
    page = browser.get(path)
    number = next(
        at
        for at, form in enumerate(forms_of(page))
        if form.action.endswith(action) and form.action != "/language" and set(values) <= set(form.fields)
    )
    ending = update(SsoSession).where(SsoSession.id == row.id).values(ended_at=current_time())

    with meanwhile(app, Moment(1), lambda: at_once(database, ending)):
        answer = browser.submit(page, values, number)

    assert answer.status_code == 403
    assert database.count(Consent) == 1
    kept = database.one(select(Account))
    assert (kept.claims, kept.delete_after) == ({}, person.delete_after)
