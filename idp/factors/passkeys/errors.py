"""Why a passkey was not accepted."""


class PasskeyRefused(Exception):
    """The answer of an authenticator proves nothing. ``reason`` is for the audit: the person is not told which guard.

    ``account_id`` is the owner of the passkey that was named, where there is one.
    """

    def __init__(self, reason: str, account_id: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.account_id = account_id
