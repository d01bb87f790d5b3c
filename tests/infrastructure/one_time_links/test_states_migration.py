"""The states of links and mailed codes follow from the times that stood in their place."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from idp.infrastructure.database.migrations import downgrade, upgrade
from tests.provisioning.databases import create_postgresql_database, drop_postgresql_database, make_engine

USED, SUPERSEDED = "2026-11-01 10:00:00.000000", "2026-11-02 10:00:00.000000"
TIMES = {
    "open": (None, None),
    "redeemed": (USED, None),
    "superseded": (None, SUPERSEDED),
}
INSERT = """
    INSERT INTO one_time_links (id, purpose, subject, token_hash, data, created_at, expires_at, used_at, superseded_at)
    VALUES (:id, 'purpose', 'subject', :id, '{}', :used, :used, :used_at, :superseded_at)
"""


@pytest.fixture
def engine(request: pytest.FixtureRequest, database_kind: str, tmp_path: Path, worker_name: str) -> Iterator[Engine]:
    """An engine on a database of its own, of the schema before."""
    if database_kind == "sqlite":
        engine = make_engine(f"sqlite:///{tmp_path}/old.sqlite3")
    else:
        server, name = request.getfixturevalue("postgresql_server"), f"einlass_links_{worker_name}"
        request.addfinalizer(lambda: drop_postgresql_database(server, name))
        engine = make_engine(create_postgresql_database(server, name))
    upgrade(engine, "0018")
    yield engine
    engine.dispose()


def test_states_are_kept_up_and_down(engine: Engine) -> None:
    with engine.begin() as connection:
        for name, (used_at, superseded_at) in TIMES.items():
            values = {"id": name, "used": USED, "used_at": used_at, "superseded_at": superseded_at}
            connection.execute(text(INSERT), values)
        connection.execute(text(INSERT), {"id": "both", "used": USED, "used_at": USED, "superseded_at": SUPERSEDED})

    upgrade(engine)
    with engine.begin() as connection:
        states = dict(map(tuple, connection.execute(text("SELECT id, state FROM one_time_links"))))
    assert states == {name: name for name in TIMES} | {"both": "redeemed"}

    downgrade(engine, "0018")
    with engine.begin() as connection:
        times = connection.execute(
            text("SELECT id, used_at IS NULL, superseded_at IS NULL FROM one_time_links WHERE id <> 'both'")
        ).all()
    assert {id: (bool(unused), bool(current)) for id, unused, current in times} == {
        name: (used_at is None, superseded_at is None) for name, (used_at, superseded_at) in TIMES.items()
    }
