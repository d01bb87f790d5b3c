"""When a sign-in is complete, and what is still missing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.protocol import steps
from idp.protocol.authentication_methods import ACR_MULTI_FACTOR, ACR_SINGLE_FACTOR
from idp.protocol.second_factor import Policy, SignInFacts, enrolment_grace, strictest
from idp.protocol.steps import Complete, Lacking
from idp.signin.steps import ENROLMENT, NEW_PASSWORD, SECOND_FACTOR, STEPS

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SOON = NOW + timedelta(days=1)
PASSWORD = SignInFacts(amr=("pwd",), policy=Policy.OPTIONAL)
ENROLLED = replace(PASSWORD, enrolled=True)
DONE = replace(ENROLLED, amr=("pwd", "otp"))
REQUIRED = replace(PASSWORD, policy=Policy.ALL)


def decide_sign_in(facts: SignInFacts, now: datetime) -> Lacking | Complete:
    return steps.decide_sign_in(STEPS, facts, now)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (PASSWORD, Complete(ACR_SINGLE_FACTOR)),
        (ENROLLED, Lacking(SECOND_FACTOR)),
        (replace(ENROLLED, policy=Policy.OFF), Lacking(SECOND_FACTOR)),
        (DONE, Complete(ACR_MULTI_FACTOR)),
        (replace(PASSWORD, amr=("hwk", "user")), Complete(ACR_MULTI_FACTOR)),
        (replace(ENROLLED, amr=("hwk",)), Lacking(SECOND_FACTOR)),
        (replace(ENROLLED, is_device_trusted=True), Complete(ACR_SINGLE_FACTOR)),
        (replace(ENROLLED, is_device_trusted=True, needs_multi_factor=True), Lacking(SECOND_FACTOR)),
        (REQUIRED, Lacking(ENROLMENT)),
        (replace(REQUIRED, grace_until=SOON), Lacking(ENROLMENT)),
        (replace(REQUIRED, grace_until=SOON, is_put_off=True), Complete(ACR_SINGLE_FACTOR)),
        (replace(REQUIRED, grace_until=NOW, is_put_off=True), Lacking(ENROLMENT)),
        (replace(REQUIRED, is_put_off=True), Lacking(ENROLMENT)),
        (replace(PASSWORD, policy=Policy.ADMINISTRATORS), Complete(ACR_SINGLE_FACTOR)),
        (replace(PASSWORD, policy=Policy.ADMINISTRATORS, is_administrator=True), Lacking(ENROLMENT)),
        (replace(PASSWORD, needs_multi_factor=True), Lacking(ENROLMENT)),
        (replace(PASSWORD, needs_multi_factor=True, grace_until=SOON, is_put_off=True), Lacking(ENROLMENT)),
        (replace(PASSWORD, is_password_change_due=True), Lacking(NEW_PASSWORD)),
        (replace(DONE, is_password_change_due=True), Lacking(NEW_PASSWORD)),
        (replace(ENROLLED, is_password_change_due=True), Lacking(SECOND_FACTOR)),
    ],
)
def test_what_comes_next(facts, expected):
    assert decide_sign_in(facts, NOW) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (REQUIRED, None),
        (replace(REQUIRED, grace_until=SOON), SOON),
        (replace(PASSWORD, needs_multi_factor=True, grace_until=SOON), None),
    ],
)
def test_until_when_enrolment_may_be_put_off(facts, expected):
    assert enrolment_grace(facts) == expected


facts = st.builds(
    SignInFacts,
    amr=st.sampled_from([("pwd",), ("pwd", "otp"), ("hwk",), ("hwk", "user"), ("pwd", "mail")]),
    policy=st.sampled_from(Policy),
    is_administrator=st.booleans(),
    enrolled=st.booleans(),
    is_device_trusted=st.booleans(),
    needs_multi_factor=st.booleans(),
    grace_until=st.sampled_from([None, NOW, SOON]),
    is_put_off=st.booleans(),
    is_password_change_due=st.booleans(),
)


@pytest.mark.threat(58)
@given(facts)
def test_nobody_gets_in_with_less_than_they_have_set_up(facts):
    decision = decide_sign_in(facts, NOW)

    if isinstance(decision, Complete) and facts.enrolled and decision.acr == ACR_SINGLE_FACTOR:
        assert facts.is_device_trusted
        assert not facts.needs_multi_factor


@pytest.mark.threat(58)
@given(facts)
def test_a_demanded_second_factor_is_never_skipped(facts):
    decision = decide_sign_in(replace(facts, needs_multi_factor=True), NOW)

    assert not isinstance(decision, Complete) or decision.acr == ACR_MULTI_FACTOR


def test_the_strictest_policy_holds():
    assert strictest(Policy.OPTIONAL, Policy.ALL, Policy.OFF) is Policy.ALL
    assert strictest() is Policy.OFF
