from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.protocol.client import Client
from idp.protocol.errors import InvalidRedirectUri
from idp.protocol.redirect_uris import check_registrable, is_registered, origin_of

from .factories import CLIENT

REGISTERED = replace(
    CLIENT, redirect_uris=("https://portal.example/app/callback", "http://127.0.0.1/cb", "http://[::1]:1/cb")
)
NATIVE = replace(REGISTERED, application_type="native")

LOOKALIKES = [
    "https://portal.example.evil.example/app/callback",
    "https://evil.example/portal.example/app/callback",
    "https://evilportal.example/app/callback",
    "https://PORTAL.example/app/callback",
    "HTTPS://portal.example/app/callback",
    "https://portal.example/App/callback",
    "http://portal.example/app/callback",
    "https://portal.example:443/app/callback",
    "https://portal.example/app/callback/",
    "https://portal.example/app//callback",
    "https://portal.example/app/callback?next=x",
    "https://portal.example/app/callback?",
    "https://portal.example/app/callback#",
    "https://portal.example/app/callback#fragment",
    "https://portal.example/app/x/../callback",
    "https://portal.example/app/%2e%2e/app/callback",
    "https://portal.example/app/x%2f..%2fcallback",
    "https://portal.example/app/x%252f..%252fcallback",
    "https://portal.example/app/..;/app/callback",
    "https://portal.example/app\\callback",
    "https://portal.example\\@evil.example/app/callback",
    "https://portal.example@evil.example/app/callback",
    "https://user@portal.example/app/callback",
    "https://portal.example/app/callback ",
    " https://portal.example/app/callback",
    "https://portal.example/app/callback\n",
    "https://portal.example/app/callback\0",
    "https://portal.example/app/callback%00",
    "https://portal.example/app/callback%0a",
    "https://portal.example./app/callback",
    "https://portal\u3002example/app/callback",
    "//portal.example/app/callback",
    "/app/callback",
    "javascript:alert(1)//portal.example/app/callback",
    "",
]
LOOPBACK_LOOKALIKES = [
    "http://localhost/cb",
    "http://localhost:80@evil.example/cb",
    "http://127.0.0.1:80@evil.example/cb",
    "http://127.0.0.1:@evil.example/cb",
    "http://127.0.0.1.evil.example/cb",
    "http://127.0.0.1:1.evil.example/cb",
    "http://127.0.0.1:123456/cb",
    "http://127.0.0.1:99999/cb",
    "http://127.0.0.1:65536/cb",
    "http://127.0.0.1:0/cb",
    "http://127.0.0.1:80/cb/x",
    "http://127.0.0.1:80/cb?x=1",
    "http://127.0.0.1:80\\@evil.example/cb",
    "http://127.0.0.2:80/cb",
    "https://127.0.0.1:80/cb",
    "http://[::2]:80/cb",
    "http://0.0.0.0:80/cb",
]


@pytest.mark.threat(1)
@pytest.mark.parametrize("uri", LOOKALIKES)
@pytest.mark.parametrize("client", [REGISTERED, NATIVE], ids=["web", "native"])
def test_a_lookalike_is_not_registered(uri: str, client: Client) -> None:
    assert not is_registered(uri, client)


@pytest.mark.threat(1)
@pytest.mark.parametrize("uri", LOOPBACK_LOOKALIKES)
def test_native_clients_may_change_nothing_but_the_loopback_port(uri: str) -> None:
    assert not is_registered(uri, NATIVE)


@pytest.mark.threat(1)
@pytest.mark.parametrize("uri", ["http://127.0.0.1:5173/cb", "http://[::1]:2/cb"])
def test_web_clients_may_not_change_the_loopback_port(uri: str) -> None:
    assert not is_registered(uri, REGISTERED)


@pytest.mark.parametrize(
    "uri", ["http://127.0.0.1:5173/cb", "http://127.0.0.1:65535/cb", "http://127.0.0.1/cb", "http://[::1]/cb"]
)
def test_native_clients_listen_on_any_loopback_port(uri: str) -> None:
    assert is_registered(uri, NATIVE)


@given(st.text())
def test_only_the_registered_text_is_registered(uri: str) -> None:
    assert is_registered(uri, REGISTERED) == (uri in REGISTERED.redirect_uris)


@pytest.mark.parametrize(
    ("uri", "application_type"),
    [
        ("https://portal.example/callback", "web"),
        ("https://portal.example", "web"),
        ("https://portal.example:8443/callback?tenant=1&x=%2e", "web"),
        ("https://portal.example/a..b/.well-known/x", "single_page"),
        ("https://xn--mnchen-3ya.example/cb", "web"),
        ("https://portal.example/X", "web"),
        ("https://portal.example/".ljust(2048, "a"), "web"),
        ("http://localhost:3000/callback", "web"),
        ("http://127.0.0.1:3000/callback", "web"),
        ("http://[::1]:3000/callback", "native"),
        ("com.app:/cb", "native"),
        ("com.example.app://callback", "native"),
    ],
)
def test_sound_uris_can_be_registered(uri: str, application_type: str) -> None:
    check_registrable(uri, application_type)


@pytest.mark.threat(3)
@pytest.mark.parametrize(
    ("uri", "reason"),
    [
        ("javascript:alert(1)", "https"),
        ("java.script:alert(1)", "https"),
        ("data:text/html,x", "https"),
        ("vbscript:x", "https"),
        ("file:///etc/passwd", "https"),
        ("com.app:/cb", "native"),
        ("http://portal.example/cb", "use https"),
        ("http://localhost.evil.example/cb", "use https"),
        ("http://127.0.0.2/cb", "use https"),
        ("http://127.1/cb", "use https"),
        ("http://2130706433/cb", "use https"),
        ("https://portal.example/cb#x", "fragment"),
        ("https://portal.example/cb#", "fragment"),
        ("https://user:pw@portal.example/cb", "user name"),
        ("http://localhost:80@evil.example/cb", "user name"),
        ("https://portal.example\\@evil.example/cb", "may not"),
        ("https://*.portal.example/cb", "wildcards"),
        ("https://portal.example/*", "wildcards"),
        ("https://portal.example/a b", "ASCII"),
        ("https://portal.example/cb\n", "ASCII"),
        ("https://portal.example/\0", "ASCII"),
        ("https://m\u00fcnchen.example/cb", "ASCII"),
        ("https://portal.example/a/../b", "segment"),
        ("https://portal.example/a/./b", "segment"),
        ("https://portal.example/%2E%2e/b", "segment"),
        ("https://portal.example/..;/b", "segment"),
        ("https:portal.example/cb", "must be written"),
        ("https:///cb", "no valid host"),
        ("https://;/cb", "no valid host"),
        ("https://a..b/cb", "no valid host"),
        ("https://[::g]/cb", "not a URI|no valid host"),
        ("https://[::1/cb", "not a URI"),
        ("https://portal.example:/cb", "port"),
        ("https://portal.example:0/cb", "port"),
        ("https://portal.example:99999/cb", "port"),
        ("https://portal.example:x/cb", "port"),
        ("//portal.example/cb", "https"),
        ("/cb", "https"),
        ("", "ASCII"),
        ("https://portal.example/" + "a" * 2048, "longer"),
        ("https://[v1.a:b]/cb", "host"),
    ],
)
def test_dangerous_uris_cannot_be_registered(uri: str, reason: str) -> None:
    with pytest.raises(InvalidRedirectUri, match=reason):
        check_registrable(uri, "web")


@pytest.mark.threat(3)
@pytest.mark.parametrize(
    "uri",
    ["javascript:alert(1)", "data:text/html,x", "app:/cb", "com.app:cb", "com.app://user@host/cb", "com.app:/../x"],
)
def test_native_clients_may_not_register_every_scheme(uri: str) -> None:
    with pytest.raises(InvalidRedirectUri):
        check_registrable(uri, "native")


@given(st.text(), st.sampled_from(["web", "native", "single_page"]))
def test_checking_anything_ends_in_a_verdict(uri: str, application_type: str) -> None:
    try:
        check_registrable(uri, application_type)
    except InvalidRedirectUri:
        return
    assert uri.isascii()
    assert uri.isprintable()


@pytest.mark.parametrize(
    ("uri", "origin"),
    [
        ("https://portal.example/cb?x", "https://portal.example"),
        ("https://Portal.Example:443/cb", "https://portal.example"),
        ("https://portal.example:8443/cb", "https://portal.example:8443"),
        ("http://localhost:80/", "http://localhost"),
        ("http://[::1]:5/cb", "http://[::1]:5"),
        ("com.app:/cb", None),
        ("https://a;form-action/x", None),
        ("https://portal.example:x/", None),
        ("https://[::1/", None),
        ("https://[v1.a:b]/", None),
        ("", None),
    ],
)
def test_origins(uri: str, origin: str | None) -> None:
    assert origin_of(uri) == origin
