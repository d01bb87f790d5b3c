"""The canonical forms of addresses, user names and customer numbers: one for every spelling, none for anything else."""

import pytest

from idp.accounts.identifiers import (
    canonical_customer_number,
    canonical_email,
    canonical_identifier,
    canonical_username,
)
from idp.accounts.names import canonical_name

LONGEST = 320


@pytest.mark.parametrize(
    ("number", "canonical"),
    [
        ("kd-10 42", "KD1042"),
        (" 10\u201342\u00a0a ", "1042A"),  # an en dash and a no-break space
        ("A_1", "A_1"),
        ("1" * 64, "1" * 64),
        ("1" * 65, None),
        ("--- -", None),
        ("", None),
        ("12\x0034", None),
    ],
)
def test_a_customer_number_is_in_capitals_without_spaces_and_dashes(number, canonical):
    assert canonical_customer_number(number) == canonical


@pytest.mark.parametrize(
    ("find", "text", "canonical"),
    [
        (canonical_email, "Ada@Example.TEST", "ada@example.test"),
        (canonical_username, "Ada.L", "ada.l"),
        (canonical_customer_number, "kd1042", "KD1042"),
    ],
)
def test_what_is_typed_may_have_spaces_around_it_up_to_a_length(find, text, canonical):
    assert find(text.ljust(LONGEST)) == canonical
    assert find(text.ljust(LONGEST + 1)) is None


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        (" Ada@Example.TEST ", "ada@example.test"),
        ("ada@BÜCHER.test", "ada@xn--bcher-kva.test"),
        (" Ada.L ", "ada.l"),
        (" Nobody's NAME ", "nobody's name"),
        ("Ada".ljust(LONGEST), "ada"),
        ("Ada".ljust(LONGEST + 1), "Ada".ljust(LONGEST + 1)),
    ],
)
def test_an_identifier_is_the_same_for_every_spelling(text, canonical):
    assert canonical_identifier(text) == canonical


@pytest.mark.parametrize(
    ("text", "name"), [("a" * 100, "a" * 100), ("a" * 101, None), ("a\x00b", None), ("\x00" * 101, None)]
)
def test_a_name_is_printable_and_no_longer_than_a_hundred(text, name):
    assert canonical_name(text) == name
