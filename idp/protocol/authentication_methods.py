"""Authentication methods (`amr`) and what they amount to (`acr`), RFC 8176 and OpenID Connect Core §2."""

from collections.abc import Iterable, Mapping
from enum import Enum
from functools import lru_cache

ACR_SINGLE_FACTOR = "urn:einlass:acr:1"
"""One factor was checked, whichever it was."""
ACR_MULTI_FACTOR = "urn:einlass:acr:2"
"""Two factors were checked, or one passkey with user verification."""
ACR_VALUES = (ACR_SINGLE_FACTOR, ACR_MULTI_FACTOR)

AMR_PASSWORD = "pwd"  # noqa: S105 -- names of methods, RFC 8176 §2
AMR_ONE_TIME_CODE = "otp"
AMR_PASSKEY = "hwk"
AMR_USER_VERIFIED = "user"
AMR_MAIL = "mail"
AMR_MULTI_FACTOR = "mfa"


class FactorKind(Enum):
    """The authentication factors of NIST SP 800-63B §4."""

    KNOWLEDGE = "knowledge"
    POSSESSION = "possession"
    INHERENCE = "inherence"


_METHODS_OF_KIND = {
    FactorKind.KNOWLEDGE: (AMR_PASSWORD, "pin", "kba"),
    FactorKind.POSSESSION: (AMR_ONE_TIME_CODE, AMR_PASSKEY, "swk", "pop", "sc", "sms", "tel", AMR_MAIL),
    FactorKind.INHERENCE: ("face", "fpt", "iris", "retina", "vbm"),
}
KIND_OF_METHOD: Mapping[str, FactorKind] = {
    method: kind for kind, methods in _METHODS_OF_KIND.items() for method in methods
}
"""The kind of every method that is a factor: those of RFC 8176 §2, and `mail`, which is our own."""


def acr_of(amr: Iterable[str]) -> str:
    """What the methods of a sign-in amount to: two kinds of factor, or a passkey that verified its user."""
    return _acr_of(frozenset(amr))


@lru_cache(maxsize=100)
def _acr_of(methods: frozenset[str]) -> str:
    kinds = {KIND_OF_METHOD[method] for method in methods if method in KIND_OF_METHOD}
    is_verified_passkey = {AMR_PASSKEY, AMR_USER_VERIFIED} <= methods
    return ACR_MULTI_FACTOR if is_verified_passkey or len(kinds) > 1 else ACR_SINGLE_FACTOR


def complete_amr(amr: Iterable[str]) -> tuple[str, ...]:
    """The methods as they stand in a token: each once, and `mfa` where they amount to it (RFC 8176 §2)."""
    methods = tuple(dict.fromkeys(method for method in amr if method != AMR_MULTI_FACTOR))
    return (*methods, AMR_MULTI_FACTOR) if acr_of(methods) == ACR_MULTI_FACTOR else methods
