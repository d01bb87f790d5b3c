"""An account that is back with its owner keeps nothing by which another person, who was in it, comes in again."""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.accounts.models import Account, EmailChange
from idp.administration.invitation import invite_operator
from idp.administration.models import OperatorRole
from idp.consent.models import Consent
from idp.factors.passkeys.models import Passkey
from idp.factors.recovery_codes.models import RecoveryCode
from idp.factors.totp.models import TotpSecret
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.infrastructure.web.application import Application
from idp.sessions.models import SsoSession
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.actors import operator
from tests.factories.authenticator import create_passkey
from tests.factories.factors import MULTI, create_app_of, create_recovery_codes
from tests.factories.registration_pages import NEW_PASSWORD, open_link, request_reset
from tests.factories.relying_parties import create_relying_party
from tests.factories.sessions import session_token, sign_in
from tests.factories.sign_in_pages import try_password
from tests.provisioning.databases import Database
from tests.provisioning.mailbox import Mailbox
from tests.provisioning.pages import PageClient, forms_of

OWNER, OTHER = "owner@example.test", "other@example.test"
DAY = timedelta(days=1)
OPERATOR = {"given_name": "Olga", "family_name": "Perowa", "password": NEW_PASSWORD}


@dataclass
class House:
    """An account, a browser of another person that is signed in to it, and the owner's browser."""

    app: Application
    database: Database
    account: Account
    intruder: PageClient
    owner: PageClient
    mailbox: Mailbox

    def add(self, age: timedelta, name: str = "Fremd") -> None:
        """Add everything that lets its maker in again, so long ago."""
        now = current_time() - age
        create_passkey(self.database, self.account)
        create_app_of(self.database, self.app.secret_box, self.account, name=name, created_at=now)
        create_recovery_codes(self.database, self.account)
        client = create_relying_party(self.database, self.intruder).registered.client_id
        self.database.save(Consent(account_id=self.account.id, client_id=client, scopes=["openid"], granted_at=now))
        for model in (Passkey, RecoveryCode):
            for row in self.database.rows(select(model)):
                self.database.change(row, created_at=now)
        self.database.change(self.account, recovery_email="back@example.test", recovery_email_verified_at=now)

    @property
    def left(self) -> set[str]:
        """What there still is of it."""
        kinds = (Passkey, TotpSecret, RecoveryCode, Consent)
        recovery = self.database.one(select(Account.recovery_email).where(Account.id == self.account.id))
        found = {kind.__tablename__ for kind in kinds if self.database.count(kind)}
        return found | ({"recovery_email"} if recovery else set())

    def change_address(self) -> None:
        """Ask for the other address and confirm it, in the intruder's browser."""
        page = self.intruder.get("/account/email")
        number = next(number for number, form in enumerate(forms_of(page)) if "email" in form.fields)
        self.intruder.submit(page, {"email": OTHER}, form=number)
        answer = self.intruder.submit(open_link(self.intruder, self.mailbox.to(OTHER)[-1].link))
        assert answer.status_code == 200

    def undo(self) -> None:
        """Press the button in the mail to the owner's address."""
        text = next(mail.text for mail in self.mailbox.to(OWNER) if "/undo/" in mail.text)
        link = re.search(r"https://\S+/undo/link/\S+", text)
        assert link
        assert self.owner.submit(open_link(self.owner, link[0])).status_code == 200

    def reset(self, email: str) -> None:
        """Choose a new password by a link to an address."""
        request_reset(self.owner, email)
        answer = self.owner.submit(open_link(self.owner, self.mailbox.to(email)[-1].link), {"password": NEW_PASSWORD})
        assert answer.status_code == 303


EVERYTHING = {"passkeys", "totp_secrets", "recovery_codes", "consents", "recovery_email"}


@pytest.fixture
def house(app: Application, client: PageClient, database: Database, mailbox: Mailbox, clock: object) -> House:
    account = create_account(database, email=OWNER, language="en", created_at=current_time() - 400 * DAY)
    sign_in(client, database, account, **MULTI)
    return House(app, database, account, client, app.test_client(), mailbox)


@pytest.mark.threat(91)
@pytest.mark.parametrize("age", [timedelta(0), timedelta(hours=1), 2 * DAY], ids=["at once", "an hour", "two days"])
def test_putting_an_address_back_removes_what_was_added_shortly_before_the_change(house: House, age: timedelta) -> None:
    """Trial row S4."""
    house.add(age)
    house.change_address()
    assert house.left == EVERYTHING

    house.undo()

    assert house.left == set()
    assert [mail.message for mail in house.mailbox.to(OWNER)].count("factor_removed") == 3


@pytest.mark.threat(91)
def test_it_removes_what_was_added_after_the_change_too(house: House, clock) -> None:
    """Trial row S4."""
    house.change_address()
    clock.shift(DAY)
    house.add(timedelta(0))

    house.undo()

    assert house.left == set()


def test_it_keeps_what_the_owner_had_for_a_while(house: House) -> None:
    """Trial row S4."""
    house.add(4 * DAY)
    house.change_address()

    house.undo()

    assert house.left == EVERYTHING


def test_putting_an_address_back_signs_the_pressing_browser_out(house: House) -> None:
    """It may be the intruder's, who sits at the owner's mailbox; the next step is a new password in any case."""
    house.change_address()
    sign_in(house.owner, house.database, house.account, **MULTI)

    house.undo()

    assert house.database.rows(select(SsoSession.id).where(SsoSession.ended_at.is_(None))) == []
    assert session_token(house.owner) is None


def test_it_leaves_a_session_of_another_account_alone(house: House) -> None:
    house.change_address()
    other = sign_in(house.owner, house.database, create_account(house.database))

    house.undo()

    assert house.database.rows(select(SsoSession.id).where(SsoSession.ended_at.is_(None))) == [other.id]
    assert session_token(house.owner) is not None


@pytest.mark.threat(90)
def test_a_reset_at_an_address_that_was_just_brought_in_removes_everything(house: House, clock) -> None:
    """The reader of that address may be another person than the one who brought it in. Trial row S3."""
    house.add(100 * DAY)
    house.change_address()
    clock.shift(10 * DAY)

    house.reset(OTHER)

    assert house.left == set()
    assert try_password(house.owner, OTHER, NEW_PASSWORD).status_code == 303


@pytest.mark.threat(90)
def test_what_was_added_after_the_proof_goes_as_well(house: House, clock) -> None:
    """The session of the one who asked goes on after it. Trial row S3."""
    house.change_address()
    clock.shift(DAY)
    house.add(timedelta(0))

    house.reset(OTHER)

    assert house.left == set()


@pytest.mark.threat(63, 90)
def test_a_reset_at_an_address_that_was_never_proved_removes_everything(house: House) -> None:
    """Brought in by an import, say, from a system in which another person had registered it. Trial row S3."""
    house.database.change(house.account, email_verified_at=None)
    house.add(100 * DAY)

    house.reset(OWNER)

    assert house.left == set()


@pytest.mark.threat(54)
@pytest.mark.parametrize("days", [None, 31], ids=["own address", "changed a month ago"])
def test_any_other_reset_leaves_the_second_factors_in_place(house: House, clock, days: int | None) -> None:
    house.add(100 * DAY)
    if days:
        house.change_address()
        clock.shift(days * DAY)

    house.reset(OTHER if days else OWNER)

    assert house.left == EVERYTHING


def invite(house: House, email: str) -> None:
    with house.app.app_context(), transaction() as session:
        invite_operator(session, email, house.app.settings, operator(), by_mail=True)


@pytest.mark.threat(63, 90)
def test_an_operators_invitation_removes_everything_from_an_account_that_got_the_address_meanwhile(
    house: House, clock
) -> None:
    """Trial row S3."""
    invite(house, OTHER)
    house.add(100 * DAY)
    invitation = house.mailbox.to(OTHER)[-1].link
    house.change_address()

    assert house.owner.submit(open_link(house.owner, invitation), OPERATOR).status_code == 303

    assert house.database.count(OperatorRole) == 1
    assert house.left == set()
    assert house.intruder.get("/account").location.startswith("/signin")
    assert try_password(house.intruder, OTHER, PASSWORD).status_code == 422


@pytest.mark.threat(90)
def test_and_the_former_address_can_not_take_the_operator_back(house: House) -> None:
    """Trial row S3."""
    invite(house, OTHER)
    invitation = house.mailbox.to(OTHER)[-1].link
    house.change_address()
    house.owner.submit(open_link(house.owner, invitation), OPERATOR)
    undo = re.search(r"https://\S+/undo/link/\S+", next(m.text for m in house.mailbox.to(OWNER) if "/undo/" in m.text))
    assert undo

    assert open_link(house.intruder, undo[0]).status_code == 410
    assert house.database.rows(select(EmailChange.state)) == ["void"]
    assert house.database.one(select(Account.email)) == OTHER
