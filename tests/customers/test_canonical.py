"""Numbers and postcodes are compared in one form, however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.customers.canonical import LONGEST_NUMBER, LONGEST_POSTCODE, number_key, postcode_key, serial_key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("4711", "4711"),
        ("0004711", "4711"),
        (" kd-4711 ", "KD4711"),
        ("KD\u20134711", "KD4711"),
        ("12 345/678.9", "123456789"),
        ("\uff14\uff17\uff11\uff11", "4711"),
        ("000", "0"),
        ("0KD1", "KD1"),
    ],
)
def test_a_number_is_written_in_many_ways(text: str, key: str) -> None:
    assert number_key(text, ignore_leading_zeros=True) == key


def test_zeros_at_the_beginning_count_where_the_register_says_so() -> None:
    assert number_key("0004711", ignore_leading_zeros=False) == "0004711"


def test_each_zero_of_a_serial_number_counts() -> None:
    assert serial_key("00-ab 1") == "00AB1"


def test_a_number_may_be_long_and_written_with_as_many_separators() -> None:
    assert number_key("A" * LONGEST_NUMBER, ignore_leading_zeros=True) == "A" * LONGEST_NUMBER
    assert number_key("A-" * LONGEST_NUMBER, ignore_leading_zeros=True) == "A" * LONGEST_NUMBER
    assert number_key("A-" * LONGEST_NUMBER + "-", ignore_leading_zeros=True) is None


def test_no_letter_at_the_beginning_is_taken_for_a_zero() -> None:
    assert number_key("X0X1", ignore_leading_zeros=True) == "X0X1"


def test_a_postcode_may_be_long_and_written_with_as_many_separators() -> None:
    assert postcode_key("9" * LONGEST_POSTCODE) == "9" * LONGEST_POSTCODE
    assert postcode_key("9-" * LONGEST_POSTCODE) == "9" * LONGEST_POSTCODE
    assert postcode_key("9-" * LONGEST_POSTCODE + "-") is None


@pytest.mark.parametrize(
    "text", ["", " - ", "47;11", "4711\n\x00", "4711X\x00X", "A" * (LONGEST_NUMBER + 1), "A" * 1000]
)
def test_what_is_no_number_has_no_form(text: str) -> None:
    assert number_key(text, ignore_leading_zeros=True) is None


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("01067", "01067"),
        ("D-01067", "01067"),
        ("D 01067", "01067"),
        ("a-1010", "1010"),
        ("sw1a 1aa", "SW1A1AA"),
        ("1234 AB", "1234AB"),
    ],
)
def test_a_postcode_is_written_with_and_without_its_country(text: str, key: str) -> None:
    assert postcode_key(text) == key


@pytest.mark.parametrize("text", ["", "!", "0" * 17])
def test_what_is_no_postcode_has_no_form(text: str) -> None:
    assert postcode_key(text) is None


@given(st.text(max_size=80), st.booleans())
def test_the_form_of_a_number_is_its_own_form(text: str, ignores: bool) -> None:
    key = number_key(text, ignore_leading_zeros=ignores)
    assert key is None or number_key(key, ignore_leading_zeros=ignores) == key
