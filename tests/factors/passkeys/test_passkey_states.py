"""A passkey's life as a state machine: made, used, renamed, copied, removed, by its owner and by others."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select
from webauthn.helpers import bytes_to_base64url

from idp.accounts.locks import lock_account
from idp.accounts.models import Account
from idp.factors.passkeys.assertion import Assertion, accept_use, check_second_factor, check_sign_in
from idp.factors.passkeys.challenges import LIFETIME, Purpose, issue_challenge
from idp.factors.passkeys.enrolment import add_passkey, check_new_passkey
from idp.factors.passkeys.errors import PasskeyRefused
from idp.factors.passkeys.models import Passkey
from idp.factors.passkeys.relying_party import RelyingParty
from idp.factors.registry import get_factor
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from tests.conftest import FROZEN_AT
from tests.factories.accounts import create_account
from tests.factories.actors import person_actor
from tests.factories.authenticator import HOST, Authenticator
from tests.provisioning.applications import ISSUER

PARTY = RelyingParty(HOST, ISSUER, "Beispiel-Shop")
MOST = 20
BROWSERS = st.sampled_from(["one browser", "another browser"])
TURNS = st.sampled_from(["rise", "rise", "rise", "stand", "fall"])
pytestmark = pytest.mark.threat(61, 62)


@dataclass(eq=False)
class Challenge:
    value: bytes
    purpose: Purpose
    browser: str
    account_id: str | None
    issued_at: datetime
    is_used: bool = False


@dataclass(eq=False)
class Key:
    """A credential, and what we expect to be stored of it; ``row_id`` None while it is nobody's."""

    device: Authenticator
    has_counter: bool
    account_id: str = ""
    row_id: str | None = None
    name: str = ""
    stored: int = 0
    is_suspicious: bool = False


@dataclass
class World:
    accounts: list[Account] = field(default_factory=list)
    challenges: list[Challenge] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)


def machine_for(app, database, clock) -> type[RuleBasedStateMachine]:
    class Life(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            clock.move_to(FROZEN_AT)
            database.empty()
            self.context = app.app_context()
            self.context.push()
            self.world = World([create_account(database), create_account(database)])

        @rule(seconds=st.sampled_from([1, 60, 299, 300]))
        def time_passes(self, seconds: int) -> None:
            clock.shift(timedelta(seconds=seconds))

        @rule(purpose=st.sampled_from(Purpose), browser=BROWSERS, who=st.integers(0, 1))
        def ask(self, purpose: Purpose, browser: str, who: int) -> None:
            self.issue(purpose, browser, None if purpose is Purpose.SIGN_IN else self.world.accounts[who].id)

        @precondition(lambda self: self.world.challenges)
        @rule(data=st.data(), who=st.integers(0, 1), kind=st.sampled_from(["counted", "synced", "uncounted"]))
        def make(self, data: st.DataObject, who: int, kind: str) -> None:
            """A new credential, or one that exists already, offered as new."""
            account = self.world.accounts[who]
            counter = None if kind == "uncounted" else 1
            fresh = Key(Authenticator(counter=counter, is_backed_up=kind == "synced"), counter is not None)
            key = data.draw(st.sampled_from([fresh, fresh, *self.world.keys]))
            challenge, browser = self.draw_challenge(data, Purpose.ENROL, account.id)
            options = {**self.options(challenge), "user": {"id": bytes_to_base64url(account.id.encode())}}
            handle = key.device.user_handle
            sent = key.device.create(options)
            may = self.claims(challenge, Purpose.ENROL, browser, account.id)
            try:
                new = check_new_passkey(sent, PARTY, browser, account.id)
            except PasskeyRefused:
                assert not may
                key.device.user_handle = handle
                return
            assert may
            with transaction() as session:
                lock_account(session, account.id)
                row = add_passkey(session, account.id, new, "neu")
                row_id = row.id if row else None
            held = [each for each in self.world.keys if each.row_id and each.account_id == account.id]
            assert (row_id is not None) == (key.row_id is None and len(held) < MOST)
            if row_id is None:
                key.device.user_handle = handle
                return
            if key not in self.world.keys:
                self.world.keys.append(key)
            key.row_id, key.account_id, key.name = row_id, account.id, "neu"
            key.stored, key.is_suspicious = key.device.counter or 0, False

        @precondition(lambda self: self.world.challenges and self.world.keys)
        @rule(data=st.data(), is_verified=st.sampled_from([True, True, False]), turn=TURNS)
        def sign_in(self, data: st.DataObject, is_verified: bool, turn: str) -> None:
            key, (challenge, browser) = self.draw_key(data), self.draw_challenge(data, Purpose.SIGN_IN, None)
            may = self.claims(challenge, Purpose.SIGN_IN, browser, None)
            sent = self.answer(key, challenge, turn, is_verified)
            try:
                assertion = check_sign_in(sent, PARTY, browser)
            except PasskeyRefused:
                assert not (may and key.row_id and is_verified)
                return
            assert may
            assert key.row_id
            assert is_verified
            assert assertion.amr == ("hwk", "user")
            self.use(key, assertion)

        @precondition(lambda self: self.world.challenges and self.world.keys)
        @rule(data=st.data(), who=st.integers(0, 1), is_verified=st.booleans(), turn=TURNS)
        def use_as_second_factor(self, data: st.DataObject, who: int, is_verified: bool, turn: str) -> None:
            account_id = self.world.accounts[who].id
            key, (challenge, browser) = self.draw_key(data), self.draw_challenge(data, Purpose.VERIFY, account_id)
            may = self.claims(challenge, Purpose.VERIFY, browser, account_id)
            sent = self.answer(key, challenge, turn, is_verified)
            try:
                assertion = check_second_factor(sent, PARTY, browser, account_id)
            except PasskeyRefused:
                assert not (may and key.row_id and key.account_id == account_id)
                return
            assert may
            assert key.row_id
            assert key.account_id == account_id
            assert assertion.amr == (("hwk", "user") if is_verified else ("hwk",))
            self.use(key, assertion)

        @precondition(lambda self: self.world.keys)
        @rule(data=st.data(), who=st.integers(0, 1), name=st.sampled_from(["Laptop", "Telefon"]))
        def rename(self, data: st.DataObject, who: int, name: str) -> None:
            key, account_id = self.draw_key(data), self.world.accounts[who].id
            is_own = key.row_id is not None and key.account_id == account_id
            with transaction() as session:
                assert bool(get_factor("passkeys").rename(session, account_id, key.row_id or "", name)) == is_own
            key.name = name if is_own else key.name

        @precondition(lambda self: self.world.keys)
        @rule(data=st.data(), who=st.integers(0, 1))
        def remove(self, data: st.DataObject, who: int) -> None:
            key, account_id = self.draw_key(data), self.world.accounts[who].id
            is_own = key.row_id is not None and key.account_id == account_id
            with transaction() as session:
                removed = get_factor("passkeys").remove(session, account_id, key.row_id or "")
            assert removed == (key.name if is_own else None)
            key.row_id = None if is_own else key.row_id

        @invariant()
        def what_is_stored_is_what_was_done(self) -> None:
            stored = {
                (row.id, row.account_id, row.credential_id, row.name, row.sign_count, row.suspicious_at is not None)
                for row in database.rows(select(Passkey))
            }
            assert stored == {
                (key.row_id, key.account_id, key.device.id, key.name, key.stored, key.is_suspicious)
                for key in self.world.keys
                if key.row_id
            }

        def claims(self, challenge: Challenge, purpose: Purpose, browser: str, account_id: str | None) -> bool:
            """Whether the answer to it counts; it is used up by that, whatever the rest is worth."""
            fits = (challenge.purpose, challenge.browser, challenge.account_id) == (purpose, browser, account_id)
            if not fits or challenge.is_used or current_time() >= challenge.issued_at + LIFETIME:
                return False
            challenge.is_used = True
            return True

        def answer(self, key: Key, challenge: Challenge, turn: str, is_verified: bool) -> str:
            if key.has_counter:
                # The authenticator counts one up before it answers.
                key.device.counter = max(0, key.stored - {"rise": 0, "stand": 1, "fall": 2}[turn])
            return key.device.get(self.options(challenge), verified=is_verified)

        def use(self, key: Key, assertion: Assertion) -> None:
            sent = key.device.counter or 0
            is_wrong = (sent > 0 or key.stored > 0) and sent <= key.stored
            with transaction() as session:
                accepted = accept_use(session, assertion, person_actor())
            assert accepted == (not is_wrong or key.device.is_backed_up)
            key.is_suspicious = key.is_suspicious or is_wrong
            key.stored = max(key.stored, sent) if accepted else key.stored

        def options(self, challenge: Challenge) -> dict[str, object]:
            return {"challenge": bytes_to_base64url(challenge.value), "rpId": HOST, "rp": {"id": HOST}}

        def draw_key(self, data: st.DataObject) -> Key:
            return data.draw(st.sampled_from(self.world.keys))

        def issue(self, purpose: Purpose, browser: str, account_id: str | None) -> Challenge:
            value = issue_challenge(purpose, browser, account_id)
            self.world.challenges.append(Challenge(value, purpose, browser, account_id, current_time()))
            return self.world.challenges[-1]

        def draw_challenge(
            self, data: st.DataObject, purpose: Purpose, account_id: str | None
        ) -> tuple[Challenge, str]:
            """What is answered and in which browser: every other time as it should be, else any of the last ones."""
            browser = data.draw(BROWSERS)
            if data.draw(st.booleans()):
                return self.issue(purpose, browser, account_id), browser
            return data.draw(st.sampled_from(self.world.challenges[-5:])), browser

        def teardown(self) -> None:
            self.context.pop()

    return Life


def test_a_passkey_behaves_in_any_order(app, database, clock):
    run_state_machine_as_test(
        machine_for(app, database, clock), settings=settings(max_examples=15, stateful_step_count=30)
    )
