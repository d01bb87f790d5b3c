"""Why a registration waits for an approval, and for whose."""

from datetime import timedelta

import pytest

from idp.administration.registration_facts import WhyHere, decide_why
from idp.infrastructure.clock import current_time
from idp.registration.models import Registration

pytestmark = pytest.mark.only_on("sqlite")
NOW = current_time()
LATER = NOW + timedelta(days=7)


@pytest.mark.parametrize(
    ("values", "approved_by", "is_administered", "why"),
    [
        ({"organization_id": "org_1"}, "customer", True, WhyHere.CUSTOMER),
        ({"organization_id": "org_1"}, "customer", False, WhyHere.NO_ADMINISTRATOR),
        ({"organization_id": "org_1", "escalated_at": NOW}, "customer", True, WhyHere.NO_ADMINISTRATOR),
        ({"organization_id": "org_1", "escalated_at": LATER}, "customer", True, WhyHere.UNDECIDED),
        ({"is_eligible": False}, "operators", False, WhyHere.EVIDENCE),
        ({}, "operators", False, WhyHere.ALWAYS),
        ({}, "customer", False, WhyHere.NO_ORGANIZATION),
        ({}, "automatic", False, WhyHere.CUSTOMER_FULL),
    ],
)
def test_why_it_waits(values: dict[str, object], approved_by: str, is_administered: bool, why: WhyHere) -> None:
    registration = Registration(**{"asked_at": NOW, "is_eligible": True} | values)
    assert decide_why(registration, approved_by, is_administered=is_administered) is why
