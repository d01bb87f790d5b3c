"""A telephone with an authenticator app, which goes by the real clock."""

import time

import pyotp

from tests.journeys.guest import Guest

STEP = 30
ENOUGH_SECONDS = 12


def connect_app(guest: Guest) -> str:
    """On the page that connects an app: read the secret and type the first code; returns the secret.

    It is the code before the present one, which is accepted too, and leaves the present one for signing in.
    """
    secret = guest.page.locator("#secret").text_content() or ""
    wait_for_room()
    guest.submit(code=code_of(secret, -1))
    return secret


def code_of(secret: str, steps: int = 0) -> str:
    """What the app shows now, or ``steps`` later."""
    return pyotp.TOTP(secret).at(int(time.time()) + STEP * steps)


def wait_for_room() -> None:
    """Until the present code holds long enough for a page to be sent."""
    left = STEP - time.time() % STEP
    if left < ENOUGH_SECONDS:
        time.sleep(left + 0.5)
