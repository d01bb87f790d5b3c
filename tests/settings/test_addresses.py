"""The addresses of the settings are those that an account may have."""

import pytest
from pydantic import TypeAdapter, ValidationError

from idp.accounts.identifiers import canonical_email
from idp.settings.mail import MailSettings
from idp.settings.portals.support import SupportSettings


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("hilfe@example.test", "hilfe@example.test"),
        ("hilfe@b\u00fccher.example", "hilfe@xn--bcher-kva.example"),
        ("m\u00fcller@example.com", None),
        ("a" * 65 + "@example.com", None),
        ("Hilfe <hilfe@example.com>", None),
        ("hilfe", None),
    ],
)
def test_support_and_sender_take_what_accounts_take(text: str, address: str | None) -> None:
    """pydantic's EmailStr refused the first and took the third, which no mail server is sure to take."""
    assert canonical_email(text) == address
    for section, field in ((SupportSettings, "email"), (MailSettings, "sender"), (MailSettings, "reply_to")):
        read = TypeAdapter(section).validate_python
        if address is None:
            with pytest.raises(ValidationError):
                read({field: text})
        else:
            assert getattr(read({field: text}), field) == address
