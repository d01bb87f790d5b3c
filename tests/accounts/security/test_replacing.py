"""A password is replaced in six places, and each of them ends and tells the same. Trial row F20."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from idp.accounts.link_purposes import PASSWORD_RESET
from idp.accounts.models import Account, EmailChange, FormerPassword
from idp.accounts.password.service import change_password
from idp.accounts.password_reset.completion import complete_reset
from idp.accounts.security.securing import secure_account
from idp.actors import Actor
from idp.administration.invitation import accept_invitation
from idp.administration.temporary_passwords import give_temporary_password
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.infrastructure.ids import digest
from idp.infrastructure.one_time_links import OneTimeLink
from idp.infrastructure.rate_limits import RateLimitCounter
from idp.infrastructure.web.application import Application
from idp.sessions.models import Device, RememberedSignIn, SsoSession
from tests.factories import links
from tests.factories.accounts import PASSWORD, create_account, hash_password
from tests.factories.actors import operator, person_actor
from tests.factories.registration_pages import NEW_PASSWORD
from tests.factories.relying_parties import RelyingParty, create_relying_party
from tests.factories.sessions import create_session, sign_in
from tests.factories.sign_in_pages import follow_sign_in, try_password
from tests.provisioning.databases import Database
from tests.provisioning.mailbox import Mailbox
from tests.provisioning.pages import PageClient, forms_of

HOUR = timedelta(hours=1)
EMAIL = "operator@example.test"
NEW_HASH = hash_password(NEW_PASSWORD)


@dataclass(frozen=True)
class House:
    """An account with everything that rests on its password."""

    app: Application
    database: Database
    account: Account
    actor: Actor
    there: RelyingParty
    access_token: str

    def count(self, *conditions: Any) -> int:
        """How many rows hold."""
        return self.database.one(select(func.count()).where(*conditions))


def on_the_page(house: House) -> None:
    with house.app.app_context(), house.database.transaction() as session:
        change_password(session, house.account.id, NEW_HASH, (), house.actor)


def by_a_mailed_link(house: House) -> None:
    with house.app.app_context(), house.database.transaction() as session:
        token = links.reset_password(session, house.account).token
        complete_reset(session, token, NEW_HASH, person_actor(house.account.id))


def in_a_sign_in(house: House) -> None:
    browser = house.app.test_client()
    page = follow_sign_in(browser, create_relying_party(house.database, browser).authorize(), EMAIL, PASSWORD)
    number = next(number for number, form in enumerate(forms_of(page)) if "password" in form.fields)
    browser.submit(page, {"password": NEW_PASSWORD}, number)


def by_the_support(house: House) -> None:
    with house.app.app_context(), house.database.transaction() as session:
        account = session.get_one(Account, house.account.id)
        give_temporary_password(session, account, NEW_HASH, HOUR, operator(reason="called back"))


def by_an_invitation(house: House) -> None:
    with house.app.app_context(), house.database.transaction() as session:
        token = links.invite_operator(session, house.account).token
        accept_invitation(
            session, token, given_name="Ada", family_name="Neu", password_hash=NEW_HASH, actor=person_actor()
        )


def by_securing_it(house: House) -> None:
    with house.app.app_context(), house.database.transaction() as session:
        token = links.secure_account(session, house.account).token
        secure_account(session, token, person_actor(house.account.id))


Replace = Callable[[House], None]
PLACES: dict[Replace, str] = {
    on_the_page: "password.changed",
    by_a_mailed_link: "password_reset.completed",
    in_a_sign_in: "password.replaced",
    by_the_support: "account.temporary_password_given",
    by_an_invitation: "password.set_by_invitation",
    by_securing_it: "account.secured",
}
"""The place, and what the audit calls it."""


@pytest.fixture
def house(app: Application, database: Database, client: PageClient, clock: object) -> House:
    due = {
        "password_change_due_at": current_time(),
        "password_change_reason": "temporary",
        "password_expires_at": current_time() + HOUR,
    }
    account = create_account(database, email=EMAIL)
    elsewhere = app.test_client()
    try_password(elsewhere, EMAIL, "a wrong one")
    sign_in(elsewhere, database, account)
    there = create_relying_party(database, elsewhere)
    tokens = there.obtain_tokens(scope="openid offline_access", prompt=None)
    database.change(account, **due)
    own = create_session(database, account)
    database.save(
        RememberedSignIn(
            account_id=account.id,
            portal="shop",
            token_hash="x",
            authenticated_at=current_time(),
            amr=["pwd"],
            acr="1",
            expires_at=current_time() + HOUR,
        ),
        Device(account_id=account.id, token_hash="x", trusted_until=current_time() + HOUR),
    )
    with app.app_context(), database.transaction() as session:
        links.reset_password(session, account)
        links.confirm_email(session, account)
    return House(app, database, account, person_actor(account.id, own.id), there, tokens["access_token"])


every_place = pytest.mark.parametrize("replace", PLACES, ids=lambda place: place.__name__)


@every_place
def test_the_old_hash_is_kept_to_compare_with(house: House, replace: Replace) -> None:
    replace(house)

    assert house.database.one(select(FormerPassword.password_hash)) == house.account.password_hash


@every_place
def test_a_change_that_was_due_is_settled(house: House, replace: Replace) -> None:
    replace(house)

    account = house.database.one(select(Account))
    due = (account.password_change_due_at, account.password_change_reason, account.password_expires_at)
    assert due == (
        (current_time(), "temporary", current_time() + HOUR) if replace is by_the_support else (None, None, None)
    )


@every_place
def test_a_link_that_was_mailed_before_is_void(house: House, replace: Replace) -> None:
    mailed = house.database.one(select(OneTimeLink.id).where(OneTimeLink.purpose == PASSWORD_RESET.key))
    replace(house)

    assert house.database.one(select(OneTimeLink.state).where(OneTimeLink.id == mailed)) == "superseded"


@every_place
def test_sessions_end_but_the_actors_own(house: House, replace: Replace) -> None:
    before = house.database.rows(select(SsoSession.id))
    replace(house)

    live = house.database.rows(select(SsoSession.id).where(SsoSession.id.in_(before), SsoSession.ended_at.is_(None)))
    assert live == ([house.actor.session_id] if replace is on_the_page else [])


@every_place
def test_no_browser_is_remembered_or_trusted(house: House, replace: Replace) -> None:
    replace(house)

    assert house.count(RememberedSignIn.revoked_at.is_(None)) == 0
    assert house.count(Device.trusted_until.is_not(None)) == 0


@every_place
def test_what_was_given_out_is_revoked(house: House, replace: Replace) -> None:
    replace(house)

    assert house.there.userinfo(house.access_token).status_code == 401


@every_place
def test_a_pending_change_of_address_is_void(house: House, replace: Replace) -> None:
    replace(house)

    assert house.count(EmailChange.voided_at.is_(None)) == 0


@every_place
@pytest.mark.parametrize(("days", "stays"), [(1, False), (2, False), (3, True)])
def test_a_recovery_address_from_the_last_days_goes(house: House, replace: Replace, days: int, stays: bool) -> None:
    """An intruder may have set it, to ask for a link to a new password later. Trial row S9."""
    set_at = current_time() - timedelta(days=days)
    house.database.change(house.account, recovery_email="back@example.test", recovery_email_verified_at=set_at)
    replace(house)

    is_taken_over = replace is by_an_invitation
    expected = "back@example.test" if stays and not is_taken_over else None
    assert house.database.one(select(Account.recovery_email)) == expected


@every_place
def test_wrong_attempts_no_longer_count(house: House, replace: Replace) -> None:
    attempts = RateLimitCounter.key_hash == digest(f"sign-in/account {EMAIL}")
    assert house.count(attempts) == 1
    replace(house)

    assert house.count(attempts) == 0


@every_place
def test_it_is_recorded(house: House, replace: Replace) -> None:
    replace(house)

    assert house.count(AuditEvent.action == PLACES[replace], AuditEvent.subject == house.account.id) == 1


@every_place
def test_the_owner_is_told(house: House, replace: Replace) -> None:
    """But by the page itself, which leads on to a new password."""
    replace(house)

    told = {mail.message for mail in Mailbox(house.database, house.app.secret_box).mails}
    expected = {by_the_support: {"temporary_password"}, by_securing_it: set()}
    assert told & {"temporary_password", "password_changed"} == expected.get(replace, {"password_changed"})


@every_place
def test_a_sign_in_that_was_begun_with_the_old_one_holds_no_more(house: House, replace: Replace, clock: Any) -> None:
    """Its first factor was checked before."""
    clock.shift(60)
    replace(house)

    assert house.database.one(select(Account.password_changed_at)) == current_time()


@every_place
def test_nothing_is_known_of_the_rules_that_the_old_one_met(house: House, replace: Replace) -> None:
    house.database.change(house.account, password_rules_met=("those of the old one",))
    replace(house)

    assert "those of the old one" not in house.database.one(select(Account.password_rules_met))
