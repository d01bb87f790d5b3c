"""Whether the database answers, stands at the right schema, and is set up as it should be."""

from collections.abc import Iterator

from sqlalchemy import Connection, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from idp.cli.database import suggest_next_step
from idp.cli.diagnostics.examination import Examination, Finding, ok, problem, warning
from idp.cli.diagnostics.permissions import check_permissions
from idp.infrastructure.database.engine import STATEMENT_SECONDS
from idp.infrastructure.database.revisions import current_revision, head_revision
from idp.infrastructure.database.sqlite_files import find_open_to_others

OLDEST_POSTGRESQL = 13


def check_database(examination: Examination) -> Iterator[Finding]:
    """Reach it, then look at it."""
    try:
        shown = make_url(examination.settings.database.url).render_as_string(hide_password=True)
        with examination.engine() as engine:
            with engine.connect() as connection:
                yield ok(f"{shown} answers.")
                is_sqlite = engine.dialect.name == "sqlite"
                yield from _check_sqlite(connection) if is_sqlite else _check_postgresql(connection)
                if not is_sqlite:
                    yield _check_pooler(connection, examination.settings.database.pooler)
            yield _check_schema(current_revision(engine), head_revision())
    except (ArgumentError, ModuleNotFoundError, NoSuchModuleError) as error:
        yield problem(f"database.url is no database address: {error}", "Write sqlite:///path or postgresql+psycopg://…")
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).strip()
        yield problem(f"{shown} can't be used: {reason}", suggest_next_step(reason))


def _check_schema(current: str | None, head: str | None) -> Finding:
    if current == head:
        return ok(f"The schema is at {head}, the newest.")
    return problem(f"The schema is at {current or 'the very start'}; this program needs {head}.", "Run `idp migrate`.")


def _check_sqlite(connection: Connection) -> Iterator[Finding]:
    yield from check_permissions(find_open_to_others(connection.engine.url), "The files of the database")
    mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    if mode == "wal":
        yield ok("SQLite keeps a write-ahead log: readers and the writer do not wait for one another.")
    else:
        yield problem(
            f"SQLite's journal mode is {mode}, not wal.",
            "Keep the file on a local disk, not on a network.",
        )
    if (broken := connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()) != "ok":
        yield problem(f"The file is damaged: {broken}", "Stop the server and restore a backup.")


def _check_postgresql(connection: Connection) -> Iterator[Finding]:
    number = int(connection.execute(text("SHOW server_version_num")).scalar_one()) // 10000
    if number < OLDEST_POSTGRESQL:
        yield warning(f"PostgreSQL {number} is out of care.", f"Go to {OLDEST_POSTGRESQL} or newer.")
    else:
        yield ok(f"PostgreSQL {number}.")
    if connection.execute(text("SHOW fsync")).scalar_one() != "on":
        yield problem("PostgreSQL's fsync is off: a power cut destroys the database.", "Set fsync = on.")


def _check_pooler(connection: Connection, pooler: str) -> Finding:
    """The limit on statements tells: without a pooler each connection asks for it, and so has it."""
    limit = connection.execute(text("SHOW statement_timeout")).scalar_one()
    if pooler == "none" and limit != f"{STATEMENT_SECONDS}s":
        return problem(
            "Something between here and PostgreSQL keeps the settings of connections back; it seems to be a pooler.",
            'Set database.pooler to "transaction".',
        )
    if limit == "0":
        return warning(
            "No statement has an end: behind a pooler, Einlass can't set one.",
            f"ALTER ROLE {connection.engine.url.username} SET statement_timeout = '{STATEMENT_SECONDS}s'.",
        )
    return ok(f"A statement may take {limit}.")
