"""Requests are signed as Standard Webhooks says."""

from base64 import b64encode
from datetime import UTC, datetime

import pytest

from idp.customers.live.signature import signed_headers

# The example of the specification's own libraries.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NOW = datetime.fromtimestamp(1614265330, UTC)
BODY = b'{"test": 2432232314}'


def test_the_example_of_the_specification() -> None:
    assert signed_headers("msg_p5jXN8AQM9LWM0D4loKWxJek", BODY, SECRET, NOW) == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


@pytest.mark.parametrize("secret", ["for tests only, not a secret", "whsec_!"])
def test_a_secret_may_be_any_text(secret: str) -> None:
    encoded = "whsec_" + b64encode(secret.encode()).decode()

    assert signed_headers("msg_1", BODY, secret, NOW) == signed_headers("msg_1", BODY, encoded, NOW)
