"""The installation behind a command: its application, its database, and whether that is ready."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from idp.app import create_app
from idp.cli.database import check_schema, explain_database_error
from idp.cli.refusals import explain_refusals
from idp.infrastructure.database import close_held_connection, db, transaction
from idp.infrastructure.web.application import Application
from idp.settings import Settings


@contextmanager
def open_installation(settings: Settings) -> Iterator[Application]:
    """The application with its context, its database reached and at the newest schema.

    Raises ``CommandError`` where the database can't be reached or needs `idp migrate`, and for what a rule refuses.
    """
    app = create_app(settings)
    with app.app_context():
        with explain_database_error(settings):
            check_schema(db.engine)
        try:
            with explain_refusals():
                yield app
        finally:
            db.session.remove()
            close_held_connection()
            db.engine.dispose()


@contextmanager
def open_transaction(settings: Settings) -> Iterator[Session]:
    """One transaction of its own on the installation's database; what a command does, it does whole or not at all."""
    with open_installation(settings), transaction() as session:
        yield session
