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

OPEN = AdmissionDemands(is_open=True, password_rules="strict")
CLOSED = replace(OPEN, is_open=False)
UNKNOWN = Admission(portal="shop")
ADMITTED = Admission(portal="shop", state=AdmissionState.ADMITTED)
WITHDRAWN = Admission(portal="shop", state=AdmissionState.WITHDRAWN)
ENTER, JOIN, CHECK, REFUSE = (
    AdmissionDecision.ENTER,
    AdmissionDecision.JOIN,
    AdmissionDecision.CHECK_PASSWORD,
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
