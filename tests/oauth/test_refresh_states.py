"""The life of an authorization's refresh tokens as a state machine: used, repeated, late, at once, after a restart."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from idp.infrastructure.clock import current_time
from idp.oauth.authorizations.models import AuthorizationRecord
from tests.conftest import FROZEN_AT
from tests.factories.accounts import create_account
from tests.factories.relying_parties import RelyingParty, create_relying_party
from tests.factories.sessions import sign_in
from tests.security.racing import race

GRACE = timedelta(seconds=300)
pytestmark = [pytest.mark.threat(14), pytest.mark.threat(15)]


@dataclass(eq=False)
class Chain:
    """What we expect: the tokens handed out, of which the last is the present one."""

    tokens: list[str] = field(default_factory=list)
    replaced_at: datetime | None = None
    is_contested: bool = False
    is_revoked: bool = False


def machine_for(app, other_app, database, mailbox, clock) -> type[RuleBasedStateMachine]:
    class Life(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            clock.move_to(FROZEN_AT)
            database.empty()
            browser = app.test_client()
            sign_in(browser, database, create_account(database))
            self.rp = create_relying_party(database, browser)
            self.chain = Chain([self.rp.obtain_tokens()["refresh_token"]])

        @rule(seconds=st.sampled_from([1, 13, 150, 299, 300, 301, 4000]))
        def time_passes(self, seconds: int) -> None:
            clock.shift(timedelta(seconds=seconds))

        @rule()
        def restart(self) -> None:
            """Another worker answers from now on, which remembers nothing."""
            there = other_app if self.rp.browser.application is app else app
            self.rp = RelyingParty(self.rp.registered, there.test_client(), self.rp.verifier)

        @rule(back=st.sampled_from([0, 0, 0, 1, 1, 1, 2, 3]), parallel=st.sampled_from([1, 1, 3]))
        def refresh(self, back: int, parallel: int) -> None:
            """With the present token, or with the one of ``back`` refreshes ago."""
            position = max(0, len(self.chain.tokens) - 1 - back)
            answers = race(parallel, lambda _: self.rp.refresh(self.chain.tokens[position]))
            expected = self.decide(position)
            for answer in answers:
                assert answer.status_code == (400 if expected is None else 200), answer.text
                assert answer.get_json().get("refresh_token") == expected or expected == "new"
            if expected == "new":
                [successor] = {answer.get_json()["refresh_token"] for answer in answers}
                assert successor not in self.chain.tokens
                self.chain.tokens.append(successor)
                self.chain.replaced_at = current_time()

        def decide(self, position: int) -> str | None:
            """The successor that must be answered, "new" for one that nobody has yet, None for a refusal."""
            chain, age = self.chain, len(self.chain.tokens) - 1 - position
            if chain.is_revoked:
                return None
            if age == 0 and not chain.is_contested:
                return "new"
            if age == 1 and not chain.is_contested and current_time() <= chain.replaced_at + GRACE:
                return chain.tokens[-1]
            chain.is_revoked = age != 1
            chain.is_contested = chain.is_contested or age == 1
            return None

        @rule(back=st.sampled_from([0, 1, 2]))
        def guess(self, back: int) -> None:
            position = max(0, len(self.chain.tokens) - 1 - back)
            assert self.rp.refresh(self.chain.tokens[position][:-1]).status_code == 400

        @precondition(lambda self: not self.chain.is_revoked)
        @rule()
        def ask_for_too_much(self) -> None:
            """Whatever it is answered with, nothing is used up, revoked or contested by it but what is a replay."""
            if not self.chain.is_contested:
                assert self.rp.refresh(self.chain.tokens[-1], scope="openid email").status_code == 400

        @invariant()
        def the_alarm_was_given_for_a_replay_alone_and_once(self) -> None:
            row = database.one(select(AuthorizationRecord))
            assert (row.revoked_at is not None, len(mailbox.mails)) == (self.chain.is_revoked, self.chain.is_revoked)
            assert row.refresh_count == len(self.chain.tokens) - 1

    return Life


def test_refresh_tokens_behave_in_any_order(app, make_app, database, mailbox, clock):
    """Trial rows F14, F26."""
    run_state_machine_as_test(
        machine_for(app, make_app(own=True), database, mailbox, clock),
        settings=settings(max_examples=25, stateful_step_count=25, deadline=None),
    )
