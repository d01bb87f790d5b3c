"""Where notifications about mails are received."""

from typing import Any

import pytest
from pydantic import ValidationError

from idp.settings.bounces import BounceSettings, SocketAddress

SENDER = "bounces@bounces.example.com"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("127.0.0.1:8024", SocketAddress(host="127.0.0.1", port=8024)),
        ("[::1]:8024", SocketAddress(host="::1", port=8024)),
        ("unix:/run/einlass/lmtp", SocketAddress(path="/run/einlass/lmtp")),
    ],
)
def test_an_address_to_listen_at(text: str, address: SocketAddress) -> None:
    assert SocketAddress.parse(text) == address
    assert BounceSettings(sender=SENDER, listen=text).listen == text


@pytest.mark.parametrize(
    "wrong",
    [
        {"sender": SENDER, "listen": "8024"},
        {"sender": SENDER, "listen": "mail.example.com:8024"},
        {"sender": SENDER, "listen": "127.0.0.1:0"},
        {"sender": SENDER, "listen": "127.0.0.1:65536"},
        {"sender": SENDER, "listen": "127.0.0.1:²"},
        {"sender": SENDER, "listen": "unix:run/lmtp"},
        {"sender": SENDER, "listen": ""},
        {"listen": "127.0.0.1:8024"},
        {"sender": "a" * 22 + "@bounces.example.com"},
        {"sender": "bounces+all@bounces.example.com"},
        {"days": 15},
    ],
)
def test_what_could_not_work_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        BounceSettings(**wrong)


def test_the_longest_name_of_a_sender() -> None:
    assert BounceSettings(sender="a" * 21 + "@bounces.example.com").sender
