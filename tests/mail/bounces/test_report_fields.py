"""What a notification must be to be read, and what is taken from each of its fields."""

import base64

import pytest

from idp.mail.bounces.causes import BounceCause
from idp.mail.bounces.reports import RecipientReport, find_bounce, find_delay, parse_report

ANNA = "anna@example.com"
FAILED = "Final-Recipient: rfc822; anna@example.com\nAction: failed\nStatus: 5.1.1"
TYPE = 'multipart/report; report-type=delivery-status; boundary="b"'
STATUS_TYPE = "Content-Type: message/delivery-status"


def report(*blocks: str, of_type: str = TYPE, part: str = STATUS_TYPE, boundary: str = "b") -> bytes:
    """A notification of these blocks of fields, without a first one about the message as a whole."""
    fields = "\n\n".join(blocks)
    return f"Content-Type: {of_type}\n\n--{boundary}\n{part}\n\n{fields}\n\n--{boundary}--\n".encode()


def recipient(address: str, action: str = "failed", status: str = "5.1.1", diagnostic: str = "") -> str:
    """The block of one recipient."""
    return f"Final-Recipient: rfc822; {address}\nAction: {action}\nStatus: {status}\nDiagnostic-Code: {diagnostic}"


@pytest.mark.parametrize(
    ("of_type", "part", "is_read"),
    [
        (TYPE, STATUS_TYPE, True),
        ('Multipart/REPORT; report-type=Delivery-Status; boundary="b"', STATUS_TYPE, True),
        ('multipart/report; boundary="b"', STATUS_TYPE, True),
        ("multipart/report; report-type=delivery-status; boundary*=us-ascii'en'b", STATUS_TYPE, True),
        (TYPE, "Content-Type: message/global-delivery-status", True),
        ('multipart/mixed; report-type=delivery-status; boundary="b"', STATUS_TYPE, False),
        ('multipart/report; report-type=disposition-notification; boundary="b"', STATUS_TYPE, False),
        ("multipart/report; report-type=delivery-status", STATUS_TYPE, False),
        ('multipart/report; x*=a; x*0=b; boundary="b"', STATUS_TYPE, False),
        (TYPE, "Content-Type: message/disposition-notification", False),
    ],
)
def test_a_report_is_one_by_its_type_and_that_of_its_part(of_type: str, part: str, is_read: bool) -> None:
    assert bool(parse_report(report(FAILED, of_type=of_type, part=part))) is is_read


@pytest.mark.parametrize(("length", "is_read"), [(1000, True), (1001, False)])
def test_a_type_is_read_up_to_a_thousand_letters(length: int, is_read: bool) -> None:
    assert bool(parse_report(report(FAILED, of_type=f"{TYPE}; x=".ljust(length, "y")))) is is_read


@pytest.mark.parametrize(("length", "is_read"), [(0, False), (1, True), (70, True), (71, False)])
def test_a_boundary_has_one_to_seventy_letters(length: int, is_read: bool) -> None:
    """RFC 2046, 5.1.1."""
    boundary = "x" * length
    raw = report(FAILED, of_type=f"multipart/report; boundary={boundary}", boundary=boundary)
    assert bool(parse_report(raw)) is is_read


@pytest.mark.parametrize(
    ("encoding", "body", "is_read"),
    [
        (" Base64 ", base64.b64encode(FAILED.encode()).decode(), True),
        ("BASE64", "a", False),
        ("Quoted-Printable", FAILED.replace(":", "=3A"), True),
        ("8bit", FAILED, True),
    ],
)
def test_the_encoding_of_a_report_is_read_in_any_case(encoding: str, body: str, is_read: bool) -> None:
    part = f"{STATUS_TYPE}\nContent-Transfer-Encoding:{encoding}"
    assert bool(parse_report(report(body, part=part))) is is_read


def test_white_lines_before_a_report_do_not_end_its_head() -> None:
    assert parse_report(b"\r\n\n" + report(FAILED))


def test_each_recipient_is_told_of_with_both_addresses() -> None:
    raw = report(
        "Reporting-MTA: dns; mx.example.net",
        "Original-Recipient: rfc822;Anna+2Bshop@Example.com\nFinal-Recipient: rfc822; <Xaver@example.net>\n"
        "Action: Failed (no mailbox)\nStatus: 5.1.1 (unknown)\nDiagnostic-Code: smtp; 550 no X",
        "Final-Recipient: local; berta@example.com\nStatus: 5.1.1",
        "Final-Recipient: clara@example.com\nAction: delayed\nStatus: 4.4.1",
    )
    assert parse_report(raw) == (
        RecipientReport("failed", "5.1.1", "smtp; 550 no X", frozenset({"anna+shop@example.com", "xaver@example.net"})),
        RecipientReport("delayed", "4.4.1", "", frozenset({"clara@example.com"})),
    )


def test_the_first_twenty_recipients_are_read() -> None:
    raw = report(*(recipient(f"{number}@example.com") for number in range(25)))
    assert [next(iter(each.addresses)) for each in parse_report(raw)] == [f"{n}@example.com" for n in range(20)]


@pytest.mark.parametrize(
    ("blocks", "cause", "status"),
    [
        ([recipient("x@example.org"), recipient(ANNA, status="5.2.2")], BounceCause.MAILBOX_FULL, "5.2.2"),
        ([recipient(ANNA, "delivered", "2.0.0"), recipient("x@example.org")], BounceCause.UNDELIVERABLE, "5.1.1"),
        ([recipient(ANNA, status="", diagnostic="smtp; 550 5.1.1 no")], BounceCause.NO_SUCH_ADDRESS, "5.1.1"),
        ([recipient(ANNA, status="4.0.0", diagnostic="smtp; 452 4.2.2 no")], BounceCause.MAILBOX_FULL, "4.2.2"),
        ([recipient(ANNA, status="5.2.2", diagnostic="smtp; 550 5.1.1 no")], BounceCause.MAILBOX_FULL, "5.2.2"),
        ([recipient(ANNA, status="5.0.0", diagnostic="smtp; 550 no")], BounceCause.UNDELIVERABLE, "5.0.0"),
        ([recipient(ANNA, status="")], BounceCause.UNDELIVERABLE, ""),
    ],
)
def test_the_bounce_is_that_of_the_recipient_by_the_code_that_says_most(
    blocks: list[str], cause: BounceCause, status: str
) -> None:
    bounce = find_bounce(parse_report(report(*blocks)), ANNA.upper())
    assert bounce is not None
    assert (bounce.cause, bounce.status) == (cause, status)


@pytest.mark.parametrize(
    ("diagnostic", "status", "detail"),
    [
        ("550 see https://id.example/a?b=c or http://x.example now", "5.1.1", "550 see … or … now"),
        ("", "5.1.1", "5.1.1"),
        ("", "", "failed"),
        ("x" * 400, "5.1.1", "x" * 299 + "…"),
    ],
)
def test_the_detail_is_one_short_line_without_a_link(diagnostic: str, status: str, detail: str) -> None:
    bounce = find_bounce(parse_report(report(recipient(ANNA, status=status, diagnostic=diagnostic))), ANNA)
    assert bounce is not None
    assert bounce.detail == detail


def test_a_field_is_read_up_to_two_thousand_letters() -> None:
    short, long = parse_report(report(*(recipient(ANNA, diagnostic="x" * length) for length in (2000, 2001))))
    assert short.diagnostic == "x" * 2000
    assert long.diagnostic == "x" * 1999 + "…"


def test_the_delay_is_that_of_the_first_who_waits() -> None:
    raw = report(recipient(ANNA, "relayed", "2.0.0"), recipient(ANNA, "delayed", "4.4.1"), recipient(ANNA, "delayed"))
    assert find_delay(parse_report(raw)) == "4.4.1"
