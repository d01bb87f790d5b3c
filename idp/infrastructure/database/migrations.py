"""Running the migrations from within: the same for the command, the tests and the demo."""

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from idp.infrastructure.resources import resource


def upgrade(engine: Engine, revision: str = "head", **facts: object) -> None:
    """Bring the schema up to ``revision``. ``facts`` are what migrations of data have to know of the settings."""
    with engine.connect() as connection:
        config = _config(connection)
        config.attributes.update(facts)
        command.upgrade(config, revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the schema down to ``revision`` (``base`` for none)."""
    with engine.connect() as connection:
        command.downgrade(_config(connection), revision)


def known_revisions() -> list[str]:
    """Every revision this program knows, oldest first."""
    return [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()][::-1]


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(resource("migrations")))
    config.attributes["connection"] = connection
    return config
