"""Addresses that look like a registered one to some reader, and are not it."""

from urllib.parse import quote

HOST = "shop.example.test"


def near_misses(path: str) -> list[str]:
    """Variations of ``https://shop.example.test`` + ``path``, none of which is that very string."""
    exact = f"https://{HOST}{path}"
    return [
        *_other_hosts(path),
        *_other_authorities(path),
        *_other_spellings(path),
        *_other_paths(exact),
        *_other_schemes(path),
    ]


def _other_hosts(path: str) -> list[str]:
    hosts = [
        f"{HOST}.evil.example",
        f"evil{HOST}",
        f"evil.{HOST}",
        "evil.example",
        f"evil.example/{HOST}",
        f"evil.example?{HOST}",
        f"{HOST}evil.example",
        f"{HOST},evil.example",
        f"{HOST}_.evil.example",
        # A Cyrillic letter, its punycode, full-width letters, an ideographic full stop, soft hyphen, zero width space.
        "sh\u043ep.example.test",
        "xn--shp-uyc.example.test",
        "\uff53\uff48\uff4f\uff50.example.test",
        "shop\u3002example\u3002test",
        "sh\u00adop.example.test",
        "sh\u200bop.example.test",
        "s\u212aop.example.test",
        f"{HOST}\u2044evil.example",
        "0x7f.1",
        "2130706433",
        "[::ffff:127.0.0.1]",
    ]
    return [f"https://{host}{path}" for host in hosts]


def _other_authorities(path: str) -> list[str]:
    authorities = [
        f"{HOST}@evil.example",
        f"{HOST}:80@evil.example",
        f"{HOST}%40evil.example",
        f"evil.example%40{HOST}",
        f"evil.example\\@{HOST}",
        f"evil.example#@{HOST}",
        f"evil.example?@{HOST}",
        f"evil.example%00.{HOST}",
        f"evil.example%2523@{HOST}",
        f"user:secret@{HOST}",
        f"@{HOST}",
        f"{HOST}:443",
        f"{HOST}:8443",
        f"{HOST}:",
        f"{HOST}:0443",
        f"{HOST}.",
        f"{HOST}%2e",
        f"{HOST}\t",
    ]
    return [f"https://{authority}{path}" for authority in authorities]


def _other_spellings(path: str) -> list[str]:
    exact = f"https://{HOST}{path}"
    return [
        f"https://{HOST.upper()}{path}",
        f"HTTPS://{HOST}{path}",
        f"https://sHop.example.test{path}",
        f"https://%73hop.example.test{path}",
        quote(exact, safe=""),
        f" {exact}",
        f"{exact} ",
        f"{exact}\u00a0",
        f"https:/{HOST}{path}",
        f"https:///{HOST}{path}",
        f"https:\\\\{HOST}{path}",
        f"//{HOST}{path}",
        f"{HOST}{path}",
        path,
    ]


def _other_paths(exact: str) -> list[str]:
    base = exact.rstrip("/")
    return [
        *(f"{base}{tail}" for tail in _TAILS),
        *(
            f"https://{HOST}{path}"
            for path in ("/open?to=https://evil.example", "//evil.example", "/%2f%2fevil.example")
        ),
        # One character more, one less, another case.
        f"{exact}x",
        exact[:-1],
        exact.replace(".test/", ".test//", 1),
        exact.replace(".test/", ".test/./", 1),
        exact.replace(".test/", ".test/%61/../", 1),
    ]


_TAILS = (
    "//",
    "/..",
    "/../",
    "/%2e%2e/open",
    "%2f..",
    "%252f..",
    "%252e%252e%252fopen",
    "/..;/open",
    ";/../open",
    "\\..\\open",
    "%5c..%5copen",
    "?next=https://evil.example",
    "?",
    "??",
    "#",
    "#x",
    "#@evil.example/",
    "%23",
    "%20",
    "%0d%0aLocation:%20https://evil.example",
    "%00",
    "*",
    "/*",
)


def _other_schemes(path: str) -> list[str]:
    return [
        f"http://{HOST}{path}",
        f"ftp://{HOST}{path}",
        f"javascript://{HOST}{path}%0aalert(1)",
        "javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:msgbox",
        "file:///etc/passwd",
        "about:blank",
        f"blob:https://{HOST}{path}",
        f"view-source:https://{HOST}{path}",
    ]
