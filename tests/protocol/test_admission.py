"""Which accounts enter a portal, as a table."""

from dataclasses import replace

import pytest

from idp.protocol.admission import (
    Admission,
    AdmissionDecision,
    AdmissionDemands,
    AdmissionState,
    decide_admission,
)

OPEN = AdmissionDemands(is_open=True, password_rules=frozenset({"strict"}))
ASKING = replace(OPEN, journey_version=2)
CLOSED = replace(OPEN, is_open=False)
UNKNOWN = Admission(portal="shop")
ADMITTED = Admission(portal="shop", state=AdmissionState.ADMITTED)
WITHDRAWN = Admission(portal="shop", state=AdmissionState.WITHDRAWN)
ENTER, JOIN, CHECK, JOURNEY, REFUSE = (
    AdmissionDecision.ENTER,
    AdmissionDecision.JOIN,
    AdmissionDecision.CHECK_PASSWORD,
    AdmissionDecision.COMPLETE_JOURNEY,
    AdmissionDecision.REFUSE,
)


@pytest.mark.parametrize(
    ("demands", "admission", "expected"),
    [
        pytest.param(OPEN, UNKNOWN, JOIN, id="an open portal admits an account at its first visit"),
        pytest.param(CLOSED, UNKNOWN, REFUSE, id="a closed portal admits by invitation only"),
        pytest.param(CLOSED, ADMITTED, ENTER, id="an admission outlasts the closing of the portal"),
        pytest.param(OPEN, ADMITTED, ENTER, id="an admitted account enters"),
        pytest.param(OPEN, WITHDRAWN, REFUSE, id="an open portal does not admit again what was withdrawn"),
        pytest.param(CLOSED, WITHDRAWN, REFUSE, id="a closed portal refuses a withdrawn admission"),
    ],
)
def test_without_a_password(demands: AdmissionDemands, admission: Admission, expected: AdmissionDecision) -> None:
    assert decide_admission(demands, admission, used_password=False) is expected


@pytest.mark.parametrize(
    ("demands", "state", "completed", "expected"),
    [
        pytest.param(ASKING, None, 0, JOURNEY, id="at the first visit"),
        pytest.param(ASKING, AdmissionState.ADMITTED, 1, JOURNEY, id="the version was raised since"),
        pytest.param(ASKING, AdmissionState.ADMITTED, 0, JOURNEY, id="admitted by an operator, and completed nothing"),
        pytest.param(ASKING, AdmissionState.ADMITTED, 2, ENTER, id="the present version was completed"),
        pytest.param(ASKING, AdmissionState.ADMITTED, 3, ENTER, id="the version was lowered since"),
        pytest.param(ASKING, AdmissionState.WITHDRAWN, 0, REFUSE, id="refusing comes before asking"),
        pytest.param(OPEN, None, 0, JOIN, id="a journey that asks nothing, at the first visit"),
        pytest.param(OPEN, AdmissionState.ADMITTED, 0, ENTER, id="a journey that asks nothing"),
        pytest.param(replace(ASKING, is_open=False), None, 0, REFUSE, id="a closed portal asks only whom it admitted"),
        pytest.param(replace(ASKING, is_open=False), AdmissionState.ADMITTED, 1, JOURNEY, id="a closed portal asks"),
    ],
)
def test_the_journey(
    demands: AdmissionDemands, state: AdmissionState | None, completed: int, expected: AdmissionDecision
) -> None:
    admission = Admission(portal="shop", state=state, journey_version=completed)
    assert decide_admission(demands, admission, used_password=False) is expected


def test_the_password_is_asked_for_before_the_journey() -> None:
    admission = Admission(portal="shop", state=AdmissionState.ADMITTED, journey_version=1)
    assert decide_admission(ASKING, admission, used_password=True) is CHECK


@pytest.mark.parametrize(
    ("state", "rules_met", "expected"),
    [
        pytest.param(None, ["lax", "strict"], JOIN, id="at the first visit, with a password that meets the rules"),
        pytest.param(None, ["lax"], CHECK, id="at the first visit, with a password that was checked elsewhere only"),
        pytest.param(AdmissionState.ADMITTED, [], CHECK, id="the password was never checked"),
        pytest.param(AdmissionState.ADMITTED, ["strict"], ENTER, id="the password was checked before"),
        pytest.param(AdmissionState.ADMITTED, ["former"], CHECK, id="the rules were changed since"),
        pytest.param(AdmissionState.WITHDRAWN, [], REFUSE, id="refusing comes before asking for the password"),
    ],
)
def test_with_a_password(state: AdmissionState | None, rules_met: list[str], expected: AdmissionDecision) -> None:
    admission = Admission(portal="shop", state=state, password_rules_met=rules_met)
    assert decide_admission(OPEN, admission, used_password=True) is expected
