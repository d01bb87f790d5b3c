"""What goes wrong is said in words, with a way on."""

from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser

from tests.demo.trial import Trial
from tests.journeys.guest import Guest, arriving
from tests.journeys.labels import SIGN_IN

pytestmark = pytest.mark.journey

CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"  # RFC 7636, appendix B


def authorize(guest: Guest, **changes: str) -> str:
    """An authorization request of the first portal, with changes."""
    parameters = {
        "client_id": guest.place.facts["portals"][0]["client_id"],
        "redirect_uri": f"{guest.portals[0]}/callback",
        "response_type": "code",
        "scope": "openid",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        "ui_locales": guest.language,
    }
    return f"{guest.place.issuer}/authorize?{urlencode(parameters | changes)}"


@pytest.mark.parametrize(
    ("browser", "language", "screen"),
    [("chromium", "de", "phone"), ("chromium", "en", "desktop"), ("firefox", "de", "desktop")],
    indirect=["browser"],
)
def test_every_dead_end_has_a_way_on(browser: Browser, trial: Trial, language: str, screen: str) -> None:
    with arriving(browser, trial, "errors", language, screen) as guest:
        pages = {
            "no-such-page": f"{trial.issuer}/no/such/page",
            "unknown-application": authorize(guest, client_id="app_unknown"),
            "foreign-address": authorize(guest, redirect_uri="https://evil.example/callback"),
            "lost-sign-in": f"{trial.issuer}/signin/int_unknown",
            "unknown-confirmation-link": f"{trial.issuer}/register/confirm/made-up",
            "unknown-reset-link": f"{trial.issuer}/password-reset/link/made-up",
            "lost-registration": f"{trial.issuer}/register/sent/reg_unknown",
        }
        for name, address in pages.items():
            guest.open(address)
            guest.look(name)
            if language == "de":
                assert "sign-in" not in guest.page.locator("main").inner_text(), f"{name}: not translated"
            ways_on = guest.page.locator("main a[href], main form button").count()
            assert ways_on, f"{name}: a dead end"


@pytest.mark.parametrize(
    ("browser", "language", "screen"),
    [("chromium", "de", "desktop"), ("chromium", "en", "phone"), ("firefox", "de", "phone")],
    indirect=["browser"],
)
def test_signing_out_by_hand_is_asked_first(browser: Browser, trial: Trial, language: str, screen: str) -> None:
    person = trial.person(3)
    with arriving(browser, trial, "sign-out", language, screen) as guest:
        guest.open(guest.portals[0])
        guest.press(SIGN_IN)
        guest.sign_in(person.email, person.password)
        guest.expect_text(person.name)
        guest.open(authorize(guest, prompt="select_account"))
        guest.look("choose-account")
        elsewhere = {"client_id": trial.facts["portals"][0]["client_id"], "ui_locales": language}
        guest.open(
            f"{trial.issuer}/logout?{urlencode(elsewhere | {'post_logout_redirect_uri': 'https://evil.example'})}"
        )
        guest.look("unregistered-address")
        guest.open(f"{trial.issuer}/logout")
        guest.look("confirm")
        guest.submit()
        guest.look("signed-out")
        guest.open(f"{trial.issuer}/logout")
        guest.expect_at(f"{trial.issuer}/signed-out")
