"""`idp migrate`."""

from collections.abc import Callable
from pathlib import Path

import pytest

from idp.infrastructure.database.revisions import head_revision
from tests.provisioning.shell import Shell

BEFORE_LINKS = "0050"


@pytest.fixture
def empty(make_shell: Callable[..., Shell], tmp_path: Path) -> Shell:
    return make_shell(database={"url": f"sqlite:///{tmp_path}/empty.sqlite3"})


def test_an_empty_database_gets_the_newest_schema(empty: Shell) -> None:
    assert empty.answer("migrate") == {
        "before": None,
        "revision": head_revision(),
        "wanted": head_revision(),
        "due": False,
    }


def test_doing_it_again_changes_nothing(empty: Shell) -> None:
    empty.answer("migrate")
    assert empty.answer("migrate")["before"] == head_revision()


def test_check_says_what_is_due_and_changes_nothing(empty: Shell) -> None:
    for _ in range(2):
        result = empty.run("migrate", "--check")
        assert result.exit_code == 1
        assert "Run `idp migrate`" in result.stdout
    empty.answer("migrate")
    assert empty.run("migrate", "--check").exit_code == 0


def test_going_back_asks_first(empty: Shell) -> None:
    empty.answer("migrate")
    assert empty.run("migrate", "--to", "base", stdin="n\n").exit_code == 1
    assert empty.answer("migrate", "--check")["revision"] == head_revision()
    assert empty.answer("migrate", "--to", "base", "--yes")["revision"] is None


def test_an_unknown_revision_is_refused(empty: Shell) -> None:
    assert "no revision 9999" in empty.refusal("migrate", "--to", "9999")


def test_other_commands_ask_for_the_migration(empty: Shell) -> None:
    assert "Run `idp migrate`" in empty.refusal("users", "list")


def test_the_numbers_of_accounts_go_to_the_register_of_the_first_portal_that_asks(
    make_shell: Callable[..., Shell], tmp_path: Path
) -> None:
    asking = {"customer_register": "power", "password_reset": {"ask_customer_number": True}}
    url = f"sqlite:///{tmp_path}/old.sqlite3"
    portals = {"shop": None, "a": {"name": "A"}, "b": {"name": "B", **asking}}
    registers = {"gas": {}, "power": {"ignore_leading_zeros": False}}
    shell = make_shell(database={"url": url}, registers=registers, portals=portals)
    shell.answer("migrate")
    shell.answer("users", "create", "--email", "ada@example.test", "--customer-number", "0012", "--register", "power")
    shell.answer("customers", "create", "7", "--register", "gas")
    shell.answer("migrate", "--to", BEFORE_LINKS, "--yes")

    shell.answer("migrate")

    assert shell.answer("users", "show", "ada@example.test")["customer_numbers"] == {"power": ["0012"]}
