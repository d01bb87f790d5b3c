"""What counts as one sender."""

import pytest

from idp.infrastructure.networks import network_of, parse_address


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("198.51.100.1", "198.51.100.1"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.1", "198.51.100.1"),
        ("", "unknown"),
    ],
)
def test_what_counts_as_one_sender(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize("text", ["", "unknown", "_hidden", "1.2.3", "a:b", "1.2.3.4.5:80"])
def test_what_is_no_address_is_none(text: str) -> None:
    assert parse_address(text) is None
