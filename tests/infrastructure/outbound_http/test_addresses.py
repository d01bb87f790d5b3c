"""An address is public, or it is refused: in every notation that a resolver or a URL brings."""

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.infrastructure.outbound_http.addresses import is_public

pytestmark = pytest.mark.threat(23)

# How an IPv4 address is carried by an IPv6 one; each reaches, or may reach, the IPv4 host behind it.
CARRIERS = {
    "mapped": lambda four: IPv6Address((0xFFFF << 32) | four),
    "compatible": lambda four: IPv6Address(four),
    "NAT64": lambda four: IPv6Address((0x64FF9B << 96) | four),
    "local NAT64": lambda four: IPv6Address((0x64FF9B0001 << 80) | four),
    "6to4": lambda four: IPv6Address((0x2002 << 112) | (four << 80)),
    "Teredo": lambda four: IPv6Address((0x20010000 << 96) | (four ^ 0xFFFFFFFF)),
}


@pytest.mark.parametrize("address", ["93.184.215.14", "1.1.1.1", "2606:4700:4700::1111", "2a00:1450:4001:80b::200e"])
def test_assigned_addresses_are_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
        *("169.254.169.254", "100.64.0.1", "100.127.255.255", "168.63.129.16", "224.0.0.1", "239.255.255.255"),
        *("240.0.0.1", "255.255.255.255", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1"),
        *("::", "::1", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1", "100::1"),
        *("::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2001::1"),
        *("2001:db8::1", "3fff::1", "5f00::1", "4000::1"),
    ],
)
def test_internal_and_reserved_addresses_are_not(address: str) -> None:
    assert not is_public(ip_address(address))


@given(st.ip_addresses())
def test_what_is_public_is_so_for_the_standard_library_too(address: IPv4Address | IPv6Address) -> None:
    if is_public(address):
        assert address.is_global
        assert not (address.is_multicast or address.is_private or address.is_reserved)


@given(st.ip_addresses(v=4), st.sampled_from(sorted(CARRIERS)))
def test_no_ipv4_address_gets_through_inside_an_ipv6_one(address: IPv4Address, carrier: str) -> None:
    assert not is_public(CARRIERS[carrier](int(address)))
