"""`idp doctor` where notifications about mails are received."""

from collections.abc import Callable

import pytest

from tests.cli.installation import free_port
from tests.cli.test_doctor import says
from tests.mail.bounces.running import receiving
from tests.provisioning.databases import Database
from tests.provisioning.shell import Shell

SENDER = "bounces@bounces.example.com"

pytestmark = pytest.mark.only_on("sqlite")


@pytest.fixture
def shell_with(make_shell: Callable[..., Shell], database: Database) -> Callable[..., Shell]:
    return lambda **bounces: make_shell(database={"url": database.url}, mail={"bounces": bounces})


def test_a_server_that_answers_is_well(shell_with: Callable[..., Shell], make_app) -> None:
    bounces = {"sender": SENDER, "listen": f"127.0.0.1:{free_port()}"}
    with receiving(make_app(own=True, mail={"bounces": bounces})):
        says(shell_with(**bounces), "mail", "ok", "are received at 127.0.0.1:")


def test_one_that_does_not_run_is_a_problem(shell_with: Callable[..., Shell]) -> None:
    says(shell_with(sender=SENDER, listen=f"127.0.0.1:{free_port()}"), "mail", "problem", "can't be handed over")


def test_an_address_that_nothing_reads_is_told(shell_with: Callable[..., Shell]) -> None:
    says(shell_with(sender=SENDER), "mail", "warning", "are not read here")
