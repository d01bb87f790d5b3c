"""A day is read in the order of ISO 8601, as browsers send it, and in German order."""

from datetime import date

import pytest

from idp.accounts.portal_fields.kinds.dates import parse_day


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1990-12-31", date(1990, 12, 31)),
        ("31.12.1990", date(1990, 12, 31)),
        ("1. 2. 1990", date(1990, 2, 1)),
        ("1990-02-30", None),
        ("30.02.1990", None),
        ("31.12.90", None),
        ("12/31/1990", None),
        ("1990", None),
        ("0000-01-01", None),
        ("\u0661\u0662.12.1990", None),
    ],
)
def test_what_is_typed_is_a_day_or_none(typed: str, day: date | None) -> None:
    assert parse_day(typed) == day
