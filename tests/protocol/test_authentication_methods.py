"""What the methods of a sign-in amount to."""

import pytest

from idp.protocol.authentication_methods import ACR_MULTI_FACTOR, acr_of, complete_amr


@pytest.mark.parametrize(
    ("amr", "expected"),
    [
        (("pwd",), ("pwd",)),
        (("pwd", "otp"), ("pwd", "otp", "mfa")),
        (("pwd", "otp", "otp", "mfa"), ("pwd", "otp", "mfa")),
        (("hwk",), ("hwk",)),
        (("hwk", "user"), ("hwk", "user", "mfa")),
        (("otp", "mfa"), ("otp",)),
        (("pwd", "sms"), ("pwd", "sms", "mfa")),
        (("pwd", "fpt"), ("pwd", "fpt", "mfa")),
        (("otp", "face"), ("otp", "face", "mfa")),
        (("pwd", "pin"), ("pwd", "pin")),
        (("otp", "mail"), ("otp", "mail")),
        (("pwd", "carrier pigeon"), ("pwd", "carrier pigeon")),
    ],
)
def test_amr_tells_the_truth(amr, expected):
    assert complete_amr(amr) == expected
    assert (acr_of(amr) == ACR_MULTI_FACTOR) == ("mfa" in expected)
