"""Threat 65: an address that looks like, folds into, or is mapped onto somebody else's."""

import pytest
from sqlalchemy import select

from idp.accounts.identifiers import canonical_email
from idp.accounts.models import Account
from tests.factories.accounts import create_account
from tests.factories.registration_pages import open_link, register, request_reset

pytestmark = pytest.mark.threat(65)
VICTIM = "mike@example.test"
SPELLINGS = [
    "MIKE@EXAMPLE.TEST",
    " mike@example.test ",
    "\uff4d\uff49\uff4b\uff45\uff20example.test",
    "mike@example\u3002test",
    "mi\u212ae@example.test",
]
REFUSED = [
    "m\u0131ke@example.test",
    "M\u0130KE@example.test",
    "mi\u200bke@example.test",
    "mike\u00ad@example.test",
    "\u202emike@example.test",
    "mike@exam\u200bple.test",
    "mike@exam\u00adple.test",
    "stra\u00dfe@example.test",
    "mike@@example.test",
    "mike@example.test\x00",
    "Mike <mike@example.test>",
    '"mike"@example.test',
    "mike@[127.0.0.1]",
    "mike",
    "",
    "x" * 300 + "@example.test",
]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_spellings_of_one_address_are_one(spelling):
    assert canonical_email(spelling) == VICTIM


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_not_surely_an_address_is_none(text):
    assert canonical_email(text) is None


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("a@stra\u00dfe.example", "a@xn--strae-oqa.example"),
        ("a@xn--strae-oqa.example", "a@xn--strae-oqa.example"),
        ("a@strasse.example", "a@strasse.example"),
        ("a@ex\u0430mple.test", "a@xn--exmple-4nf.test"),
    ],
)
def test_domains_are_compared_and_stored_in_ascii(typed, stored):
    assert canonical_email(typed) == stored


def test_the_canonical_form_is_its_own_canonical_form():
    for text in (*SPELLINGS, "a@stra\u00dfe.example"):
        assert canonical_email(canonical_email(text) or "") == canonical_email(text)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_reset_goes_to_the_stored_address(client, database, mailbox, spelling):
    create_account(database, email=VICTIM)

    request_reset(client, spelling)

    assert mailbox.only.recipient == VICTIM


@pytest.mark.parametrize("lookalike", ["m\u0131ke@example.test", "mi\u200bke@example.test"])
def test_a_lookalike_gets_no_mail(client, database, mailbox, lookalike):
    create_account(database, email=VICTIM)

    assert request_reset(client, lookalike).status_code == 422
    assert len(mailbox) == 0


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_second_account_comes_of_another_spelling(client, database, mailbox, spelling):
    create_account(database, email=VICTIM)

    register(client, email=spelling)

    assert (mailbox.only.message, mailbox.only.recipient) == ("already_registered", VICTIM)


def test_the_address_that_was_mailed_is_the_one_that_is_verified(client, database, mailbox):
    register(client, email="\uff2e\uff25\uff35\uff20example.test")
    client.submit(open_link(client, mailbox.only.link))

    assert mailbox.only.recipient == database.one(select(Account.email)) == "neu@example.test"
