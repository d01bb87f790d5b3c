"""User codes, and what a device is answered (RFC 8628 3.5, 6.1)."""

from datetime import UTC, datetime, timedelta

import pytest

from idp.protocol.device_authorizations import (
    DeviceState,
    Pace,
    decide_error,
    parse_user_code,
    show_user_code,
)

NOW = datetime(2025, 6, 2, 12, tzinfo=UTC)
LATER = NOW + timedelta(minutes=10)


@pytest.mark.parametrize(
    "typed",
    ["WDJB-MJHT", "wdjbmjht", " WDJB MJHT ", "wdjb–mjht", "w.d.j.b.m.j.h.t", "ＷＤＪＢ－ＭＪＨＴ"],
)
def test_a_code_is_read_however_it_is_typed(typed):
    assert parse_user_code(typed) == "WDJBMJHT"


@pytest.mark.parametrize("typed", ["", "WDJB", "WDJB-MJHTT", "WDJB-MJHA", "WDJB-MJH1", "ẞẞẞẞ"])
def test_what_can_be_no_code_is_none(typed):
    assert parse_user_code(typed) is None


def test_a_code_is_shown_in_halves():
    assert show_user_code("WDJBMJHT") == "WDJB-MJHT"


@pytest.mark.parametrize(
    ("state", "expires_at", "early_until", "error"),
    [
        (DeviceState.PENDING, LATER, None, "authorization_pending"),
        (DeviceState.PENDING, LATER, NOW, "authorization_pending"),
        (DeviceState.PENDING, LATER, NOW + timedelta(seconds=1), "slow_down"),
        (DeviceState.PENDING, NOW, NOW + timedelta(seconds=1), "expired_token"),
        (DeviceState.DENIED, LATER, None, "access_denied"),
        (DeviceState.DENIED, NOW, None, "access_denied"),
        (DeviceState.ALLOWED, LATER, None, "invalid_grant"),
        (DeviceState.ALLOWED, NOW, None, "expired_token"),
    ],
)
def test_a_device_that_gets_no_tokens_is_told_why(state, expires_at, early_until, error):
    assert decide_error(state, expires_at, Pace(5, early_until), NOW).code == error


def test_each_early_question_makes_the_wait_five_seconds_longer_and_a_late_one_not():
    first = Pace(5).after_question(NOW)
    early = first.after_question(NOW + timedelta(seconds=3))
    in_time = early.after_question(NOW + timedelta(seconds=13))

    assert [pace.interval for pace in (first, early, in_time)] == [5, 10, 10]
    assert not first.is_early(NOW + timedelta(seconds=4))  # a second of tolerance
    assert early.is_early(NOW + timedelta(seconds=3 + 8))
