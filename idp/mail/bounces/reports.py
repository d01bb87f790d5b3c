"""Reading delivery status notifications (RFC 3464), which anyone may have written.

Only what is needed is taken apart, line by line and without recursion: the parser of :mod:`email` descends into every
part of a message, and a nest of a thousand parts costs it minutes.
"""

import base64
import binascii
import quopri
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import Message as Headers
from email.parser import BytesHeaderParser

from idp.mail.bounces.causes import Bounce, BounceCause, decide_cause, find_status
from idp.mail.header_text import clean_line

_LONGEST_BOUNDARY = 70
_MOST_PARTS, _MOST_RECIPIENTS = 10, 20
# No server writes one that comes near; reading its parameters takes time that grows with the square of its length.
_LONGEST_TYPE = 1000
# What comes after it is not read: each field is an object of its own, and a message may consist of nothing else.
_LONGEST_HEAD = 64 * 1024
_MAXIMUM_DETAIL = 300
_STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_BLANK_LINE = re.compile(rb"\r?\n[ \t]*\r?\n")
_XTEXT = re.compile(r"\+([0-9A-F]{2})")


@dataclass(frozen=True, slots=True)
class RecipientReport:
    """What is told of one recipient. ``action`` in lower case; ``addresses`` are the one that the mail was sent to and
    the one that it came to, in lower case."""

    action: str
    status: str
    diagnostic: str
    addresses: frozenset[str]


def parse_report(raw: bytes) -> Sequence[RecipientReport]:
    """What a message tells of its recipients, in its order; empty for one that is no such notification."""
    head, body = _split_head(raw)
    if len(str(head.get("Content-Type", ""))) > _LONGEST_TYPE:
        return ()
    report_type = _parameter(head, "report-type")
    if head.get_content_type() != "multipart/report" or report_type not in {"delivery-status", ""}:
        return ()
    for part in _parts(body, _parameter(head, "boundary", fold=False)):
        part_head, part_body = _split_head(part)
        if part_head.get_content_type() in _STATUS_TYPES:
            return tuple(_recipients(_decode(part_head, part_body)))
    return ()


def find_bounce(reports: Sequence[RecipientReport], recipient: str) -> Bounce | None:
    """The bounce of a mail to ``recipient`` that a notification tells of; None where nothing has failed.

    Where it names another address, to which the mail was forwarded, that one may be unknown; ours is not.
    """
    failed = [report for report in reports if report.action == "failed"]
    own = [report for report in failed if recipient.lower() in report.addresses]
    if not failed:
        return None
    bounce = _bounce_of((own or failed)[0])
    if not own and bounce.cause is BounceCause.NO_SUCH_ADDRESS:
        return Bounce(BounceCause.UNDELIVERABLE, bounce.status, bounce.detail)
    return bounce


def find_delay(reports: Sequence[RecipientReport]) -> str | None:
    """The reason of a server that still tries to deliver; None where no report tells of that."""
    return next((_detail(report) for report in reports if report.action == "delayed"), None)


def _bounce_of(report: RecipientReport) -> Bounce:
    status = report.status
    if status in {"", "5.0.0", "4.0.0"}:
        # Servers that translate the reply of another one often keep its code in the diagnosis alone.
        status = find_status(report.diagnostic) or status
    return Bounce(decide_cause(status), status, _detail(report))


def _detail(report: RecipientReport) -> str:
    """One short line. A server may quote the mail: no link of it may be kept."""
    text = re.sub(r"\bhttps?:\S+", "…", report.diagnostic) or report.status or report.action
    return clean_line(text, _MAXIMUM_DETAIL)


def _split_head(raw: bytes) -> tuple[Headers, bytes]:
    raw = raw.lstrip(b"\r\n")
    found = _BLANK_LINE.search(raw)
    head, body = (raw[: found.start()], raw[found.end() :]) if found else (raw, b"")
    return _parse_fields(head), body


def _parse_fields(raw: bytes) -> Headers:
    return BytesHeaderParser().parsebytes(raw[:_LONGEST_HEAD])


def _parameter(head: Headers, name: str, *, fold: bool = True) -> str:
    """A parameter of Content-Type, and empty for one that is missing or can't be read."""
    try:
        value = head.get_param(name)
    except (ValueError, LookupError, TypeError):
        return ""
    text = value[2] if isinstance(value, tuple) else str(value or "")
    return text.lower() if fold else text


def _parts(body: bytes, boundary: str) -> Iterator[bytes]:
    """The first parts of a multipart body (RFC 2046, 5.1.1)."""
    if not 0 < len(boundary) <= _LONGEST_BOUNDARY:
        return
    delimiter = re.escape(f"--{boundary}".encode())
    pieces = re.split(rb"(?m)^" + delimiter + rb"(?:--)?[ \t]*\r?$\n?", body, maxsplit=_MOST_PARTS)
    yield from pieces[1:]


def _decode(head: Headers, body: bytes) -> bytes:
    encoding = str(head.get("Content-Transfer-Encoding", "")).strip().lower()
    if encoding == "quoted-printable":
        return quopri.decodestring(body)
    if encoding == "base64":
        try:
            return base64.b64decode(body)
        except (binascii.Error, ValueError):
            return b""
    return body


def _recipients(body: bytes) -> Iterator[RecipientReport]:
    """The blocks of fields after the first one, which is about the message as a whole; some servers leave that out."""
    blocks = [block for block in _BLANK_LINE.split(body, maxsplit=_MOST_RECIPIENTS) if block.strip()]
    for block in blocks[:_MOST_RECIPIENTS]:
        fields = _parse_fields(block.strip(b"\r\n"))
        action = _field(fields, "Action").lower()
        if not action:
            continue
        addresses = (_address(_field(fields, name)) for name in ("Original-Recipient", "Final-Recipient"))
        yield RecipientReport(
            action=action.split()[0],
            status=find_status(_field(fields, "Status")),
            diagnostic=_field(fields, "Diagnostic-Code"),
            addresses=frozenset(address for address in addresses if address),
        )


def _field(fields: Headers, name: str) -> str:
    return clean_line(str(fields.get(name, "")), 2000)


def _address(text: str) -> str:
    """The address behind its type, such as ``rfc822; anna@example.com``, which may be in the letters of RFC 3461, 4."""
    address = text.rpartition(";")[2].strip().strip("<>")
    return _XTEXT.sub(lambda found: chr(int(found[1], 16)), address).lower()
