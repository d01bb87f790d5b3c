"""Codes by mail as a state machine: sent, sent again, typed wrong, late, twice, or at somebody else's sign-in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from idp.factors.attempts import give_attempt_back, hit_factor_limit
from idp.factors.mailed_codes.models import MailedCode
from idp.factors.mailed_codes.sending import LIFETIME, Bound, hit_mail_limit, redeem_code, send_code, valid_until
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from tests.conftest import FROZEN_AT
from tests.factories.accounts import create_account
from tests.factories.actors import person_actor
from tests.provisioning.mailbox import Mailbox

HOUR = timedelta(hours=1)
SIGN_INS = st.integers(0, 3)
pytestmark = pytest.mark.threat(56, 58)


@dataclass(eq=False)
class Sent:
    bound: Bound
    code: str
    sent_at: datetime
    is_void: bool = False

    def is_good(self) -> bool:
        return not self.is_void and current_time() < self.sent_at + LIFETIME


@dataclass
class Window:
    """A budget as its reader expects it: so many within a time that begins with the first."""

    limit: int
    length: timedelta
    began_at: datetime | None = None
    count: int = 0

    def claim(self) -> bool:
        if self.began_at is None or current_time() >= self.began_at + self.length:
            self.began_at, self.count = current_time(), 0
        self.count += 1
        return self.count <= self.limit


def machine_for(app, database, clock) -> type[RuleBasedStateMachine]:
    throttle = app.settings.throttle

    class Life(RuleBasedStateMachine):
        """Two people with two sign-ins each; we expect the newest code of each, and the budgets of each person."""

        def __init__(self) -> None:
            super().__init__()
            clock.move_to(FROZEN_AT)
            database.empty()
            self.context = app.app_context()
            self.context.push()
            self.people = [create_account(database) for _ in range(2)]
            self.bounds = [Bound(f"int_{n}", self.people[n % 2].id) for n in range(4)]
            self.mailbox = Mailbox(database, app.secret_box)
            self.sent: list[Sent] = []
            self.mails = {each.id: Window(throttle.mails_per_address, HOUR) for each in self.people}
            window = timedelta(minutes=throttle.window_minutes)
            self.tries = {each.id: Window(throttle.account_attempts, window) for each in self.people}

        @rule(seconds=st.sampled_from([1, 240, 599, 600, 900, 3600]))
        def time_passes(self, seconds: int) -> None:
            clock.shift(timedelta(seconds=seconds))

        @rule(where=SIGN_INS)
        def send(self, where: int) -> None:
            """By opening the page, or by asking for another one: the same step."""
            bound, now = self.bounds[where], current_time()
            decision = hit_mail_limit(bound.account_id, throttle, now)
            assert decision.is_allowed == self.mails[bound.account_id].claim()
            if not decision.is_allowed:
                assert decision.retry_at > now
                return
            with transaction() as session:
                send_code(session, bound, app.secret_box, person_actor(bound.account_id), now)
            for earlier in self.sent:
                earlier.is_void = earlier.is_void or earlier.bound == bound
            newest = self.mailbox.mails[-1]
            owner = next(each for each in self.people if each.id == bound.account_id)
            assert newest.recipient == owner.email
            self.sent.append(Sent(bound, newest.code, now))
            clock.shift(timedelta(seconds=1))

        @precondition(lambda self: self.sent)
        @rule(data=st.data(), where=SIGN_INS)
        def type_a_code(self, data: st.DataObject, where: int) -> None:
            """Any code ever mailed, at any of the sign-ins, within the budget that counts before it looks."""
            bound, tried = self.bounds[where], data.draw(st.sampled_from(self.sent[-6:]))
            if not self.may_try(bound):
                return
            accepted = redeem_code(bound, f" {tried.code[:3]} {tried.code[3:]}", app.secret_box, current_time())
            # Two mails may hold the same six digits by chance.
            good = [each for each in self.sent if each.bound == bound and each.code == tried.code and each.is_good()]
            assert accepted == bool(good)
            if accepted:
                good[0].is_void = True
                give_attempt_back("mailed_codes", bound.account_id)
                self.tries[bound.account_id].count -= 1

        @rule(where=SIGN_INS, typed=st.sampled_from(["", "0", "12345", "1234567", "äöü", "\ud800"]))
        def type_nonsense(self, where: int, typed: str) -> None:
            if self.may_try(self.bounds[where]):
                assert not redeem_code(self.bounds[where], typed, app.secret_box, current_time())

        def may_try(self, bound: Bound) -> bool:
            decision = hit_factor_limit("mailed_codes", bound.account_id, throttle, current_time())
            assert decision.is_allowed == self.tries[bound.account_id].claim()
            return decision.is_allowed

        @invariant()
        def the_page_knows_until_when(self) -> None:
            for bound in self.bounds:
                live = [each for each in self.sent if each.bound == bound and each.is_good()]
                assert len(live) <= 1
                assert valid_until(bound, current_time()) == (live[0].sent_at + LIFETIME if live else None)

        @invariant()
        def none_is_stored_as_it_is(self) -> None:
            stored = database.rows(select(MailedCode.code_hash))
            assert not {each.code for each in self.sent} & set(stored)
            assert len(stored) == len(self.sent)

        def teardown(self) -> None:
            self.context.pop()

    return Life


def test_codes_behave_in_any_order(app, database, clock):
    run_state_machine_as_test(
        machine_for(app, database, clock), settings=settings(max_examples=10, stateful_step_count=25)
    )
