"""The migrations make exactly the models' tables, up and down, and keep the data that is there."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Engine,
    Enum,
    Float,
    Integer,
    LargeBinary,
    String,
    Table,
    func,
    inspect,
    select,
    update,
)

from idp.audit.models import AuditEvent
from idp.infrastructure.database import Base, Words
from idp.infrastructure.database.migrations import downgrade, known_revisions, upgrade
from idp.infrastructure.database.revisions import current_revision, head_revision
from tests.architecture.source import ROOT
from tests.provisioning.databases import (
    Database,
    create_postgresql_database,
    drop_postgresql_database,
    make_engine,
)
from tests.provisioning.schemas import NEWEST

MIGRATIONS = ROOT / "migrations"
REBUILDS_A_PARENT = '''"""A change that rebuilds a table which others refer to."""

import sqlalchemy as sa
from alembic import op

revision = "planted"
down_revision = "{head}"


def upgrade() -> None:
    with op.batch_alter_table("accounts") as batch:
        batch.add_column(sa.Column("planted", sa.String(10)))
        batch.alter_column("given_name", type_=sa.String(120), existing_type=sa.String(100))


def downgrade() -> None:
    with op.batch_alter_table("accounts") as batch:
        batch.drop_column("planted")
        batch.alter_column("given_name", type_=sa.String(100), existing_type=sa.String(120))
'''


@pytest.fixture
def empty_engine(
    request: pytest.FixtureRequest, database_kind: str, tmp_path: Path, worker_name: str
) -> Iterator[Engine]:
    """An engine on a database of its own, without any table."""
    if database_kind == "sqlite":
        engine = make_engine(f"sqlite:///{tmp_path}/own.sqlite3")
        yield engine
        engine.dispose()
        return
    server, name = request.getfixturevalue("postgresql_server"), f"einlass_own_{worker_name}"
    engine = make_engine(create_postgresql_database(server, name))
    yield engine
    engine.dispose()
    drop_postgresql_database(server, name)


@pytest.fixture
def migrated_engine(make_old_database: Callable[[str], Engine]) -> Engine:
    """An engine on a database of its own, with all tables and no rows."""
    return make_old_database(NEWEST)


def differences(engine: Engine) -> list[Any]:
    """What would have to be migrated still."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return compare_metadata(context, Base.metadata)


def fill(engine: Engine) -> None:
    """One row in every table, each column set, children bound to their parents."""
    with engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            connection.execute(table.insert().values({c.name: sample(c) for c in table.columns}))


def sample(column: Column[Any]) -> Any:
    """A value for a column; a key and what refers to it get the same one."""
    target = next(iter(column.foreign_keys)).column if column.foreign_keys else column
    if isinstance(target.type, Enum):
        return target.type.enums[0]
    if isinstance(target.type, Words):
        return ("sample",)
    if isinstance(target.type, String):
        return f"{target.table.name}-{target.name}"[: target.type.length]
    if isinstance(target.type, LargeBinary):
        return b"sample"
    if isinstance(target.type, Boolean):
        return True
    if isinstance(target.type, Integer | Float):
        return 1
    if isinstance(target.type, LargeBinary):
        return b"\x00sample"
    kind = target.type.impl if hasattr(target.type, "impl") else target.type
    return datetime(2026, 11, 1, tzinfo=UTC) if isinstance(kind, DateTime) else {"sample": ["ä", 1]}


def contents(engine: Engine, tables: list[Table]) -> dict[str, list[Any]]:
    with engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(*table.primary_key.columns)).all()))
            for table in tables
        }


def keys(engine: Engine) -> dict[str, list[str]]:
    """The primary keys of all rows by table, whatever the schema is now."""
    primary = inspect(engine).get_multi_pk_constraint()
    columns = {name: ", ".join(found["constrained_columns"]) for (_, name), found in primary.items() if found}
    with engine.connect() as connection:
        return {
            name: sorted(map(repr, connection.exec_driver_sql(f"SELECT {listed} FROM {name}")))
            for name, listed in columns.items()
            if listed and name != "alembic_version"
        }


class Steps:
    """Migrations of one engine that are read once for all steps, which takes longer than most of these."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._config = Config()
        self._config.set_main_option("script_location", str(MIGRATIONS))
        self._script = ScriptDirectory.from_config(self._config)

    def upgrade(self, revision: str) -> None:
        self._run(lambda present, _: self._script._upgrade_revs(revision, present))

    def downgrade(self, revision: str) -> None:
        self._run(lambda present, _: self._script._downgrade_revs(revision, present))

    def _run(self, find_steps: Callable[[Any, Any], Any]) -> None:
        with self._engine.connect() as connection:
            self._config.attributes["connection"] = connection
            with EnvironmentContext(self._config, self._script, fn=find_steps):
                self._script.run_env()


def test_models_equal_migrations(database: Database) -> None:
    assert differences(database.engine) == []


@pytest.mark.parametrize("change", ["ALTER TABLE outbox DROP COLUMN last_error", "DROP INDEX ix_sessions_account_id"])
def test_a_difference_is_seen(migrated_engine: Engine, change: str) -> None:
    with migrated_engine.begin() as connection:
        connection.exec_driver_sql(change)
    assert differences(migrated_engine)


def test_migrations_go_down_and_up_again_with_data(empty_engine: Engine) -> None:
    upgrade(empty_engine)
    fill(empty_engine)
    downgrade(empty_engine, "base")
    assert set(inspect(empty_engine).get_table_names()) <= {"alembic_version"}
    assert current_revision(empty_engine) is None
    upgrade(empty_engine)
    assert current_revision(empty_engine) == head_revision()
    assert differences(empty_engine) == []


def test_each_step_keeps_the_rows_of_the_tables_that_stay(migrated_engine: Engine) -> None:
    """Each is taken down, up and down again, beginning with the newest, so that each meets the rows of its time."""
    fill(migrated_engine)
    steps = Steps(migrated_engine)
    for revision in revisions()[:-1]:  # the oldest step takes all tables away
        before = keys(migrated_engine)
        steps.downgrade(parent_of(revision))
        staying = before.keys() & inspect(migrated_engine).get_table_names()
        steps.upgrade(revision)
        after = keys(migrated_engine)
        assert {name: after[name] for name in staying} == {name: before[name] for name in staying}, revision
        steps.downgrade(parent_of(revision))


def test_token_families_become_authorizations_and_go_back(migrated_engine: Engine) -> None:
    fill(migrated_engine)
    downgrade(migrated_engine, "0007")
    before = _rows(migrated_engine, "token_families")
    upgrade(migrated_engine)
    [row] = _rows(migrated_engine, "authorizations")
    assert {name: row[name] for name in before[0]} == before[0]
    assert (row["subject"], row["rotation"]) == (before[0]["account_id"], "chain")
    assert row["portal"] == _rows(migrated_engine, "clients")[0]["portal"]
    downgrade(migrated_engine, "0007")
    assert _rows(migrated_engine, "token_families") == before


def test_a_null_among_the_settled_steps_counts_as_none(migrated_engine: Engine) -> None:
    fill(migrated_engine)
    with migrated_engine.begin() as connection:
        connection.exec_driver_sql("UPDATE interactions SET settled = 'null'")
    downgrade(migrated_engine, "0012")
    assert len(_rows(migrated_engine, "interactions")) == 1


def test_events_of_an_organization_go_into_its_history_and_back(migrated_engine: Engine) -> None:
    fill(migrated_engine)
    downgrade(migrated_engine, "0034")
    before = {"role": "member", "organization": "org_1"}
    with migrated_engine.begin() as connection:
        connection.execute(update(AuditEvent).values(details=before))
    upgrade(migrated_engine)
    with migrated_engine.connect() as connection:
        found = connection.execute(select(AuditEvent.organization_id, AuditEvent.details)).one()
    assert tuple(found) == ("org_1", {"role": "member"})
    downgrade(migrated_engine, "0034")
    with migrated_engine.connect() as connection:
        assert connection.scalar(select(AuditEvent.details)) == before


def test_there_is_one_line_of_migrations() -> None:
    assert len(ScriptDirectory(str(MIGRATIONS)).get_heads()) == 1
    assert revisions()


def test_the_newest_file_is_the_head() -> None:
    """A serving process reads the names of the files; they have to say what Alembic reads within."""
    assert head_revision() == known_revisions()[-1]
    names = sorted(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("*.py"))
    assert names == known_revisions()


def test_rebuilding_a_parent_keeps_its_children(migrated_engine: Engine, tmp_path: Path) -> None:
    """SQLite rebuilds a table by dropping it; with foreign keys enforced that would take the children along."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "planted.py").write_text(REBUILDS_A_PARENT.format(head=head_revision()))
    fill(migrated_engine)
    before = contents(migrated_engine, Base.metadata.sorted_tables)
    for move in (lambda config: command.upgrade(config, "head"), lambda config: command.downgrade(config, "-1")):
        _run(folder, migrated_engine, move)
        assert contents(migrated_engine, Base.metadata.sorted_tables) == before
    with migrated_engine.connect() as connection:
        assert enforces_foreign_keys(connection)


def test_a_failing_migration_leaves_nothing_half_done(migrated_engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    broken = REBUILDS_A_PARENT.format(head=head_revision()).replace(
        "\n\n\ndef downgrade", '\n    op.execute("SELECT * FROM nowhere")\n\n\ndef downgrade'
    )
    (folder / "versions" / "planted.py").write_text(broken)
    fill(migrated_engine)
    with pytest.raises(Exception, match="nowhere"):
        _run(folder, migrated_engine, lambda config: command.upgrade(config, "head"))
    assert current_revision(migrated_engine) == head_revision()
    assert "planted" not in {column["name"] for column in inspect(migrated_engine).get_columns("accounts")}
    with migrated_engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(Base.metadata.tables["sessions"])) == 1


def _rows(engine: Engine, table: str) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        return [dict(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table}").mappings()]


def _run(folder: Path, engine: Engine, move: Callable[[Config], None]) -> None:
    with engine.connect() as connection:
        config = Config()
        config.set_main_option("script_location", str(folder))
        config.attributes["connection"] = connection
        move(config)


def enforces_foreign_keys(connection: Any) -> bool:
    return connection.dialect.name != "sqlite" or connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def revisions() -> list[str]:
    """All revisions, newest first."""
    return [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]


def parent_of(revision: str) -> str:
    script = ScriptDirectory(str(MIGRATIONS)).get_revision(revision)
    assert script is not None
    assert isinstance(script.down_revision, str)
    return script.down_revision
