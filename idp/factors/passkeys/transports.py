"""How an authenticator is reached (Web Authentication Level 3, 5.8.4): a hint, kept as the browser gave it."""

from collections.abc import Iterable

# As the library has them: of a newer one it would know nothing.
_KNOWN = frozenset({"usb", "nfc", "ble", "smart-card", "internal", "cable", "hybrid"})


def known_transports(given: Iterable[object]) -> tuple[str, ...]:
    """Those of ``given`` that the library takes, in their order."""
    return tuple(each for each in given if isinstance(each, str) and each in _KNOWN)
