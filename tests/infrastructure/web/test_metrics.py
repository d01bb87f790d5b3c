"""Numbers for the operator's scraper alone."""

from collections.abc import Callable

import pytest

from idp.infrastructure.metrics import count_sign_in, count_token
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.metrics import add_gauge
from tests.provisioning.pages import PageClient

LOOPBACK = {"REMOTE_ADDR": "127.0.0.1"}


def scrape(browser: PageClient) -> str:
    return browser.get("/metrics", environ_base=LOOPBACK).get_data(as_text=True)


def value_of(text: str, series: str) -> float:
    return next((float(line.rpartition(" ")[2]) for line in text.splitlines() if line.startswith(series + " ")), 0.0)


def test_requests_are_counted_by_route_and_status(browser: PageClient) -> None:
    series = 'idp_requests_total{endpoint="trial_machine",status="200"}'
    before = value_of(scrape(browser), series)
    browser.get("/trial/machine")
    assert value_of(scrape(browser), series) == before + 1


def test_unknown_addresses_make_no_series_of_their_own(browser: PageClient) -> None:
    browser.get("/made-up-name")
    assert "made-up-name" not in scrape(browser)


def test_what_the_product_counts_is_there(browser: PageClient) -> None:
    count_sign_in("success")
    count_token("access")
    text = scrape(browser)
    assert value_of(text, 'idp_sign_ins_total{result="success"}') >= 1
    assert value_of(text, 'idp_tokens_issued_total{kind="access"}') >= 1


def test_a_gauge_is_read_at_each_scrape(trial: Application, browser: PageClient) -> None:
    waiting = {"queued": 3.0}
    add_gauge(trial, "idp_trial_mails", "Mails by state.", "state", lambda: waiting)
    assert value_of(scrape(browser), 'idp_trial_mails{state="queued"}') == 3
    waiting["queued"] = 4
    assert value_of(scrape(browser), 'idp_trial_mails{state="queued"}') == 4


def test_the_public_finds_nothing(browser: PageClient) -> None:
    assert browser.get("/metrics").status_code == 404


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded"])
def test_what_a_proxy_hands_on_finds_nothing(browser: PageClient, header: str) -> None:
    assert browser.get("/metrics", headers={header: "127.0.0.1"}, environ_base=LOOPBACK).status_code == 404


def test_a_trusted_address_may_scrape_by_itself(make_trial_app: Callable[..., Application]) -> None:
    client = make_trial_app(server={"trusted_proxies": ["10.0.0.1"]}).test_client()
    peer = {"REMOTE_ADDR": "10.0.0.1"}
    assert client.get("/metrics", environ_base=peer).status_code == 200
    assert client.get("/metrics", headers={"X-Forwarded-For": "10.0.0.1"}, environ_base=peer).status_code == 404
