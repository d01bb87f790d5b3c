"""Alembic's environment: one migration, one transaction, the same on SQLite and PostgreSQL."""

from alembic import context
from sqlalchemy import Connection

from idp.infrastructure.database import Base
from idp.models import import_models

import_models()


def run(connection: Connection) -> None:
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:
        # Batch mode rebuilds a table by dropping the old one; with enforcement on, that deletes child rows by
        # cascade. The pragma only takes effect outside a transaction.
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=is_sqlite,
        compare_type=True,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()
    if is_sqlite:
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"the migration would leave rows without their parent: {broken[:5]}")
    connection.commit()
    if is_sqlite:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")


run(context.config.attributes["connection"])
