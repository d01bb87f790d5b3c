"""Judging every row of a file: by itself, against the lines before it, and against the accounts that exist."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.models import Account
from idp.actors import Actor, Permission
from idp.administration.files.batches import NamesSeen, Progress, batches_of
from idp.administration.files.records import Problems, Row
from idp.administration.files.source import Source
from idp.administration.imports.columns import ImportedPerson, parse_person
from idp.administration.imports.reading import read_rows
from idp.administration.imports.tally import Tally
from idp.infrastructure.database import reading

_SAID = {"email": "address", "username": "user name"}


@dataclass(frozen=True, slots=True)
class Judged:
    """A row: an account to be stored, one that is there already, one that stands in the file before, or problems.

    ``taken`` are the names that another row or account has: the column, and which one has it. ``notices`` say what of
    the row was left out."""

    row: Row
    person: ImportedPerson | None = None
    is_existing: bool = False
    is_repeated: bool = False
    problems: Problems = ()
    taken: Problems = ()
    notices: Problems = ()


Report = Callable[[int, str], None]
"""Told of each row that is a duplicate: its line, and of what it is one."""


def examine_file(source: Source, progress: Progress, actor: Actor, report: Report | None = None) -> Tally:
    """Read the whole file and say what an import would do; nothing is stored. ``report`` is told of all duplicates.
    Raises UnreadableFile, Forbidden."""
    actor.demand(Permission.PEOPLE_CREATE)
    tally = Tally()
    batches = read_batches(source)
    for batch in batches:
        with reading() as session:
            for judged in judge_against_accounts(session, batch):
                count(tally, judged)
                if report is not None and (duplicate := duplicate_of(judged)):
                    report(judged.row.line, duplicate)
        progress(len(batch))
    return tally


def count(tally: Tally, judged: Judged) -> None:
    """Add a row to the numbers."""
    tally.count_row(judged.row.unit, judged.row.left_out)
    if judged.is_existing:
        tally.count_existing(judged.row.line)
    elif judged.is_repeated:
        tally.repeated += 1
    elif judged.person is None:
        tally.count_invalid(judged.row.line, judged.problems)
    else:
        tally.new += 1
        tally.without_password += judged.person.password_hash is None
        tally.second_factors += judged.person.totp_secret is not None
        tally.count_groups(judged.person.groups)
        tally.note(judged.row.line, judged.notices)


def duplicate_of(judged: Judged) -> str:
    """Of what a row is a duplicate, in words without a value of the file; "" for one that is none."""
    if judged.is_existing:
        return "the address has an account"
    if judged.is_repeated:
        return "the row stands in the file before"
    return "; ".join(f"the {_SAID[column]} {reason}" for column, reason in map(_say_taken, judged.taken))


def read_batches(source: Source) -> Iterator[list[Judged]]:
    """The rows, judged by themselves and against those before."""
    return batches_of(read_rows(source), _judge)


def judge_against_accounts(session: Session, batch: Sequence[Judged]) -> list[Judged]:
    """The same rows; those whose address has an account are marked, those whose user name is taken are refused.

    Two statements for the whole batch.
    """
    people = [each.person for each in batch if each.person is not None]
    emails = set(session.scalars(select(Account.email).where(Account.email.in_([each.email for each in people]))))
    wanted = [each.username for each in people if each.username and each.email not in emails]
    usernames = set(session.scalars(select(Account.username).where(Account.username.in_(wanted))))
    return [_against(each, emails, usernames) for each in batch]


def _judge(row: Row, seen: NamesSeen) -> Judged:
    if row.problems:
        return Judged(row, problems=row.problems)
    person, problems, notices = parse_person(row.values)
    if person is None:
        return Judged(row, problems=problems)
    taken = []
    names = {"email": person.email, "username": person.username}
    content = hash(person)
    # An address holds an @ and a user name none, so they can't be taken for each other.
    for column, name in names.items():
        if name is not None and (earlier := seen.take(name, row.line, content)) is not None:
            line, is_same = earlier
            if is_same:
                return Judged(row, is_repeated=True)
            taken.append((column, f"{row.unit} {line}"))
    if problems or taken:
        return _refuse(row, problems, taken)
    return Judged(row, person, notices=notices)


def _against(judged: Judged, emails: set[str], usernames: set[str | None]) -> Judged:
    person = judged.person
    if person is None:
        return judged
    if person.email in emails:
        return replace(judged, is_existing=True)
    if person.username in usernames:
        return _refuse(judged.row, (), [("username", "another account")])
    return judged


def _refuse(row: Row, problems: Problems, taken: Problems) -> Judged:
    return Judged(row, problems=[*problems, *map(_say_taken, taken)], taken=taken)


def _say_taken(taken: tuple[str, str]) -> tuple[str, str]:
    column, other = taken
    return column, f"is that of {other}"
