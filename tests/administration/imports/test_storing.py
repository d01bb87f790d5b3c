"""What an import does although the file was examined: the world may have changed since."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.administration.errors import ImportChanged
from idp.administration.imports import Rules, Source, Tally, examine_file, import_people
from idp.infrastructure.web.application import Application
from tests.factories.accounts import create_account
from tests.factories.actors import operator
from tests.provisioning.databases import Database

ROWS = "email,username\n" + "".join(f"person{number}@example.test,name{number}\n" for number in range(1200))
Import = Callable[..., Tally]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """More lines than are looked at together."""
    path = tmp_path / "people.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


@pytest.fixture
def run(app: Application, file: Path) -> Import:
    """The import alone, without the examination that the command begins with."""

    def do(*, all_or_nothing: bool = True, progress: Callable[[int], None] = lambda _: None) -> Tally:
        rules = Rules(app.settings, operator(), all_or_nothing=all_or_nothing)
        with app.app_context():
            return import_people(Source(file), rules, progress)

    return do


def test_every_batch_is_stored(run: Import, database: Database) -> None:
    done: list[int] = []
    tally = run(progress=done.append)

    assert (tally.rows, tally.new, sum(done), len(done)) == (1200, 1200, 1200, 3)
    assert database.count(Account) == 1200


def test_the_examination_counts_the_same_and_stores_nothing(app: Application, file: Path, database: Database) -> None:
    with app.app_context():
        assert examine_file(Source(file), lambda _: None, operator()).new == 1200
    assert database.count(Account) == 0


def test_a_name_that_was_taken_since_stops_all_of_it(run: Import, database: Database) -> None:
    """The user name stands on a line of the last batch, when two thirds are written already."""
    create_account(database, email="somebody@else.test", username="name1100")
    with pytest.raises(ImportChanged):
        run()

    assert database.count(Account) == 1


def test_a_name_that_was_taken_since_is_left_out(run: Import, database: Database) -> None:
    create_account(database, email="somebody@else.test", username="name1100")
    tally = run(all_or_nothing=False)

    assert (tally.new, tally.invalid) == (1199, 1)
    assert [problem.line for problem in tally.problems] == [1102]
    assert database.count(Account) == 1200


def test_whoever_registers_meanwhile_is_left_alone(run: Import, database: Database) -> None:
    """Between two batches, each of which is a transaction."""
    batches: list[int] = []

    def register(lines: int) -> None:
        batches.append(lines)
        if len(batches) == 1:
            create_account(database, email="person700@example.test", given_name="Grace")

    tally = run(all_or_nothing=False, progress=register)

    assert (tally.new, tally.existing_lines) == (1199, [702])
    assert database.one(select(Account).where(Account.email == "person700@example.test")).given_name == "Grace"
