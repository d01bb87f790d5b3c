"""RFC 9116: a file that says whom to tell of a hole."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from time_machine import Traveller

from idp.infrastructure.web.application import Application
from idp.settings import SettingsError
from tests.provisioning.pages import PageClient

PATH = "/.well-known/security.txt"
CONTACTS = ("mailto:security@example.com", "https://example.com/report", "tel:+49-30-1234567")


def fields_of(text: str) -> list[tuple[str, str]]:
    """Name and value of each line (RFC 9116 4)."""
    assert text.endswith("\n")
    return [(name, value) for name, _, value in (line.partition(": ") for line in text.splitlines())]


def test_nothing_is_published_without_a_contact(browser: PageClient) -> None:
    assert browser.get(PATH).status_code == 404


def test_contacts_stand_in_their_order(make_trial_app: Callable[..., Application]) -> None:
    app = make_trial_app(disclosure={"contact": CONTACTS, "policy": "https://example.com/policy"})
    answer = app.test_client().get(PATH)

    assert (answer.status_code, answer.content_type) == (200, "text/plain; charset=utf-8")
    fields = fields_of(answer.text)
    assert [value for name, value in fields if name == "Contact"] == list(CONTACTS)
    others = dict(fields)
    assert others["Policy"] == "https://example.com/policy"
    assert others["Preferred-Languages"] == "de, en"
    assert others["Canonical"] == app.settings.issuer + PATH


def test_it_says_once_until_when_it_holds(make_trial_app: Callable[..., Application], clock: Traveller) -> None:
    client = make_trial_app(disclosure={"contact": CONTACTS[:1]}).test_client()
    (expires,) = [value for name, value in fields_of(client.get(PATH).text) if name == "Expires"]
    ahead = datetime.strptime(expires, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) - datetime.now(UTC)
    assert timedelta(days=170) < ahead < timedelta(days=365)

    clock.shift(timedelta(days=1))
    assert ("Expires", expires) not in fields_of(client.get(PATH).text)


@pytest.mark.parametrize(
    "contact", ["security@example.com", "http://example.com", "mailto:", "mailto:a@example.com\nPolicy: x", "https://"]
)
def test_a_contact_is_an_address(make_trial_app: Callable[..., Application], contact: str) -> None:
    with pytest.raises(SettingsError, match=r"disclosure\.contact"):
        make_trial_app(disclosure={"contact": [contact]})
