"""`idp users show` tells what a person agreed to."""

from datetime import UTC, datetime

from tests.factories.accounts import create_account
from tests.factories.agreements import create_agreement
from tests.provisioning.databases import Database
from tests.provisioning.shell import Shell

FIRST, LATER = datetime(2026, 3, 1, 9, 0, tzinfo=UTC), datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_each_version_is_told_with_its_facts(shell: Shell, database: Database) -> None:
    person = create_account(database)
    create_agreement(database, person, version="2026-01", agreed_at=FIRST)
    create_agreement(
        database, person, "marketing", portal="forum", state="withdrawn", agreed_at=LATER, withdrawn_at=LATER
    )
    create_agreement(database, create_account(database))

    later, first = shell.answer("users", "show", person.id)["agreements"]

    assert first == {
        "portal": "shop",
        "text": "terms",
        "version": "2026-01",
        "kind": "terms",
        "state": "agreed",
        "way": "registration",
        "language": "de",
        "network": "203.0.113.7",
        "agreed_at": FIRST.isoformat(),
        "confirmed_at": None,
        "withdrawn_at": None,
    }
    assert (later["portal"], later["text"], later["state"]) == ("forum", "marketing", "withdrawn")


def test_a_reader_gets_a_line_for_each(shell: Shell, database: Database) -> None:
    person = create_account(database)
    create_agreement(database, person, version="2026-01", agreed_at=FIRST)
    create_agreement(database, person, "marketing", state="withdrawn", agreed_at=FIRST, withdrawn_at=LATER)

    shown = shell.run("users", "show", person.id).stdout

    assert f"shop: terms 2026-01, agreed {FIRST.isoformat()}" in shown
    assert f"shop: marketing 1, withdrawn {LATER.isoformat()}" in shown


def test_an_account_without_any_says_so(shell: Shell, database: Database) -> None:
    person = create_account(database)

    assert shell.answer("users", "show", person.id)["agreements"] == []
