"""What the report says of the sign-in that follows."""

import pytest

from idp.rehearsal.signing_in import say_second_factor
from idp.settings import SecondFactorSettings


@pytest.mark.parametrize(
    ("policy", "days", "said"),
    [
        ("off", 14, ""),
        ("optional", 14, ""),
        ("all", 0, "Signing in takes a second factor."),
        ("all", 1, "Signing in takes a second factor, whose set-up can be put off for 1 day."),
        ("administrators", 0, "For administrators of an organization, signing in takes a second factor."),
    ],
)
def test_the_second_factor_is_told_where_the_portal_asks_for_it(policy: str, days: int, said: str) -> None:
    assert say_second_factor(SecondFactorSettings(policy=policy, grace_days=days)) == said
