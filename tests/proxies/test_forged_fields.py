"""Whom the provider takes for the sender of a request with made-up header fields that came through a proxy."""

import pytest

from tests.proxies.front import Front

pytestmark = pytest.mark.only_on("sqlite")
# One of the many addresses of this machine's loopback; the proxy comes from another.
SENDER = "127.0.0.5"
FORGED = {
    "nothing": {},
    "X-Forwarded-For": {"X-Forwarded-For": "192.0.2.77"},
    "X-Forwarded-For that names the proxy": {"X-Forwarded-For": "192.0.2.77, 127.0.0.1"},
    "X_Forwarded_For": {"X_Forwarded_For": "192.0.2.77"},
    "both spellings": {"X_Forwarded_For": "192.0.2.77", "X-Forwarded-For": "192.0.2.78"},
    "X-Forwarded-Proto": {"X-Forwarded-Proto": "http"},
    "X_Forwarded_Proto": {"X_Forwarded_Proto": "http"},
    "X-Forwarded-Host": {"X-Forwarded-Host": "evil.example"},
    "X-Real-IP": {"X-Real-IP": "192.0.2.77"},
    "Forwarded": {"Forwarded": "for=192.0.2.77;proto=http;host=evil.example"},
}


@pytest.mark.parametrize("fields", FORGED.values(), ids=FORGED)
def test_the_sender_is_known_whatever_it_claims(proxied: Front, fields: dict[str, str]) -> None:
    """Trial row S6."""
    facts = proxied.seen(SENDER, fields)
    assert (facts["ip"], facts["peer"], facts["scheme"]) == (SENDER, "127.0.0.1", "https")
