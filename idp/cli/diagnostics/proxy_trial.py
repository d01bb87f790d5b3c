"""What the proxy in front makes of header fields that a sender has made up, and of a body that comes slowly.

Both are tried through the public address: only the provider itself sees what is left of them.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from idp.cli.diagnostics.examination import Finding, ok, problem, warning

# An address of TEST-NET-1 (RFC 5737), which nobody has.
MADE_UP = "192.0.2.77"
MADE_UP_FIELDS = {"X-Forwarded-For": MADE_UP, "X_Forwarded_For": MADE_UP}
_PAUSE_SECONDS = 1.5


@dataclass(frozen=True)
class Passed:
    """What came through: the forwarding field as it arrived, fields with an underscore, the seconds of the body, and
    what stands in the field for certificates."""

    forwarded_for: str
    left_out: tuple[str, ...]
    body_took: float
    client_certificate: str


class SlowBody:
    """Two bytes with a pause between them, whose number is said before."""

    def __len__(self) -> int:
        return 2

    def __iter__(self) -> Iterator[bytes]:
        yield b"."
        time.sleep(_PAUSE_SECONDS)
        yield b"."


def made_up_fields(certificate_field: str | None) -> dict[str, str]:
    """The fields that are sent, with that for certificates where the installation has one."""
    return MADE_UP_FIELDS | ({certificate_field: MADE_UP} if certificate_field is not None else {})


def check_passed(passed: Passed) -> Iterator[Finding]:
    """The findings about a proxy that lets this through."""
    if passed.client_certificate == MADE_UP:
        yield problem(
            "The proxy hands the field for certificates on as its sender wrote it: everybody may claim to be a client "
            "that authenticates with a certificate.",
            "Have it replace the field of client_certificates.header in every request (docs/reverse-proxies.md).",
        )
    if passed.forwarded_for.rpartition(",")[2].strip() == MADE_UP:
        yield problem(
            "The proxy hands X-Forwarded-For on as its sender wrote it: everybody may claim any address.",
            "Have it append the sender's address (nginx: $proxy_add_x_forwarded_for; HAProxy: option forwardfor) or "
            "replace the field.",
        )
    else:
        does = "appends to" if MADE_UP in passed.forwarded_for else "replaces"
        yield ok(f"The proxy {does} the X-Forwarded-For of its sender.")
    if "x_forwarded_for" in passed.left_out:
        yield warning(
            "The proxy hands X_Forwarded_For on, with underscores. It is ignored here; other programs may believe it.",
            "Have it drop such names (nginx: underscores_in_headers off; HAProxy: http-request del-header; Caddy: "
            "request_header -X_Forwarded_For).",
        )
    else:
        yield ok("The proxy drops names with underscores.")
    if passed.body_took > _PAUSE_SECONDS / 2:
        yield warning(
            "The proxy hands bodies on while they arrive: slow ones wait here, each for server.body_seconds.",
            "Have it hold them until they are whole (nginx: proxy_request_buffering on; HAProxy: option "
            "http-buffer-request; Caddy: request_buffers 128KiB).",
        )
    else:
        yield ok("The proxy holds bodies until they are whole.")
