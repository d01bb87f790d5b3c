"""The portal of the trial as a relying party: which logout tokens it believes, and where it leads after a sign-in."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask, session
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from joserfc.jws import JWSRegistry

from idp.demo.portal import load_example
from idp.infrastructure.clock import current_time

ISSUER, URL, CLIENT_ID = "http://localhost:8000", "http://localhost:8001", "cl_portal"
KEY = ECKey.generate_key("P-256", {"kid": "current", "alg": "ES256", "use": "sig"})
ANOTHER_KEY = ECKey.generate_key("P-256", {"kid": "current", "alg": "ES256", "use": "sig"})
# When the tests were collected; they may run long after that.
NOW, A_DAY = int(current_time().timestamp()), 86400
CLAIMS: Mapping[str, Any] = {
    "iss": ISSUER,
    "sub": "acc_ada",
    "aud": CLIENT_ID,
    "iat": NOW,
    "exp": NOW + A_DAY,
    "jti": "lgt_1",
    "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
    "sid": "ses_1",
}
VISITS = {"here": ("acc_ada", "ses_1"), "elsewhere": ("acc_ada", "ses_2"), "of another": ("acc_grace", "ses_3")}


@pytest.fixture
def portal() -> Any:
    """The portal, with its provider's metadata and keys, and three visits."""
    example, app = load_example(), Flask("portal")
    app.secret_key = "tests"
    portal = example.Portal(app, example.Configuration("nordlicht", URL, ISSUER, CLIENT_ID, "secret"))
    portal.provider.server_metadata |= {
        "_loaded_at": NOW,
        "issuer": ISSUER,
        "authorization_endpoint": f"{ISSUER}/authorize",
        "id_token_signing_alg_values_supported": ["ES256"],
        "jwks": KeySet([KEY]).as_dict(private=False),
    }
    for name, (subject, sid) in VISITS.items():
        portal.visits[name] = example.Visit({"userinfo": {"sub": subject, "sid": sid}})
    portal.app = app
    return portal


def signed(claims: Mapping[str, Any], key: ECKey = KEY, **header: str) -> str:
    protected = {"alg": "ES256", "kid": "current", "typ": "logout+jwt"} | header
    return jwt.encode(protected, dict(claims), key, registry=JWSRegistry(algorithms=["ES256", "none"]))


def receive(portal: Any, token: str) -> int:
    """The status with which the portal answers."""
    with portal.app.test_request_context(method="POST", data={"logout_token": token}):
        return portal.backchannel_logout()[1]


@pytest.mark.threat(31)
@pytest.mark.parametrize(
    ("claims", "left"),
    [
        (CLAIMS, {"elsewhere", "of another"}),
        ({name: value for name, value in CLAIMS.items() if name != "sub"}, {"elsewhere", "of another"}),
        ({name: value for name, value in CLAIMS.items() if name != "sid"}, {"of another"}),
        (CLAIMS | {"sub": "acc_grace"}, set(VISITS)),
    ],
)
def test_a_logout_token_ends_the_visits_of_its_session_or_of_its_subject(
    portal: Any, claims: Mapping[str, Any], left: set[str]
) -> None:
    """Issue 10, item 7."""
    assert receive(portal, signed(claims)) == 200
    assert set(portal.visits) == left


@pytest.mark.threat(31)
@pytest.mark.parametrize(
    "token",
    [
        "no token",
        "",
        signed(CLAIMS, ANOTHER_KEY),
        signed(CLAIMS, typ="JWT"),
        signed(CLAIMS | {"iss": "https://evil.example"}),
        signed(CLAIMS | {"aud": "cl_other"}),
        signed(CLAIMS | {"exp": NOW - A_DAY}),
        signed(CLAIMS | {"iat": NOW + A_DAY}),
        signed(CLAIMS | {"nonce": "n"}),
        signed(CLAIMS | {"events": {}}),
        signed(CLAIMS | {"events": ["http://schemas.openid.net/event/backchannel-logout"]}),
        signed({name: value for name, value in CLAIMS.items() if name not in {"sub", "sid"}}),
        *(
            signed({name: value for name, value in CLAIMS.items() if name != left_out})
            for left_out in ("iss", "aud", "iat", "exp", "jti", "events")
        ),
    ],
)
def test_any_other_token_ends_nothing(portal: Any, token: str) -> None:
    """Back-Channel Logout 1.0 section 2.6.

    Issue 10, item 7.
    """
    assert receive(portal, token) == 400
    assert set(portal.visits) == set(VISITS)


def test_new_tokens_do_not_bring_back_a_visit_that_was_ended_meanwhile(portal: Any) -> None:
    with portal.app.test_request_context():
        session["visit"] = "here"
        portal.renew({"access_token": "new"})
        assert portal.visits["here"].token["access_token"] == "new"
        receive(portal, signed(CLAIMS))
        portal.renew({"access_token": "newer"})
        assert "here" not in portal.visits


@pytest.mark.parametrize(
    ("target", "kept"),
    [
        (f"{URL}/orders?open=1", f"{URL}/orders?open=1"),
        (f"{URL}//evil.example", f"{URL}//evil.example"),
        ("https://evil.example/", None),
        ("http://localhost:8002/", None),
        (f"{URL}@evil.example/", None),
        (f"{URL}\\@evil.example/", None),
        ("//evil.example/", None),
        ("/orders", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_a_sign_in_that_the_provider_starts_goes_on_at_a_page_of_the_portal_alone(
    portal: Any, target: str, kept: str | None
) -> None:
    """OpenID Connect Core 1.0 section 4.

    Issue 10, item 5.
    """
    query = {"iss": ISSUER, "target_link_uri": target, "login_hint": "ada@customer.example"}
    with portal.app.test_request_context(query_string=query):
        location = portal.sign_in().location
        assert session["target"] == kept
    assert parse_qs(urlsplit(location).query)["login_hint"] == ["ada@customer.example"]
