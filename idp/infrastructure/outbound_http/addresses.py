"""Which network addresses are public: the IANA special-purpose registries (RFC 6890), read as a deny list."""

from ipaddress import IPv6Address, IPv6Network, ip_network

from idp.infrastructure.networks import Address

# The only space from which public IPv6 addresses are assigned. Outside of it lie loopback, link-local, unique local
# and multicast addresses, and every form that carries an IPv4 address but 6to4 and Teredo: mapped, compatible, NAT64.
_GLOBAL_UNICAST = IPv6Network("2000::/3")

_SPECIAL = tuple(
    ip_network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # Azure's host, reachable from every virtual machine there
        "169.254.0.0/16",  # link-local, where clouds serve instance metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # IETF protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
        "2001::/23",  # IETF protocol assignments, Teredo among them
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)


def is_public(address: Address) -> bool:
    """Whether ``address`` is assigned to a host of the public internet, and carries no other address within it."""
    if isinstance(address, IPv6Address) and address not in _GLOBAL_UNICAST:
        return False
    return not any(address.version == network.version and address in network for network in _SPECIAL)
