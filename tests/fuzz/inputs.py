"""What is thrown at the endpoints: nearly right values, and what nobody would think of."""

import base64
from urllib.parse import quote

from hypothesis import strategies as st

# Each has broken some parser: quotes, controls, surrogates, directions, long, deep, numbers, templates, paths.
AWKWARD = (
    "",
    " ",
    "\0",
    "a\0b",
    "\r\nX: y",
    "\ud800",
    "\udcff",
    "\ufeff",
    "\u202e\u2066",
    "é",
    "e\u0301",
    "İıſK",
    "🙈",
    '"',
    "'",
    "\\",
    "%",
    "%zz",
    "%00",
    "%u0041",
    "%c0%af",
    "{{7*7}}",
    "${7*7}",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "../../../etc/passwd",
    "[]",
    "{}",
    '{"userinfo":[]}',
    '{"id_token":{"acr":{"essential":1,"values":3}}}',
    '{"id_token":{"sub":{"value":{}}}}',
    "[" * 3000,
    "null",
    "NaN",
    "-1",
    "0",
    "1e400",
    "9" * 400,
    "٣",
    "x" * 3000,
    "x" * 9000,
    "x" * 40000,
    "https://shop.example.test/callback",
    "https://[::1",
    "http://[",
    "http://a:b:c",
    "//",
    "javascript:alert(1)",
    "a.b.c",
    "..",
    "e30.e30.",
    "eyJhbGciOiJub25lIn0.e30.",
    "fam_.",
    "fam_x.\x7f",
    "none login",
    "openid " * 500,
)

garbage = st.one_of(
    st.sampled_from(AWKWARD),
    st.text(max_size=40),
    st.text(alphabet=st.characters(codec=None), max_size=10),
    st.binary(max_size=20).map(lambda raw: raw.decode("latin-1")),
)


def encode(text: str) -> str:
    """Percent-encoded, lone surrogates as the bytes that UTF-8 forbids."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def form_bytes(pairs: list[tuple[str, str]]) -> bytes:
    return "&".join(f"{encode(name)}={encode(value)}" for name, value in pairs).encode()


raw_queries = st.one_of(
    st.sampled_from(
        ["", "&", "=", "&&==&", "%", "a=%", "a=%zz&b=%f", "%ff=%fe", "a[]=1&a[b]=2", "a;b", "a=1;a=2", "?"]
    ),
    st.binary(max_size=30).map(lambda raw: quote(raw, safe="&=%+;")),
)

BODIES = (
    b"",
    b"&&&===",
    b"%",
    b"a=%zz",
    b"\xff\xfe=\xfd",
    b"\x00",
    b"{}",
    b"[]",
    b"[1",
    b"null",
    b'{"grant_type":"refresh_token"}',
    b"--x\r\n",
    b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1",
    b'--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\n1\r\n--x--\r\n',
    b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--",
    b"--x\r\n\xff: y\r\n\r\n1\r\n--x--",
    b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
    b"a=1&" * 3000,
    b"x" * 70000,
)

raw_bodies = st.one_of(
    st.binary(max_size=200),
    st.sampled_from(BODIES),
)

CONTENT_TYPES = (
    None,
    "",
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-16",
    "application/x-www-form-urlencoded; charset=nonsense",
    "APPLICATION/X-WWW-FORM-URLENCODED",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    'multipart/form-data; boundary="',
    "multipart/form-data; boundary=" + "y" * 300,
    "application/json",
    "application/json; charset=utf-7",
    "text/plain",
    "text/xml",
    "application/octet-stream",
    "/",
    ";",
    "é",
)

content_types = st.sampled_from(CONTENT_TYPES)


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode("utf-8", "surrogatepass")).decode()


AUTHORIZATIONS = (
    "",
    " ",
    "Basic",
    "Basic ",
    "Basic !!!",
    "Basic Og==",
    "Basic OnB3",
    "Basic YQ==",
    "Basic /////w==",
    "basic " + "QQ" * 3000,
    "Bearer",
    "Bearer ",
    "Bearer a b",
    "Bearer a.b.c",
    "Bearer " + "." * 200,
    "Bearer é",
    "DPoP x",
    "Digest username=x",
    "Negotiate YII=",
    ":",
)

authorizations = st.one_of(
    st.none(),
    st.sampled_from(AUTHORIZATIONS),
    garbage.map(basic),
    st.tuples(garbage, garbage).map(lambda pair: basic(f"{encode(pair[0])}:{encode(pair[1])}")),
)

COOKIES = (
    "",
    ";",
    "=",
    "__Host-idp-session",
    "__Host-idp-session=",
    "__Host-idp-session=x; __Host-idp-session=y",
    "__Host-idp-browser=x",
    "__Host-idp-browser=e30.x.y",
    "__Host-idp-browser=.eJw; __Host-idp-browser=",
    '__Host-idp-browser="\\303\\050"',
    "__Host-idp-session=" + "a" * 9000,
    "a=b; " * 1000,
    "session=\x7f",
    "__Host-idp-session=\xff\xfe",
    "$Version=1; __Host-idp-session=a; $Path=/",
)

cookies = st.one_of(
    st.none(),
    st.sampled_from(COOKIES),
)

further_headers = st.dictionaries(
    st.sampled_from(
        [
            "Origin",
            "Referer",
            "Accept",
            "Accept-Language",
            "Accept-Encoding",
            "Sec-Fetch-Site",
            "Sec-Fetch-Mode",
            "X-Forwarded-For",
            "X-Forwarded-Proto",
            "X-Forwarded-Host",
            "X-Request-Id",
            "X-HTTP-Method-Override",
            "If-None-Match",
            "If-Modified-Since",
            "Range",
            "User-Agent",
            "Access-Control-Request-Method",
            "Transfer-Encoding",
            "Expect",
            "DPoP",
        ]
    ),
    st.one_of(
        st.sampled_from(
            ["", "null", "*", "cross-site", "same-origin", "https://evil.example", "de;q=x,,;;", "x" * 3000, "%", "-"]
        ),
        st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=20),
    ),
    max_size=4,
)
