"""A Chromium for the browser tests: the named one, an installed one, else Playwright's.

Where there is one, its build without windows is driven: the other draws a toolbar for each, which costs as much time as
the page. A profile's settings are known to the other alone.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright

from tests.provisioning.installed import find_installed
from tests.provisioning.missing import fail_missing

WITHOUT_WINDOWS = ("chromium-headless-shell", "chrome-headless-shell")
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# No sandbox: it does not start as root or in most containers, and the pages are our own. Scripts run as they are read:
# no page lives long enough to be worth compiling. The rest keeps the browser from calling its maker.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--js-flags=--no-opt,--no-maglev,--single-threaded-gc",
)


def get_chromium() -> Path:
    """The Chromium to drive; fails the test when there is none. It installs nothing: ``make machine`` does."""
    path = find_chromium()
    if path is None:
        fail_missing("Chromium", "`make machine` installs one, or name yours in IDP_TEST_CHROMIUM.")
    return path


def fetch_chromium() -> str | None:
    """Let Playwright fetch its Chromium where there is none; None, or what is wrong."""
    if os.environ.get("IDP_TEST_CHROMIUM") or find_chromium():
        return None
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    done = subprocess.run(command, check=False)
    return "No Chromium is here, and Playwright could not fetch one." if done.returncode else None


def find_chromium() -> Path | None:
    """The Chromium of ``IDP_TEST_CHROMIUM``, of the PATH or of Playwright; None when there is none."""
    return find_installed("Chromium", "IDP_TEST_CHROMIUM", NAMES) or _playwrights_own()


def launch_chromium(playwright: Playwright) -> Browser:
    """Start the build without windows, else the other, without showing them."""
    path = find_installed("Chromium", "IDP_TEST_CHROMIUM", WITHOUT_WINDOWS) or get_chromium()
    return playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))


def launch_profile(
    playwright: Playwright, folder: Path, *, allows_third_party_cookies: bool, **context: Any
) -> BrowserContext:
    """Start one of its own with a profile in ``folder`` whose setting for third-party cookies is made, not inherited
    from the version's default."""
    mode = {"cookie_controls_mode": 0 if allows_third_party_cookies else 1}
    profile = folder / "Default"
    profile.mkdir(parents=True)
    (profile / "Preferences").write_text(json.dumps({"profile": mode}))
    arguments = list(ARGUMENTS)
    return playwright.chromium.launch_persistent_context(
        folder, executable_path=get_chromium(), args=arguments, **context
    )


def _playwrights_own() -> Path | None:
    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None
