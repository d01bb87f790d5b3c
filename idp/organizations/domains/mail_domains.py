"""Which domains can belong to an organization: none in which every person gets an address or a domain."""

from enum import StrEnum
from functools import cache
from itertools import accumulate
from pathlib import Path

from publicsuffixlist import PublicSuffixList

_LISTED = Path(__file__).with_name("public_providers.txt")


class DomainFault(StrEnum):
    """Why a domain belongs to no organization."""

    PUBLIC_SUFFIX = "public_suffix"
    """Others register domains below it, such as ``co.uk`` (publicsuffix.org)."""
    PUBLIC_PROVIDER = "public_provider"
    """Every person gets an address in it, or in the domain that it is a part of."""


def domain_of(email: str) -> str:
    """The domain of a canonical address."""
    return email.rpartition("@")[2]


def decide_domain(domain: str) -> DomainFault | None:
    """What is wrong with a domain, in ASCII and lower case; None where an organization may have it."""
    if _suffixes().privatesuffix(domain) is None:
        return DomainFault.PUBLIC_SUFFIX
    parents = accumulate(reversed(domain.split(".")), lambda below, label: f"{label}.{below}")
    return DomainFault.PUBLIC_PROVIDER if not _providers().isdisjoint(parents) else None


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@cache
def _providers() -> frozenset[str]:
    """Those of ``make providers``."""
    lines = _LISTED.read_text(encoding="ascii").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
