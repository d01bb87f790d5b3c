"""The file of an embedded database."""

import stat

from sqlalchemy import text

from idp.infrastructure.database import db


def test_only_its_owner_can_read_a_new_database(make_app, tmp_path):
    file = tmp_path / "new.sqlite3"
    app = make_app(own=True, database={"url": f"sqlite:///{file}"})
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE something (id INTEGER)"))

    assert {stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()} == {0o600}
