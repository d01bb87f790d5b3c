"""Reading notifications of several mail servers, and everything that is none."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.mail.bounces.causes import BounceCause
from idp.mail.bounces.reports import find_bounce, find_delay, parse_report
from tests.mail.bounces.notifications import notification, sample
from tests.provisioning.work import counted_calls

ANNA = "anna@example.com"


@pytest.mark.parametrize(
    ("raw", "status", "detail"),
    [
        (notification(ANNA), "5.1.1", "smtp; 550 5.1.1 no such user here"),
        (sample("exim"), "5.1.1", "smtp; 550-5.1.1 The email account that you tried to reach does not exist."),
        (sample("exchange"), "5.1.10", "smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound;"),
    ],
    ids=["postfix", "exim", "exchange"],
)
def test_an_unknown_address_is_read_in_each_form(raw: bytes, status: str, detail: str) -> None:
    bounce = find_bounce(parse_report(raw), ANNA)

    assert bounce is not None
    assert (bounce.cause, bounce.status) == (BounceCause.NO_SUCH_ADDRESS, status)
    assert bounce.detail.startswith(detail)
    assert "http" not in bounce.detail


@pytest.mark.parametrize("name", ["out-of-office", "read-receipt"])
def test_what_is_no_notification_tells_of_no_recipient(name: str) -> None:
    assert parse_report(sample(name)) == ()


def test_a_full_mailbox_is_told_apart() -> None:
    raw = notification(ANNA, status="4.2.2", diagnostic="smtp; 452 4.2.2 over quota")
    bounce = find_bounce(parse_report(raw), ANNA)

    assert bounce is not None
    assert bounce.cause is BounceCause.MAILBOX_FULL


def test_a_delay_is_no_bounce() -> None:
    reports = parse_report(notification(ANNA, action="delayed", status="4.4.1", diagnostic="smtp; 451 4.4.1 busy"))

    assert find_bounce(reports, ANNA) is None
    assert find_delay(reports) == "smtp; 451 4.4.1 busy"


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded", "nonsense"])
def test_success_is_neither(action: str) -> None:
    reports = parse_report(notification(ANNA, action=action, status="2.0.0"))

    assert find_bounce(reports, ANNA) is None
    assert find_delay(reports) is None


@pytest.mark.threat(97)
def test_an_unknown_address_that_ours_forwards_to_does_not_make_ours_unknown() -> None:
    bounce = find_bounce(parse_report(notification("private@example.org")), ANNA)

    assert bounce is not None
    assert bounce.cause is BounceCause.UNDELIVERABLE


def test_the_recipient_may_be_written_in_xtext() -> None:
    raw = notification("anna+2Bshop@example.com")
    bounce = find_bounce(parse_report(raw), "anna+shop@example.com")

    assert bounce is not None
    assert bounce.cause is BounceCause.NO_SUCH_ADDRESS


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
def test_an_encoded_report_is_read(encoding: str) -> None:
    fields = b"Final-Recipient: rfc822; anna@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    coded = {"quoted-printable": fields.replace(b"5.1.1", b"5.=31.1"), "base64": base64.encodebytes(fields)}[encoding]
    head = b"Content-Type: message/delivery-status\r\nContent-Transfer-Encoding: " + encoding.encode()
    raw = b'Content-Type: multipart/report; boundary="b"\r\n\r\n--b\r\n' + head + b"\r\n\r\n" + coded + b"\r\n--b--\r\n"
    bounce = find_bounce(parse_report(raw), ANNA)

    assert bounce is not None
    assert bounce.cause is BounceCause.NO_SUCH_ADDRESS


POSTFIX = notification(ANNA)


@given(st.binary(max_size=3000))
def test_any_bytes_are_survived(raw: bytes) -> None:
    parse_report(raw)


@given(st.integers(0, len(POSTFIX)), st.integers(0, 400), st.binary(max_size=200))
def test_any_change_of_a_notification_is_survived(start: int, length: int, put_in: bytes) -> None:
    reports = parse_report(POSTFIX[:start] + put_in + POSTFIX[start + length :])
    find_bounce(reports, ANNA)
    find_delay(reports)


MULTIPART = b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
PART = b"--b\r\nContent-Type: message/delivery-status\r\n\r\n"
LARGE = 1024 * 1024
# About three for each byte of a head that is as long as is read, and some.
MOST_CALLS = 250_000


@pytest.mark.parametrize(
    "raw",
    [
        b"Content-Type: multipart/report; x=" + b'"' + b";" * LARGE,
        b"Content-Type: multipart/report; " + b"x*0*=a;" * (LARGE // 7),
        b"X: y\r\n" * (LARGE // 6),
        b"\r\n" * (LARGE // 2),
        MULTIPART + b"--b\r\n" * (LARGE // 5),
        MULTIPART + PART + b"Action: failed\r\n\r\n" * (LARGE // 18),
        MULTIPART + PART + b"Action: " + b"x" * LARGE,
        MULTIPART + PART + b"Action: failed\r\n x" * (LARGE // 18),
        b"".join(b'Content-Type: multipart/report; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(20000)),
        b"a" * LARGE,
        b" \n" * (LARGE // 2),
        MULTIPART + b" \t" * (LARGE // 2),
    ],
    ids=range(12),
)
def test_a_large_message_takes_little_work(raw: bytes) -> None:
    with counted_calls() as counted:
        find_bounce(parse_report(raw), ANNA)

    assert counted.calls < MOST_CALLS
