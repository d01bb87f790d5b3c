"""A set of recovery codes as a state machine: made, used, made anew, tried by others, in any order."""

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from idp.accounts.locks import lock_account
from idp.factors.recovery_codes.codes import CODES, count_unused, make_codes, redeem_code
from idp.factors.recovery_codes.models import RecoveryCode
from idp.factors.registry import get_factor
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from tests.factories.accounts import create_account

TYPED = st.sampled_from(
    [str, str.upper, lambda code: code.replace("-", ""), lambda code: f" {code.replace('-', ' - ')} "]
)
pytestmark = pytest.mark.threat(60)


def machine_for(app, database) -> type[RuleBasedStateMachine]:
    class Life(RuleBasedStateMachine):
        """What we expect: the unused codes of each person. Every code ever shown may be tried by anybody."""

        def __init__(self) -> None:
            super().__init__()
            database.empty()
            self.context = app.app_context()
            self.context.push()
            self.people = [create_account(database).id for _ in range(2)]
            self.unused: dict[str, set[str]] = {account_id: set() for account_id in self.people}
            self.shown: list[str] = []

        @rule(who=st.integers(0, 1))
        def make(self, who: int) -> None:
            account_id = self.people[who]
            with transaction() as session:
                lock_account(session, account_id)
                codes = make_codes(session, account_id, current_time())
            assert len(set(codes)) == CODES
            assert not set(codes) & set(self.shown)
            self.unused[account_id] = set(codes)
            self.shown += codes

        @precondition(lambda self: self.shown)
        @rule(data=st.data(), who=st.integers(0, 1), typed=TYPED)
        def use(self, data: st.DataObject, who: int, typed) -> None:
            account_id, code = self.people[who], data.draw(st.sampled_from(self.shown[-12:]))
            with transaction() as session:
                accepted = redeem_code(session, account_id, typed(code), current_time())
            assert accepted == (code in self.unused[account_id])
            self.unused[account_id].discard(code)

        @precondition(lambda self: self.shown)
        @rule(data=st.data(), who=st.integers(0, 1), cut=st.integers(1, 16))
        def use_a_part(self, data: st.DataObject, who: int, cut: int) -> None:
            code = data.draw(st.sampled_from(self.shown))
            with transaction() as session:
                assert not redeem_code(session, self.people[who], code[:-cut], current_time())

        @rule(who=st.integers(0, 1))
        def take_away(self, who: int) -> None:
            with transaction() as session:
                get_factor("recovery_codes").remove_all(session, self.people[who])
            self.unused[self.people[who]] = set()

        @invariant()
        def as_many_are_left_as_were_not_used(self) -> None:
            for account_id, codes in self.unused.items():
                assert count_unused(account_id) == len(codes)
                assert get_factor("recovery_codes").is_enrolled(account_id) == bool(codes)

        @invariant()
        def none_is_stored_as_it_is(self) -> None:
            stored = database.rows(select(RecoveryCode.code_hash))
            assert not any(code in text or code.replace("-", "") in text for code in self.shown for text in stored)

        def teardown(self) -> None:
            self.context.pop()

    return Life


def test_a_set_behaves_in_any_order(app, database):
    run_state_machine_as_test(machine_for(app, database), settings=settings(max_examples=12, stateful_step_count=25))
