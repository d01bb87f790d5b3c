"""The browser's own virtual authenticator (Chrome DevTools Protocol, WebAuthn domain)."""

from playwright.sync_api import CDPSession, Page

# A phone or laptop that keeps passkeys and asks for a fingerprint.
_PLATFORM = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
# A key for the USB port, with a fingerprint reader of its own.
_SECURITY_KEY = _PLATFORM | {"transport": "usb"}


class VirtualAuthenticator:
    """What is plugged into one tab, from now on."""

    def __init__(self, page: Page, *, is_security_key: bool = False) -> None:
        self._wire: CDPSession = page.context.new_cdp_session(page)
        self._wire.send("WebAuthn.enable")
        options = _SECURITY_KEY if is_security_key else _PLATFORM
        made = self._wire.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self._id = made["authenticatorId"]

    def verify_user(self, succeeds: bool) -> None:
        """Whether the finger is the right one."""
        self._wire.send("WebAuthn.setUserVerified", {"authenticatorId": self._id, "isUserVerified": succeeds})

    def answer(self, by_itself: bool) -> None:
        """Whether somebody is there to touch it."""
        self._wire.send("WebAuthn.setAutomaticPresenceSimulation", {"authenticatorId": self._id, "enabled": by_itself})

    @property
    def credentials(self) -> int:
        """How many passkeys it holds."""
        return len(self._wire.send("WebAuthn.getCredentials", {"authenticatorId": self._id})["credentials"])

    def unplug(self) -> None:
        """Take it away, with what it holds."""
        self._wire.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": self._id})
