"""Where a database's schema stands, told without the migrations' machinery: a serving process asks, it never moves."""

from sqlalchemy import Engine, String, column, inspect, select, table

from idp.infrastructure.resources import resource

# Alembic's table: one row, or none before the first migration and after the last was taken back.
_STANDS = select(column("version_num", String())).select_from(table("alembic_version"))


def current_revision(engine: Engine) -> str | None:
    """The revision the database stands at; None for an empty one."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        revision: str | None = connection.scalar(_STANDS)
        return revision


def head_revision() -> str:
    """The newest revision this program knows. Every file is named after its revision, and they count up."""
    return max(file.name.partition("_")[0] for file in (resource("migrations") / "versions").glob("[0-9]*.py"))
