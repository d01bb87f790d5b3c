"""An app's life as a state machine: connected, asked, replayed, removed, in any order and at any time."""

from datetime import timedelta

import hypothesis.strategies as st
import pyotp
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import func, select

from idp.accounts.locks import lock_account
from idp.factors.registry import get_factor, has_factor
from idp.factors.totp.codes import step_of
from idp.factors.totp.enrolment import confirm, offer_secret
from idp.factors.totp.models import TotpSecret
from idp.factors.totp.verification import Verdict, redeem_code
from idp.infrastructure.database import transaction
from tests.conftest import FROZEN_AT

STEPS = st.integers(-3, 2)
pytestmark = pytest.mark.threat(57)


def machine_for(app, database, person) -> type[RuleBasedStateMachine]:
    class Life(RuleBasedStateMachine):
        """What we expect: the last accepted step of every app that is connected."""

        def __init__(self) -> None:
            super().__init__()
            self.context = app.app_context()
            self.context.push()
            self.moment = FROZEN_AT
            self.last_steps: dict[str, int] = {}
            self.secrets: dict[str, str] = {}
            self.gone: list[str] = []

        @rule(seconds=st.integers(0, 100))
        def time_passes(self, seconds: int) -> None:
            self.moment += timedelta(seconds=seconds)

        @precondition(lambda self: len(self.secrets) < 3)
        @rule(steps=STEPS)
        def connect(self, steps: int) -> None:
            offer = offer_secret(app.secret_box, person.id, "browser", self.moment)
            code = self.code(offer.secret, steps)
            with transaction() as session:
                lock_account(session, person.id)
                row = confirm(session, app.secret_box, person.id, offer, code, "", self.moment)
            assert (row is not None) == (steps in {1, 0, -1})
            if row is not None:
                with database.transaction() as session:
                    newest = session.scalars(
                        select(TotpSecret).where(TotpSecret.id.not_in(self.secrets), TotpSecret.account_id == person.id)
                    ).one()
                self.secrets[newest.id] = offer.secret
                self.last_steps[newest.id] = step_of(self.moment) + steps

        @precondition(lambda self: self.secrets)
        @rule(data=st.data(), steps=STEPS)
        def verify(self, data: st.DataObject, steps: int) -> None:
            chosen = data.draw(st.sampled_from(sorted(self.secrets)))
            step = step_of(self.moment) + steps
            verdict = redeem_code(person.id, self.code(self.secrets[chosen], steps), app.secret_box, self.moment)
            if steps not in {1, 0, -1}:
                assert verdict is Verdict.WRONG
            elif step <= self.last_steps[chosen]:
                assert verdict is Verdict.USED
            else:
                assert verdict is Verdict.ACCEPTED
                self.last_steps[chosen] = step

        @precondition(lambda self: self.gone)
        @rule(data=st.data())
        def verify_with_a_removed_app(self, data: st.DataObject) -> None:
            secret = data.draw(st.sampled_from(self.gone))
            assert redeem_code(person.id, self.code(secret, 0), app.secret_box, self.moment) is Verdict.WRONG

        @precondition(lambda self: self.secrets)
        @rule(data=st.data())
        def remove(self, data: st.DataObject) -> None:
            chosen = data.draw(st.sampled_from(sorted(self.secrets)))
            with transaction() as session:
                assert get_factor("totp").remove(session, person.id, chosen) is not None
            self.gone.append(self.secrets.pop(chosen))
            del self.last_steps[chosen]

        @invariant()
        def it_is_asked_for_while_an_app_is_connected(self) -> None:
            assert has_factor(person.id) == bool(self.secrets)

        @invariant()
        def the_last_steps_only_rise(self) -> None:
            with database.transaction() as session:
                stored = dict(session.execute(select(TotpSecret.id, TotpSecret.last_step)).all())
            assert stored == self.last_steps

        def code(self, secret: str, steps: int) -> str:
            return pyotp.TOTP(secret).at(self.moment + timedelta(seconds=30 * steps))

        def teardown(self) -> None:
            with transaction() as session:
                get_factor("totp").remove_all(session, person.id)
            self.context.pop()

    return Life


def test_an_app_behaves_in_any_order(app, database, person):
    run_state_machine_as_test(
        machine_for(app, database, person), settings=settings(max_examples=25, stateful_step_count=20, deadline=None)
    )
    assert database.one(select(func.count()).select_from(TotpSecret)) == 0
