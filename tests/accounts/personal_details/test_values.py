"""What personal details may hold (OpenID Connect Core 5.1). Trial row C3."""

import pytest

from idp.accounts.personal_details.fields import DETAILS

GOOD = {
    "phone_number": {
        "+49 30 1234567": "+49301234567",
        "0049 (0)30 / 123-4567": "+49301234567",
        "+1 (425) 555-1212": "+14255551212",
    },
    "birthdate": {
        "1980-03-04": "1980-03-04",
        "4.3.1980": "1980-03-04",
        "0000-02-29": "0000-02-29",
        "1980": "1980",
    },
    "zoneinfo": {"Europe/Berlin": "Europe/Berlin", "europe/berlin": "Europe/Berlin", "UTC": "UTC"},
    "gender": {"female": "female", "M": "male", "divers": "diverse", "Frau": "female"},
    "website": {
        "https://ada.example/a?b=c": "https://ada.example/a?b=c",
        "http://ada.example": "http://ada.example",
        "www.ada.example": "https://www.ada.example",
        "https://münchen.example/über": "https://xn--mnchen-3ya.example/%C3%BCber",
    },
    "picture": {"https://ada.example/a.png": "https://ada.example/a.png"},
    "nickname": {" Ada\u00a0 B ": "Ada B"},
    "street_address": {"Am Markt  1\r\nHinterhaus": "Am Markt 1\nHinterhaus"},
    "postal_code": {"01067": "01067"},
}
BAD = {
    "phone_number": ["030 1234567", "+49", "+0 12345678", "call me", "+49 30 12345678901234"],
    "birthdate": ["1980-02-30", "2999-01-01", "0000", "0000-02-30", "80-03-04", "1500-01-01", "yesterday"],
    "zoneinfo": ["Berlin", "CEST+1", "../etc/passwd"],
    "gender": ["yes"],
    "website": [
        "javascript:alert(1)",
        "ftp://ada.example",
        "https://",
        "https://a b.example",
        "data:text/html,x",
        "x" * 3000,
    ],
    "profile": ["https://user:secret@ada.example"],
    "nickname": ["x" * 101, "a\x07"],
    "locality": ["x" * 201, "a\u202eb"],
}


@pytest.mark.parametrize(
    ("name", "text", "canonical"), [(name, text, value) for name, each in GOOD.items() for text, value in each.items()]
)
def test_a_detail_has_a_canonical_form(name: str, text: str, canonical: str) -> None:
    assert DETAILS[name].parse(text) == canonical
    assert DETAILS[name].parse(canonical) == canonical


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in BAD.items() for text in texts])
def test_other_text_is_refused(name: str, text: str) -> None:
    assert DETAILS[name].parse(text) is None
