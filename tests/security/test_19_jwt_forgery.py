"""Threat 19: tokens that are signed by nobody, by somebody else, or by a trick (RFC 8725 2, 3)."""

import contextlib
import json
import selectors
import socket
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from cryptography.hazmat.primitives import serialization
from joserfc.jwk import ECKey, RSAKey, import_key

from tests.factories.relying_parties import machine
from tests.security.forging import (
    ORDER,
    decode,
    encode,
    es256_signature,
    header_of,
    payload_of,
    sign_es256,
    sign_hmac,
    twin_of,
    unsigned,
)

pytestmark = [pytest.mark.threat(19), pytest.mark.usefixtures("session")]
NONE_TOO = b',"alg":"none"}'
MINE = ECKey.generate_key("P-256")


@dataclass
class Listener:
    """A port of this machine that somebody would connect to who follows an address in a token."""

    socket: socket.socket

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.socket.getsockname()[1]}/keys.json"

    def was_called(self) -> bool:
        with selectors.DefaultSelector() as selector:
            selector.register(self.socket, selectors.EVENT_READ)
            return bool(selector.select(timeout=0.1))


@pytest.fixture
def listener() -> Iterator[Listener]:
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as opened:
        yield Listener(opened)


@pytest.fixture
def tokens(rp):
    return rp.obtain_tokens()


@pytest.fixture
def token(tokens):
    return tokens["access_token"]


@pytest.fixture
def keys(client):
    return machine(client).get("/jwks.json").get_json()["keys"]


def is_refused(rp, forged):
    """By userinfo, introspection, revocation; and as a hint nothing follows from it."""
    answer = rp.userinfo(forged)
    assert answer.status_code in {400, 401}, answer.text
    assert "sub" not in answer.get_json()
    told = rp.introspect(forged)
    assert told == {"active": False} or told["error"] == "invalid_request"
    page = rp.browser.get("/logout", query_string={"id_token_hint": forged})
    assert page.headers.get("Location") is None, "a forged hint signed somebody out"
    assert "code" in rp.authorize(prompt="none").headers["Location"]
    return True


def test_nobodys_signature(rp, token, tokens):
    for genuine in (token, tokens["id_token"]):
        header, payload = header_of(genuine), payload_of(genuine)
        for algorithm in ("none", "None", "NONE", "nOnE", "", "null", None, 0, False, [], {}):
            forged = header | {"alg": algorithm}
            assert is_refused(rp, unsigned(forged, payload))
            assert is_refused(rp, unsigned(forged, payload, genuine.rpartition(".")[2]))
        without = {name: value for name, value in header.items() if name != "alg"}
        assert is_refused(rp, unsigned(without, payload))
        assert is_refused(rp, genuine.rpartition(".")[0] + ".")
        assert is_refused(rp, genuine.rpartition(".")[0])


def test_a_public_key_as_the_secret_of_an_hmac(rp, tokens, keys):
    for key in keys:
        public = import_key(key).get_op_key("verify")
        secrets = [
            public.public_bytes(encoding, serialization.PublicFormat.SubjectPublicKeyInfo)
            for encoding in (serialization.Encoding.PEM, serialization.Encoding.DER)
        ]
        secrets += [secrets[0].strip(), json.dumps(key).encode(), json.dumps(key, separators=(",", ":")).encode()]
        secrets += [key["kid"].encode(), b""]
        for genuine in (tokens["access_token"], tokens["id_token"]):
            for algorithm, name in (("HS256", "sha256"), ("HS512", "sha512")):
                header = header_of(genuine) | {"alg": algorithm, "kid": key["kid"]}
                for secret in secrets:
                    assert is_refused(rp, sign_hmac(header, payload_of(genuine), secret, name))


def test_a_clients_own_secret_as_the_secret_of_an_hmac(rp, tokens):
    genuine = tokens["id_token"]
    header = header_of(genuine) | {"alg": "HS256"}

    assert is_refused(rp, sign_hmac(header, payload_of(genuine), rp.registered.secret.encode()))


def test_a_key_of_somebody_elses(rp, tokens):
    for genuine in (tokens["access_token"], tokens["id_token"]):
        assert is_refused(rp, sign_es256(header_of(genuine), payload_of(genuine), MINE))


@pytest.mark.parametrize(
    "kid",
    [
        "unknown",
        "",
        None,
        0,
        True,
        [],
        ["x"],
        {"x": 1},
        "../../../../../../dev/null",
        "/dev/null",
        "/proc/sys/kernel/randomize_va_space",
        "keys/master.key",
        "file:///dev/null",
        "http://127.0.0.1/key",
        "' UNION SELECT 'x",
        "x' OR '1'='1",
        "x; DROP TABLE provider_keys",
        "$(id)",
        "|id",
        "\u0000",
        "\ud800",
        "%00",
        "__class__",
        "x" * 3000,
    ],
    ids=lambda kid: repr(kid)[:30],
)
def test_a_kid_finds_nothing_but_published_keys(rp, token, kid):
    header = {"alg": "ES256", "typ": "at+jwt", "kid": kid}

    assert is_refused(rp, sign_es256(header, payload_of(token), MINE))
    assert is_refused(rp, sign_hmac(header | {"alg": "HS256"}, payload_of(token), b""))


def test_a_token_without_kid(rp, token):
    assert is_refused(rp, sign_es256({"alg": "ES256", "typ": "at+jwt"}, payload_of(token), MINE))


def test_keys_and_addresses_in_the_header_are_not_looked_at(rp, tokens, listener):
    own = MINE.as_dict(private=False)
    for genuine in (tokens["access_token"], tokens["id_token"]):
        header = header_of(genuine)
        for further in (
            {"jwk": own},
            {"jwk": own, "kid": MINE.thumbprint()},
            {"jku": listener.url},
            {"jku": listener.url, "kid": MINE.thumbprint()},
            {"x5u": listener.url},
            {"x5c": [encode(b"certificate")]},
            {"x5t": "x", "x5t#S256": "x"},
            {"iss": listener.url},
        ):
            assert is_refused(rp, sign_es256(header | further, payload_of(genuine), MINE))
        payload = payload_of(genuine) | {"iss": listener.url.removesuffix("/keys.json")}
        assert is_refused(rp, sign_es256(header, payload, MINE))
    assert not listener.was_called()


def test_addresses_in_a_request_object_are_not_followed(rp, listener):
    """Only a registered address is."""
    for changes in ({"request_uri": listener.url}, {"request": unsigned({"alg": "none", "jku": listener.url}, {})}):
        assert "error=request" in rp.authorize(**changes).headers["Location"]
    assert not listener.was_called()


def test_the_listener_would_notice(listener):
    with socket.create_connection(listener.socket.getsockname()):
        assert listener.was_called()


@pytest.mark.parametrize(
    "further",
    [
        {"crit": ["exp"], "exp": 1},
        {"crit": ["unheard-of"], "unheard-of": True},
        {"crit": ["unheard-of"]},
        {"crit": []},
        {"crit": "alg"},
        {"crit": ["b64"], "b64": False},
        {"b64": False},
        {"zip": "DEF"},
        {"enc": "A128GCM"},
        {"cty": "JWT"},
    ],
    ids=str,
)
def test_a_strange_header_on_a_foreign_signature(rp, token, further):
    assert is_refused(rp, sign_es256(header_of(token) | further, payload_of(token), MINE))


def test_an_edited_header_or_payload(rp, tokens):
    for genuine in (tokens["access_token"], tokens["id_token"]):
        header, payload, signature = genuine.split(".")
        assert is_refused(rp, f"{header}.{encode(payload_of(genuine) | {'sub': 'acc_somebody_else'})}.{signature}")
        assert is_refused(rp, f"{header}.{encode(payload_of(genuine) | {'exp': 4102444800})}.{signature}")
        assert is_refused(rp, f"{encode(header_of(genuine) | {'typ': 'JWT', 'x': 1})}.{payload}.{signature}")


def test_the_payload_of_one_token_under_the_signature_of_another(rp, tokens):
    access, identity = tokens["access_token"].split("."), tokens["id_token"].split(".")

    assert is_refused(rp, ".".join([access[0], identity[1], access[2]]))
    assert is_refused(rp, ".".join([access[0], identity[1], identity[2]]))
    assert is_refused(rp, ".".join([access[0], access[1], identity[2]]))


def test_another_algorithm_than_the_keys(rp, token, keys):
    """Each published key is for one algorithm; an RSA key in particular for either padding, not for both."""
    for key in keys:
        for algorithm in {"ES256", "RS256", "PS256", "EdDSA", "ES256K", "ES384", "RS512"} - {key["alg"]}:
            header = {"alg": algorithm, "kid": key["kid"], "typ": "at+jwt"}
            assert is_refused(rp, unsigned(header, payload_of(token), token.rpartition(".")[2]))


@pytest.mark.parametrize(
    "signature",
    [
        bytes(64),
        es256_signature(0, 1),
        es256_signature(1, 0),
        es256_signature(1, 1),
        es256_signature(ORDER, ORDER),
        es256_signature(ORDER, 1),
        es256_signature(ORDER - 1, ORDER - 1),
        b"\xff" * 64,
        b"",
        bytes(63),
        bytes(65),
        bytes(128),
        bytes.fromhex("3006020100020100"),
        bytes.fromhex("3006020101020101"),
    ],
    ids=lambda raw: raw.hex()[:20],
)
def test_a_signature_out_of_nothing(rp, tokens, signature):
    """CVE-2022-21449: zeros that some libraries took for the signature of everything."""
    for genuine in (tokens["access_token"], tokens["id_token"]):
        assert is_refused(rp, f"{genuine.rpartition('.')[0]}.{encode(signature)}")


def test_rsa_and_eddsa_signatures_out_of_nothing(rp, token, keys):
    for key in keys:
        header = {"alg": key["alg"], "kid": key["kid"], "typ": "at+jwt"}
        for size in (0, 32, 64, 256, 384):
            for byte in (b"\x00", b"\x01", b"\xff"):
                assert is_refused(rp, unsigned(header, payload_of(token), encode(byte * size)))


def test_a_strange_rsa_key_of_ones_own(rp, token, keys):
    mine = RSAKey.generate_key(2048).as_dict(private=False)
    for key in keys:
        header = {"alg": "RS256", "kid": key["kid"], "typ": "at+jwt", "jwk": mine}
        assert is_refused(rp, unsigned(header, payload_of(token), encode(b"\x00\x01" + b"\xff" * 254)))


def test_the_twin_of_a_signature_is_no_second_life(rp, token):
    """ECDSA accepts (r, n - s) too. That is the same token: what is revoked stays revoked."""
    twin = twin_of(token)
    assert twin != token
    rp.revoke(token)

    assert rp.userinfo(twin).status_code == 401
    assert rp.introspect(twin) == {"active": False}


@pytest.mark.parametrize(
    "write",
    [
        lambda h, p, s: f"{h}=.{p}.{s}",
        lambda h, p, s: f"{h}.{p}=.{s}",
        lambda h, p, s: f"{h}.{p}.{s}=",
        lambda h, p, s: f"{h}.{p}.{s}==",
        lambda h, p, s: f"{h}.{p}.{s}====",
        lambda h, p, s: f"{h}.{p}.{s}.",
        lambda h, p, s: f".{h}.{p}.{s}",
        lambda h, p, s: f"{h}.{p}.{s}.{s}",
        lambda h, p, s: f"{h}.{p}.{s}.{s}.{s}",
        lambda h, p, s: f"{h}..{s}",
        lambda h, p, s: f".{p}.{s}",
        lambda h, p, s: "..",
        lambda h, p, s: "....",
        lambda h, p, s: f"{h}.{p}.{s[:-2]}",
        lambda h, p, s: f"{h}.{p}.A{s}",
        lambda h, p, s: f"{h}.{p}.{s[:-1]}{chr(ord(s[-1]) + 1)}",
        lambda h, p, s: f"{h}.{p}.{s[:10]}~{s[10:]}",
        lambda h, p, s: f"{h}.{p}.{s}/",
        lambda h, p, s: f"{h[:5]}+{h[5:]}.{p}.{s}",
        lambda h, p, s: json.dumps({"protected": h, "payload": p, "signature": s}),
        lambda h, p, s: json.dumps({"payload": p, "signatures": [{"protected": h, "signature": s}]}),
        lambda h, p, s: encode(json.dumps({"protected": h, "payload": p, "signature": s}).encode()),
        lambda h, p, s: f"{encode(decode(h) + b' ')}.{p}.{s}",
        lambda h, p, s: f"{encode(b'{}')}.{p}.{s}",
        lambda h, p, s: f"{encode(b'[]')}.{p}.{s}",
        lambda h, p, s: f"{encode(b'null')}.{p}.{s}",
        lambda h, p, s: f"{encode(bytes(10))}.{p}.{s}",
        lambda h, p, s: f"{encode(b'{')}.{p}.{s}",
        lambda h, p, s: f"{encode(decode(h)[:-1] + NONE_TOO)}.{p}.{s}",
    ],
)
def test_a_genuine_token_in_another_form(rp, token, write):
    """One token has one spelling: what is logged, compared and revoked is what was issued."""
    assert is_refused(rp, write(*token.split(".")))


def test_white_space_and_line_breaks(rp, token):
    for changed in (f"{token[:20]} {token[20:]}", f"{token}\u00a0", f"{token}x", f"\u200b{token}"):
        assert rp.introspect(changed) == {"active": False}
        assert rp.browser.get("/logout", query_string={"id_token_hint": changed}).headers.get("Location") is None
