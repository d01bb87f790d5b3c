"""Who called, by which name, and with how much."""

from collections.abc import Callable

import pytest

from idp.infrastructure.web.application import Application
from idp.infrastructure.web.hosts import external_url
from idp.infrastructure.web.proxies import TrustedProxies
from idp.settings import SettingsError
from tests.provisioning.pages import PERSON_ADDRESS, PageClient

PROXY = "10.0.0.1"


@pytest.mark.threat(76)
@pytest.mark.parametrize(
    "host",
    ["evil.example", "id.example.test.evil.example", "evil@id.example.test", "", "id.example.test/x", "[", "a:b:c"],
)
def test_another_host_is_refused(browser: PageClient, host: str) -> None:
    answer = browser.get("/trial/page", headers={"Host": host})
    assert answer.status_code == 400
    assert 'href="https://id.example.test"' in answer.get_data(as_text=True)
    assert "evil" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("host", ["id.example.test", "ID.Example.Test", "id.example.test:443", "id.example.test."])
def test_our_own_name_is_accepted(browser: PageClient, host: str) -> None:
    assert browser.get("/trial/page", headers={"Host": host}).status_code == 200


def test_further_names_are_a_setting(make_trial_app: Callable[..., Application]) -> None:
    app = make_trial_app(server={"trusted_hosts": ["login.example.test"]})
    assert app.test_client().get("/trial/page", headers={"Host": "login.example.test"}).status_code == 200


@pytest.mark.parametrize("host", ["10.1.2.3:8000", "[2001:db8::1]", "einlass.default.svc", "evil.example", "", "a:b:c"])
def test_health_answers_under_any_name_and_nothing_else_does(browser: PageClient, host: str) -> None:
    """Trial row F10."""
    for path in ("/health/live", "/health/ready"):
        assert browser.get(path, headers={"Host": host}).status_code in {200, 503}
    for path in ("/health/live/", "/health/seen", "/health", "/metrics", "/trial/page", "/.well-known/security.txt"):
        assert browser.get(path, headers={"Host": host}).status_code == 400


def test_the_machine_itself_may_ask_for_its_health_only(browser: PageClient) -> None:
    assert browser.get("/health/live", headers={"Host": "127.0.0.1:8000"}).status_code == 200
    assert browser.get("/trial/page", headers={"Host": "127.0.0.1:8000"}).status_code == 400


@pytest.mark.threat(76)
def test_addresses_are_built_from_the_issuer(make_trial_app: Callable[..., Application]) -> None:
    app = make_trial_app(server={"trusted_hosts": ["login.example.test"]})
    with app.test_request_context("/", headers={"Host": "login.example.test"}):
        assert external_url("trial_link", token="a b") == "https://id.example.test/trial/link/a%20b"
    with app.app_context():
        assert external_url("trial_page", portal="shop") == "https://id.example.test/trial/page?portal=shop"


@pytest.mark.threat(48)
def test_a_forwarded_address_counts_for_nothing_by_default(browser: PageClient) -> None:
    seen = browser.get("/trial/machine", headers={"X-Forwarded-For": "198.51.100.1", "X-Forwarded-Proto": "http"}).json
    assert seen is not None
    assert (seen["ip"], seen["scheme"]) == (PERSON_ADDRESS, "https")


@pytest.mark.threat(48)
def test_a_trusted_proxy_is_believed(make_trial_app: Callable[..., Application]) -> None:
    app = make_trial_app(server={"trusted_proxies": ["10.0.0.0/8"]})
    seen = app.test_client().get(
        "/trial/machine",
        headers={"X-Forwarded-For": "6.6.6.6, 198.51.100.1, 10.0.0.9", "X-Forwarded-Proto": "http"},
        environ_base={"REMOTE_ADDR": PROXY},
    )
    assert seen.json is not None
    assert (seen.json["ip"], seen.json["scheme"]) == ("198.51.100.1", "http")


@pytest.mark.threat(48)
@pytest.mark.parametrize(
    ("peer", "forwarded", "person"),
    [
        (PROXY, "198.51.100.1", "198.51.100.1"),
        (PROXY, "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        (PROXY, "6.6.6.6, 10.0.0.2", "6.6.6.6"),
        (PROXY, "198.51.100.1:4711", "198.51.100.1"),
        (PROXY, "[2001:db8::1]:4711", "2001:db8::1"),
        (PROXY, "6.6.6.6, unknown", PROXY),
        (PROXY, "", PROXY),
        (PROXY, "10.0.0.2, 10.0.0.3", "10.0.0.2"),
        ("::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
    ],
)
def test_the_person_is_the_rightmost_address_that_is_no_proxy(peer: str, forwarded: str, person: str) -> None:
    assert TrustedProxies(("10.0.0.0/8",)).sender_behind(peer, forwarded) == person


def test_a_proxy_that_is_no_network_is_an_error() -> None:
    with pytest.raises(SettingsError, match="proxy"):
        TrustedProxies(("the proxy",))


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/trial/page?a=" + "x" * 62_000, {}, 414),
        ("/trial/page", {"Authorization": "Bearer " + "x" * 17_000}, 431),
        ("/trial/page?a=%00", {}, 400),
    ],
    ids=["query", "authorization", "nul"],
)
def test_too_much_is_refused_at_the_door(browser: PageClient, path: str, headers: dict[str, str], status: int) -> None:
    assert browser.get(path, headers=headers).status_code == status


def test_too_many_cookies_are_refused_at_the_door(browser: PageClient) -> None:
    for number in range(5):
        browser.set_cookie(f"other{number}", "x" * 3_500, domain="id.example.test")
    assert browser.get("/trial/page").status_code == 431


@pytest.mark.threat(49)
def test_a_body_over_the_limit_is_refused_unread(browser: PageClient) -> None:
    answer = browser.post("/trial/page", data={"password": "x" * 1_000_000})
    assert answer.status_code == 413


def test_a_form_of_too_many_parts_is_refused(browser: PageClient) -> None:
    fields = {f"field{number}": "x" for number in range(300)}
    answer = browser.post("/trial/page", data=fields, content_type="multipart/form-data")
    assert answer.status_code == 413
