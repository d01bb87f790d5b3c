"""`idp users details`."""

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from tests.factories.accounts import create_account
from tests.provisioning.databases import Database
from tests.provisioning.shell import Shell


def test_details_are_shown_set_and_removed(shell: Shell, database: Database) -> None:
    """Trial row C3."""
    email = create_account(database, claims={"nickname": "Ada"}).email
    assert shell.answer("users", "details", email)["nickname"] == "Ada"

    options = ("--set", "phone_number=0049 30 1234567", "--set", "locality=Dresden", "--remove", "nickname")
    document = shell.answer("users", "details", email, *options)

    assert (document["phone_number"], document["locality"], document["nickname"]) == ("+49301234567", "Dresden", None)
    assert database.one(select(Account)).claims == {
        "phone_number": "+49301234567",
        "address": {"locality": "Dresden", "formatted": "Dresden"},
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [("shoe=44", "shoe is none of"), ("nickname", "NAME=TEXT"), ("birthdate=soon", "a date in the past")],
)
def test_what_can_not_be_is_explained(shell: Shell, database: Database, text: str, words: str) -> None:
    email = create_account(database).email
    assert words in shell.refusal("users", "details", email, "--set", text)
    assert database.one(select(Account)).claims == {}
