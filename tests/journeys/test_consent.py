"""An application of somebody else asks for a person's data: a third portal, run by hand as its README says."""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

from idp.infrastructure.resources import resource
from tests.demo.trial import Trial, running_trial
from tests.interop.programs import Program, free_port
from tests.journeys.guest import arriving
from tests.journeys.labels import AGAIN, ALLOW, DENY, SIGN_IN, SIGN_OUT

pytestmark = pytest.mark.journey


@dataclass
class ForeignPortal:
    trial: Trial
    url: str


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForeignPortal]:
    """A portal that is registered as somebody else's, at a trial of its own."""
    folder = tmp_path_factory.mktemp("foreign")
    with running_trial(folder) as trial:
        url = f"http://localhost:{free_port()}"
        created = register_client(trial, url)
        program = Program.start(
            "a foreign portal",
            [sys.executable, str(resource("examples") / "portal" / "portal.py")],
            environment=os.environ
            | {
                "PORTAL_LOOK": "werkbank",
                "PORTAL_URL": url,
                "PORTAL_ISSUER": trial.issuer,
                "PORTAL_CLIENT_ID": created["client_id"],
                "PORTAL_CLIENT_SECRET": created["client_secret"],
            },
            folder=folder,
            log=folder / "portal.log",
        )
        program.wait_until_it_answers(url)
        yield ForeignPortal(trial, url)
        program.stop()


def register_client(trial: Trial, url: str) -> dict[str, str]:
    options = ["--portal", "nordlicht", "--consent", "explicit", "--scope", "openid profile email organizations"]
    options += ["--redirect-uri", f"{url}/callback", "--post-logout-redirect-uri", f"{url}/signed-out"]
    options += ["--client-uri", url, "--policy-uri", f"{url}/policy", "--tos-uri", f"{url}/terms"]
    return trial.run("clients", "create", "Fremde Werkbank", *options)


@pytest.mark.parametrize(
    ("browser", "language", "screen", "scheme", "number"),
    [
        ("chromium", "de", "desktop", "dark", 1),
        ("chromium", "en", "phone", "light", 3),
        ("firefox", "de", "phone", "light", 2),
    ],
    indirect=["browser"],
)
def test_consent_is_asked_denied_given_and_remembered(
    browser: Browser, foreign: ForeignPortal, language: str, screen: str, scheme: str, number: int
) -> None:
    person = foreign.trial.person(number)
    with arriving(browser, foreign.trial, "consent", language, screen, scheme) as guest:
        guest.open(foreign.url)
        guest.press(SIGN_IN)
        guest.sign_in(person.email, person.password)
        guest.expect_text("Fremde Werkbank")
        guest.expect_text(person.email)
        guest.look("consent")
        guest.press(DENY)
        guest.expect_at(f"{foreign.url}/callback")
        guest.look("denied")
        guest.press(AGAIN)
        guest.press(ALLOW)
        guest.expect_at(f"{foreign.url}/")
        guest.expect_text(person.name)
        guest.press(SIGN_OUT)
        guest.expect_at(f"{foreign.url}/")
        guest.press(SIGN_IN)
        guest.sign_in(person.email, person.password)
        guest.expect_at(f"{foreign.url}/")
        guest.expect_text(person.name)
