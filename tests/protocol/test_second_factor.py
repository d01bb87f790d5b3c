"""Trust in a device, and which of several policies holds."""

from dataclasses import replace
from datetime import timedelta

import pytest

from idp.protocol.second_factor import (
    DeviceTrust,
    Policy,
    SignInFacts,
    is_demanded,
    is_enrolment_due,
    is_multi_factor,
    lacks_second_factor,
    strictest,
)

from .factories import NOW

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
TRUST = DeviceTrust(given_at=NOW, until=NOW + 30 * DAY)


@pytest.mark.parametrize(
    ("days", "age", "holds"),
    [
        (30, 30 * DAY - SECOND, True),
        (30, 30 * DAY, False),
        (10, 10 * DAY - SECOND, True),
        (10, 10 * DAY, False),
        (90, 30 * DAY, False),
        (0, timedelta(0), False),
    ],
)
def test_trust_holds_for_the_shorter_of_what_was_granted_and_what_the_portal_grants(
    days: int, age: timedelta, holds: bool
) -> None:
    assert TRUST.holds(days, NOW + age) is holds


def test_of_several_policies_the_strictest_holds() -> None:
    in_order = [Policy.OFF, Policy.OPTIONAL, Policy.ADMINISTRATORS, Policy.ALL]
    for place, policy in enumerate(in_order):
        assert strictest(*in_order[: place + 1]) is policy
        assert strictest(*reversed(in_order[: place + 1])) is policy
    assert strictest() is Policy.OFF


@pytest.mark.parametrize(
    ("policy", "of_administrators", "of_others"),
    [
        (Policy.OFF, False, False),
        (Policy.OPTIONAL, False, False),
        (Policy.ADMINISTRATORS, True, False),
        (Policy.ALL, True, True),
    ],
)
def test_a_policy_demands_of_those_it_names(policy: Policy, of_administrators: bool, of_others: bool) -> None:
    assert is_demanded(policy, is_administrator=True) is of_administrators
    assert is_demanded(policy, is_administrator=False) is of_others


@pytest.mark.parametrize(
    "facts",
    [
        SignInFacts(amr=("hwk", "user"), policy=Policy.ALL),
        SignInFacts(amr=("pwd",), policy=Policy.ALL, enrolled=True),
    ],
)
def test_nothing_is_set_up_where_a_factor_is_there_or_was_proved(facts: SignInFacts) -> None:
    assert is_enrolment_due(replace(facts, amr=("pwd",), enrolled=False), NOW)
    assert not is_enrolment_due(facts, NOW)


@pytest.mark.parametrize(
    ("facts", "lacks"),
    [
        (SignInFacts(amr=("pwd",), policy=Policy.OFF), False),
        (SignInFacts(amr=("pwd",), policy=Policy.OFF, enrolled=True), True),
        (SignInFacts(amr=("pwd",), policy=Policy.ALL), True),
        (SignInFacts(amr=("pwd", "otp"), policy=Policy.ALL, enrolled=True), False),
    ],
)
def test_a_sign_in_lacks_a_factor_that_it_is_asked_for_or_has_to_set_up(facts: SignInFacts, lacks: bool) -> None:
    assert lacks_second_factor(facts, NOW) is lacks
    assert is_multi_factor(facts) is ("otp" in facts.amr)
