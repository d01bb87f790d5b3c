"""How an authenticator is reached (Web Authentication Level 3, 5.8.4): a hint, kept as the browser gave it."""

from collections.abc import Iterable

from idp.infrastructure.web.i18n import lazy_gettext

# As the library has them: of a newer one it would know nothing.
_KNOWN = frozenset({"usb", "nfc", "ble", "smart-card", "internal", "cable", "hybrid"})

_WORDS = {
    "usb": "USB",
    "nfc": "NFC",
    "ble": "Bluetooth",
    "smart-card": lazy_gettext("smart card"),
    "internal": lazy_gettext("this device"),
    "cable": lazy_gettext("another device"),
    "hybrid": lazy_gettext("another device"),
}


def known_transports(given: Iterable[object]) -> tuple[str, ...]:
    """Those of ``given`` that the library takes, in their order."""
    return tuple(each for each in given if isinstance(each, str) and each in _KNOWN)


def say_transports(transports: Iterable[str]) -> list[str]:
    """How the authenticator is reached, to its owner."""
    return list(dict.fromkeys(str(_WORDS.get(each, each)) for each in transports))
