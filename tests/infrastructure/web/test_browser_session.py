"""The browser cookie: signed, flagged, lazily read, and harmless when forged."""

import base64
from collections.abc import Callable

import pytest
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from idp.infrastructure.secrets import new_master_key
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.browser_session import browser_id
from tests.infrastructure.web.trial import done
from tests.provisioning.applications import MASTER_KEY
from tests.provisioning.pages import PageClient

HOST = "id.example.test"
NAME = "__Host-idp-browser"


def title(page: TestResponse) -> str:
    return page.get_data(as_text=True).partition("<h1>")[2].partition("</h1>")[0]


def test_a_browser_keeps_its_name(browser: PageClient) -> None:
    assert title(browser.get("/trial/page")) == title(browser.get("/trial/page"))


def test_browsers_have_different_names(trial: Application, browser: PageClient) -> None:
    assert title(browser.get("/trial/page")) != title(trial.test_client().get("/trial/page"))


def test_the_cookie_is_set_once(browser: PageClient) -> None:
    assert "Set-Cookie" in browser.get("/trial/page").headers
    assert "Set-Cookie" not in browser.get("/trial/page").headers


@pytest.mark.threat(34)
def test_over_https_the_cookie_is_bound_to_the_host(browser: PageClient) -> None:
    cookie = browser.get("/trial/page").headers["Set-Cookie"]
    name, *flags = cookie.split("; ")
    assert name.startswith("__Host-idp-browser=")
    assert set(flags) == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}


@pytest.mark.threat(34)
def test_on_loopback_the_cookie_works_without_tls(make_trial_app: Callable[..., Application]) -> None:
    app = make_trial_app(server={"issuer": "http://localhost:8000"})
    name, *flags = app.test_client().get("/trial/page").headers["Set-Cookie"].split("; ")
    assert name.startswith("idp-browser=")
    assert set(flags) == {"HttpOnly", "Path=/", "SameSite=Lax"}


def forgeries(genuine: str) -> list[str]:
    payload, _, signature = genuine.partition(".")
    unsigned = base64.urlsafe_b64encode(b'{"browser":"mine"}').decode().rstrip("=")
    foreign = URLSafeTimedSerializer("another key", salt="einlass browser cookie").dumps({"browser": "mine"})
    return [unsigned, f"{unsigned}.{signature}", f"{payload}x.{signature}", genuine[:-2], "x", str(foreign)]


@pytest.mark.threat(33)
@pytest.mark.parametrize("which", range(6))
def test_a_forged_cookie_is_refused(trial: Application, browser: PageClient, which: int) -> None:
    browser.get("/trial/page")
    cookie = browser.get_cookie(NAME, domain=HOST)
    assert cookie is not None
    browser.set_cookie(NAME, forgeries(cookie.value)[which], domain=HOST)
    assert browser.get("/trial/page").status_code == 400


@pytest.mark.threat(33)
def test_after_a_forged_cookie_the_browser_starts_afresh(browser: PageClient) -> None:
    browser.set_cookie(NAME, "forged", domain=HOST)
    assert browser.get("/trial/page").status_code == 400
    assert browser.get("/trial/page").status_code == 200


@pytest.mark.threat(33)
def test_nothing_is_done_for_a_forged_cookie(trial: Application, browser: PageClient) -> None:
    browser.set_cookie(NAME, "forged", domain=HOST)
    assert browser.get("/trial/step").status_code == 400
    assert done(trial) == []


def test_a_machine_endpoint_has_no_cookie_to_use(trial: Application) -> None:
    with trial.test_request_context("/trial/machine"), pytest.raises(RuntimeError, match="no browser cookie"):
        browser_id()


@pytest.mark.parametrize("name", ["theme.css", "none.css"])
def test_files_take_no_notice_of_the_cookie(browser: PageClient, name: str) -> None:
    browser.set_cookie(NAME, "forged", domain=HOST)
    answer = browser.get(f"/assets/x/{name}")
    assert answer.status_code in {200, 404}
    assert "Set-Cookie" not in answer.headers


def test_a_replaced_master_key_keeps_the_cookies(make_trial_app: Callable[..., Application]) -> None:
    before, after = make_trial_app(), make_trial_app(keys={"master_key": f"{new_master_key()}\n{MASTER_KEY}"})
    first, second = before.test_client(), after.test_client()
    name = title(first.get("/trial/page"))
    cookie = first.get_cookie(NAME, domain=HOST)
    assert cookie is not None
    second.set_cookie(NAME, cookie.value, domain=HOST)
    assert title(second.get("/trial/page")) == name
