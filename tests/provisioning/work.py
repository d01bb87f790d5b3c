"""Counting the work that an answer takes, for comparisons: statements of the database, and password hashes."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

import argon2
from sqlalchemy import Engine, event

from idp.accounts import passwords
from idp.infrastructure.database import Prepared


@dataclass
class Work:
    """What was done within the block."""

    statements: list[str] = field(default_factory=list)
    hashes: int = 0

    @property
    def kinds(self) -> list[str]:
        """The first words of each statement, which tell what it is for without its values."""
        return [" ".join(statement.split()[:3]) for statement in self.statements]


@contextmanager
def counted_work(engine: Engine) -> Iterator[Work]:
    """Count the statements on ``engine`` and every computation of a hash in this process, of whatever kind."""
    work = Work()

    def count_statement(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        work.statements.append(statement)

    run = Prepared._run

    def counting_run(self: Prepared[Any], parameters: Mapping[str, Any]) -> list[Sequence[Any]]:
        work.statements.append(str(self._statement))
        return run(self, parameters)

    foreign = passwords.verify_imported

    def counting_foreign(*arguments: Any) -> bool:
        work.hashes += 1
        return foreign(*arguments)

    hash_, verify = argon2.PasswordHasher.hash, argon2.PasswordHasher.verify

    def counting_hash(self: argon2.PasswordHasher, *arguments: Any, **options: Any) -> str:
        work.hashes += 1
        return hash_(self, *arguments, **options)

    def counting_verify(self: argon2.PasswordHasher, *arguments: Any, **options: Any) -> bool:
        work.hashes += 1
        return verify(self, *arguments, **options)

    event.listen(engine, "before_cursor_execute", count_statement)
    argon2.PasswordHasher.hash, argon2.PasswordHasher.verify = counting_hash, counting_verify  # type: ignore[method-assign]
    passwords.verify_imported = counting_foreign
    Prepared._run = counting_run  # type: ignore[method-assign]  # it goes past SQLAlchemy's events
    try:
        yield work
    finally:
        passwords.verify_imported = foreign
        Prepared._run = run  # type: ignore[method-assign]
        argon2.PasswordHasher.hash, argon2.PasswordHasher.verify = hash_, verify  # type: ignore[method-assign]
        event.remove(engine, "before_cursor_execute", count_statement)


@dataclass
class Calls:
    """How many functions were called within the block."""

    calls: int = 0


@contextmanager
def counted_calls() -> Iterator[Calls]:
    """Count the calls in this thread, of the product's functions and of all that they call, written in Python or C."""
    counted = Calls()

    def note(_frame: FrameType, happening: str, _: object) -> None:
        counted.calls += happening in {"call", "c_call"}

    sys.setprofile(note)
    try:
        yield counted
    finally:
        sys.setprofile(None)
