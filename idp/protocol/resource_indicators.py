"""Where a token is meant to be used (RFC 8707)."""

from collections.abc import Iterable

from idp.protocol.errors import InvalidTarget


def check_resources(named: Iterable[str], audience: str) -> None:
    """Refuse whatever is not ``audience``, the one resource that access tokens are issued for.

    To pass over it would hand out a token that a client then carries to a server for which it was never meant, and
    which could use it here (2: ``invalid_target``). A slash at the end of a host is no difference (RFC 3986 6.2.3).
    Raises InvalidTarget.
    """
    for uri in named:
        if uri.removesuffix("/") != audience:
            raise InvalidTarget("This server issues no tokens for that resource; leave the parameter out.", detail=uri)
