"""The installation's database without the application: reaching it, and where its schema stands."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from idp.cli.frame import CommandError
from idp.infrastructure.database.engine import engine_options, prepare_engine
from idp.infrastructure.database.revisions import current_revision, head_revision
from idp.settings import Settings


@contextmanager
def open_engine(settings: Settings) -> Iterator[Engine]:
    """An engine as the application has it. Raises ``CommandError`` where the database can't be reached."""
    with explain_database_error(settings):
        engine = create_engine(settings.database.url, **engine_options(settings))
        prepare_engine(engine)
        try:
            yield engine
        finally:
            engine.dispose()


def check_schema(engine: Engine) -> None:
    """Raises ``CommandError`` unless the database stands at the newest schema that this program knows."""
    current, head = current_revision(engine), head_revision()
    if current == head:
        return
    if current is None:
        raise CommandError("The database is empty.", "Run `idp migrate` (a new installation: `idp init`).")
    raise CommandError(
        f"The database's schema is at revision {current}, and this program needs {head}.",
        "Run `idp migrate`. If the database is newer than the program, install the program's newer version.",
    )


def check_unused(engine: Engine) -> None:
    """Raises ``CommandError`` for a database that holds an installation already."""
    if current_revision(engine) is not None:
        raise CommandError("This database holds an installation already.", "Choose another with --database.")


@contextmanager
def explain_database_error(settings: Settings) -> Iterator[None]:
    """Turn what the driver says when the database can't be used into an error of the command line."""
    try:
        yield
    except (ArgumentError, ModuleNotFoundError, NoSuchModuleError) as error:
        raise CommandError(
            f"database.url is not an address of a database: {error}",
            "Write sqlite:///path or postgresql+psycopg://user:password@host/name.",
        ) from error
    except DBAPIError as error:
        shown = make_url(settings.database.url).render_as_string(hide_password=True)
        raise CommandError(
            f"The database {shown} can't be used: {str(error.orig).strip()}", suggest_next_step(str(error.orig))
        ) from error


def suggest_next_step(reason: str) -> str:
    """What to do about what the driver says."""
    if "unsupported startup parameter" in reason:
        return 'This is a PgBouncer: set database.pooler to "transaction".'
    return "Check database.url, that the server runs, and that this user may use it. `idp doctor` tells more."
