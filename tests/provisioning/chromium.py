"""A Chromium for the browser tests: the named one, an installed one, else Debian's or Playwright's."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.provisioning.missing import fail_missing

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# No sandbox: it does not start as root or in most containers, and the pages are our own. The rest keeps the browser
# from calling its maker.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def provide_chromium(_folder: Path) -> dict[str, str]:
    """``path`` of a Chromium, installed by Debian's packages (as root) or by Playwright where none is there."""
    path = find_chromium() or _install_debian() or _install_playwright()
    if path is None:
        fail_missing("Chromium", "Debian: apt-get install chromium. Or name one in IDP_TEST_CHROMIUM.")
    return {"path": str(path)}


def find_chromium() -> Path | None:
    """The Chromium of ``IDP_TEST_CHROMIUM``, of the PATH or of Playwright; None when there is none."""
    if given := os.environ.get("IDP_TEST_CHROMIUM"):
        if not Path(given).exists():
            fail_missing("Chromium", f"IDP_TEST_CHROMIUM names {given}, which does not exist.")
        return Path(given)
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    return _playwrights_own()


def _playwrights_own() -> Path | None:
    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


def _install_debian() -> Path | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], env=environment, check=False)
    subprocess.run(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
        env=environment,
        check=False,
    )
    found = shutil.which("chromium")
    return Path(found) if found else None


def _install_playwright() -> Path | None:
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    return _playwrights_own()
