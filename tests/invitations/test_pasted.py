"""What is read out of a pasted list of addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.invitations.pasted import PastedAddress, parse_addresses


@pytest.mark.parametrize(
    "pasted",
    [
        "ada@example.test\nben@example.test",
        "ada@example.test, ben@example.test",
        "ada@example.test;ben@example.test;",
        "  ada@example.test   ben@example.test  ",
        "Ada Lovelace <ada@example.test>, Ben <ben@example.test>",
        "Lovelace, Ada <ada@example.test>; Beispiel, Ben <ben@example.test>",
        '"Lovelace, Ada" <ada@example.test>\r\n"Ben" <ben@example.test>\r\n',
        "ada@example.test\nADA@example.test\nben@example.test",
    ],
)
def test_two_addresses_are_found(pasted: str) -> None:
    assert [entry.email for entry in parse_addresses(pasted)] == ["ada@example.test", "ben@example.test"]


def test_what_is_no_address_is_kept_as_it_was_typed() -> None:
    assert parse_addresses("ada@\nben@example.test") == (
        PastedAddress("ada@", None),
        PastedAddress("ben@example.test", "ben@example.test"),
    )


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    assert all(entry.text for entry in parse_addresses(text))
