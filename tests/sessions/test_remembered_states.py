"""A remembered sign-in as a state machine: used, used twice, late, copied, ended, in any order."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.infrastructure.ids import digest
from idp.sessions import SsoSession, end_session
from idp.sessions.lifecycle import forget_everywhere
from idp.sessions.models import RememberedSignIn
from idp.sessions.remembered import GRACE, Replayed, Used, remember, revoke_series, use_remembered
from tests.conftest import FROZEN_AT
from tests.factories.accounts import create_account
from tests.factories.sessions import create_session

LIFETIME = timedelta(hours=12)
KEY = b"a key of this installation"
pytestmark = pytest.mark.threat(36)


@dataclass(eq=False)
class Series:
    """What we expect: the values that were handed out; the last one is good, and the one before for a moment."""

    account_id: str
    session_id: str
    began_at: datetime
    values: list[str] = field(default_factory=list)
    used_at: datetime | None = None
    is_over: bool = False

    def is_live(self, shortest: timedelta) -> bool:
        return (
            not self.is_over
            and current_time() < self.began_at + LIFETIME
            and self.began_at >= current_time() - shortest
        )


def machine_for(app, database, clock) -> type[RuleBasedStateMachine]:
    class Life(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            clock.move_to(FROZEN_AT)
            database.empty()
            self.context = app.app_context()
            self.context.push()
            self.people = [create_account(database) for _ in range(2)]
            self.series: list[Series] = []

        @rule(seconds=st.sampled_from([1, 9, 10, 11, 3600, 6 * 3600]))
        def time_passes(self, seconds: int) -> None:
            clock.shift(timedelta(seconds=seconds))

        @rule(who=st.integers(0, 1))
        def tick_the_box(self, who: int) -> None:
            row = create_session(database, self.people[who])
            with transaction() as session:
                signed_in = session.get_one(SsoSession, row.id)
                value = remember(session, signed_in, "shop", LIFETIME)
            self.series.append(Series(self.people[who].id, row.id, current_time(), [value]))

        @precondition(lambda self: self.series)
        @rule(data=st.data(), back=st.sampled_from([0, 0, 0, 1, 1, 2, 3]), hours=st.sampled_from([12, 12, 5]))
        def come_back(self, data: st.DataObject, back: int, hours: int) -> None:
            """With the present value, or with one from ``back`` uses ago; the portal may have shortened the time."""
            series, shortest = self.draw(data), timedelta(hours=hours)
            position = max(0, len(series.values) - 1 - back)
            was_live, age = series.is_live(shortest), len(series.values) - 1 - position
            with transaction() as session:
                outcome = use_remembered(
                    session, series.values[position], KEY, current_time(), current_time() - shortest
                )
                told = (outcome.row.account_id, outcome.row.authenticated_at) if outcome else None
            if not was_live:
                assert outcome is None
                return
            assert told == (series.account_id, series.began_at)
            if age == 0:
                assert isinstance(outcome, Used)
                assert outcome.value not in series.values
                series.values.append(outcome.value)
                series.used_at = current_time()
            elif age == 1 and current_time() - series.used_at <= GRACE:
                assert isinstance(outcome, Used)
                assert outcome.value == series.values[-1]
            else:
                assert isinstance(outcome, Replayed)
                series.is_over = True

        @precondition(lambda self: self.series)
        @rule(data=st.data(), other=st.data())
        def mix_two_series(self, data: st.DataObject, other: st.DataObject) -> None:
            """The token of one under the name of another: a stranger's invention, and treated like a stolen one."""
            one, two = self.draw(data), self.draw(other)
            if one is two:
                return
            name, token = one.values[-1].partition(".")[0], two.values[-1].partition(".")[2]
            was_live = one.is_live(LIFETIME)
            with transaction() as session:
                outcome = use_remembered(session, f"{name}.{token}", KEY, current_time(), current_time() - LIFETIME)
            assert not isinstance(outcome, Used)
            assert isinstance(outcome, Replayed) == was_live
            one.is_over = one.is_over or was_live

        @precondition(lambda self: self.series)
        @rule(data=st.data(), how=st.sampled_from(["forget", "sign out", "everywhere"]))
        def end(self, data: st.DataObject, how: str) -> None:
            series = self.draw(data)
            with transaction() as session:
                if how == "forget":
                    assert revoke_series(session, series.values[0].partition(".")[0], current_time()) != series.is_over
                elif how == "sign out":
                    end_session(session, series.session_id)
                else:
                    forget_everywhere(session, series.account_id)
            for each in self.series:
                each.is_over = each.is_over or each is series
                each.is_over = each.is_over or (how == "everywhere" and each.account_id == series.account_id)

        @invariant()
        def only_the_hash_of_the_present_value_is_stored(self) -> None:
            stored = {row.id: (row.token_hash, row.revoked_at is not None) for row in self.rows()}
            assert stored == {
                each.values[-1].partition(".")[0]: (digest(each.values[-1].partition(".")[2]), each.is_over)
                for each in self.series
            }

        def rows(self) -> list[RememberedSignIn]:
            return list(database.rows(select(RememberedSignIn)))

        def draw(self, data: st.DataObject) -> Series:
            return data.draw(st.sampled_from(self.series[-3:]))

        def teardown(self) -> None:
            self.context.pop()

    return Life


def test_a_series_behaves_in_any_order(app, database, clock):
    run_state_machine_as_test(
        machine_for(app, database, clock), settings=settings(max_examples=15, stateful_step_count=30)
    )
