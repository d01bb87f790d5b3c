"""`idp doctor` at a database behind a real PgBouncer. Trial row F12."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import make_url, text

from tests.cli.test_doctor import findings, says
from tests.provisioning.databases import Database
from tests.provisioning.pgbouncer import running_pgbouncer
from tests.provisioning.run_folder import RunFolder
from tests.provisioning.shell import Shell

pytestmark = pytest.mark.only_on("postgresql")


@pytest.fixture(params=["", "options"], ids=["as shipped", "ignoring options"])
def pooled_url(request: pytest.FixtureRequest, database: Database, run_folder: RunFolder) -> Iterator[str]:
    """The database by way of a pooler; some are told to drop the settings of connections."""
    with running_pgbouncer(run_folder.path, database.url, ignored=request.param) as url:
        yield url


def test_a_pooler_that_the_settings_do_not_speak_of_is_named(make_shell: Callable[..., Shell], pooled_url: str) -> None:
    found = findings(make_shell(database={"url": pooled_url}), "database")

    steps = {each["next_step"]: each["status"] for each in found if "database.pooler" in each["next_step"]}
    assert list(steps.values()) == ["problem"], found


def test_behind_a_pooler_a_role_without_a_limit_for_statements_is_named(
    make_shell: Callable[..., Shell], pooled_url: str, database: Database
) -> None:
    shell, url = make_shell(database={"url": pooled_url, "pooler": "transaction"}), make_url(database.url)
    says(shell, "database", "warning", "No statement has an end")
    with database.engine.begin() as connection:
        connection.execute(text(f"ALTER ROLE {url.username} IN DATABASE {url.database} SET statement_timeout = '15s'"))
    database.cut_connections()
    says(shell, "database", "ok", "A statement may take 15s.")
    with database.engine.begin() as connection:
        connection.execute(text(f"ALTER ROLE {url.username} IN DATABASE {url.database} RESET statement_timeout"))
