"""A Firefox for the sign-in journeys, as Debian or Mozilla ship it: the named one, else an installed one."""

from pathlib import Path

from playwright.sync_api import Browser, Playwright

from tests.provisioning.installed import find_installed
from tests.provisioning.missing import fail_missing

NAMES = ("firefox-esr", "firefox")
# Playwright drives a Firefox that is not its own over WebDriver BiDi, under this name.
CHANNEL = "moz-firefox"
PREFERENCES: dict[str, str | float | bool] = {
    # WebDriver BiDi can't ask for it later.
    "ui.prefersReducedMotion": 1,
    # No process is started for a tab that nobody opens.
    "dom.ipc.processPrelaunch.enabled": False,
}


def get_firefox() -> Path:
    """The Firefox to drive; fails the test when there is none. It installs nothing: ``make machine`` does."""
    path = find_firefox()
    if path is None:
        fail_missing("Firefox", "`make machine` installs one, or name yours in IDP_TEST_FIREFOX.")
    return path


def find_firefox() -> Path | None:
    """The Firefox of ``IDP_TEST_FIREFOX`` or of the PATH; None when there is none."""
    return find_installed("Firefox", "IDP_TEST_FIREFOX", NAMES)


def launch_firefox(playwright: Playwright) -> Browser:
    """Start it without a window."""
    return playwright.firefox.launch(
        channel=CHANNEL, executable_path=get_firefox(), firefox_user_prefs=PREFERENCES, timeout=90_000
    )
