"""A number is read with comma or point; where one of them may part thousands or decimals, it is not guessed."""

from decimal import Decimal

import pytest

from idp.accounts.portal_fields.kinds.numbers import parse_number


@pytest.mark.parametrize(
    ("typed", "mark", "decimals", "number"),
    [
        ("12,5", ",", 1, "12.5"),
        ("12,5", ".", 1, "12.5"),
        ("12.5", ",", 1, "12.5"),
        ("-3", ",", 0, "-3"),
        ("\u22123", ".", 0, "-3"),
        ("1.234.567,8", ",", 2, "1234567.8"),
        ("1,234.5", ".", 2, "1234.5"),
        ("1\u202f234", ",", 0, "1234"),
        ("1.234", ",", 2, "1234"),
        ("1.234", ",", 3, None),
        ("0.125", ",", 3, "0.125"),
        ("1.2345", ",", 4, "1.2345"),
        ("1,23,4", ".", 2, None),
        ("1e5", ".", 2, None),
        ("", ".", 2, None),
        ("five", ".", 2, None),
        ("\u0661", ".", 0, None),
    ],
)
def test_what_is_typed_is_a_number_or_none(typed: str, mark: str, decimals: int, number: str | None) -> None:
    assert parse_number(typed, mark, decimals) == (None if number is None else Decimal(number))
