"""What a status code says of a bounce, and when it suppresses an address."""

import pytest

from idp.mail.bounces.causes import BounceCause, decide_cause, decide_suppression, find_status

GONE, FULL = BounceCause.NO_SUCH_ADDRESS, BounceCause.MAILBOX_FULL
OTHER, REFUSED = BounceCause.UNDELIVERABLE, BounceCause.MAIL_REFUSED


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        ("5.1.1", GONE),
        ("5.1.2", GONE),
        ("5.1.3", GONE),
        ("5.1.6", GONE),
        ("5.1.10", GONE),
        ("4.1.1", OTHER),
        ("5.1.0", OTHER),
        ("5.1.11", OTHER),
        ("5.1.7", REFUSED),
        ("5.1.8", REFUSED),
        ("5.2.1", OTHER),
        ("5.2.2", FULL),
        ("4.2.2", FULL),
        ("5.2.3", REFUSED),
        ("5.3.4", REFUSED),
        ("5.4.4", OTHER),
        ("4.4.7", OTHER),
        ("5.6.0", REFUSED),
        ("5.7.1", REFUSED),
        ("5.7.26", REFUSED),
        ("5.0.0", OTHER),
        ("", OTHER),
    ],
)
def test_the_cause_by_the_status(status: str, cause: BounceCause) -> None:
    assert decide_cause(status) is cause


@pytest.mark.parametrize(("status", "cause"), [("", REFUSED), ("5.0.0", REFUSED), ("5.1.1", GONE), ("5.2.2", FULL)])
def test_what_is_not_explained_after_the_recipient_was_accepted_is_about_the_mail(
    status: str, cause: BounceCause
) -> None:
    assert decide_cause(status, refused_at_content=True) is cause


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("5.1.1 no such user", "5.1.1"),
        ("smtp; 550 5.1.10 RESOLVER.ADR.RecipientNotFound", "5.1.10"),
        ("no such user", ""),
        ("host 5.1.1.9 said no", ""),
        ("version 15.1.1 said no", ""),
        ("3.1.1 what?", ""),
    ],
)
def test_the_status_is_found_in_a_line_of_a_server(text: str, status: str) -> None:
    assert find_status(text) == status


@pytest.mark.parametrize(
    ("cause", "days", "is_suppressed"),
    [
        (GONE, 0, True),
        (FULL, 2, False),
        (FULL, 3, True),
        (OTHER, 2, False),
        (OTHER, 4, True),
        (REFUSED, 14, False),
    ],
)
def test_an_unknown_address_is_suppressed_at_once_and_others_after_days(
    cause: BounceCause, days: int, is_suppressed: bool
) -> None:
    assert decide_suppression(cause, days, 3) is is_suppressed
