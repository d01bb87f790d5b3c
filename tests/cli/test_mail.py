"""`idp mail`: what became of mails, and the addresses that get none."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.mail.bounces.models import Suppression
from idp.mail.models import OutboxMail
from tests.factories.accounts import create_account
from tests.factories.rows import save_row
from tests.provisioning.databases import Database
from tests.provisioning.shell import Shell

ADDRESS = "weg@example.test"


def suppress(database: Database, address: str = ADDRESS, **values: object) -> str:
    given = {"cause": "no_such_address", "detail": "550 5.1.1 gone", "expires_at": current_time() + timedelta(days=3)}
    return str(save_row(database, Suppression, address=address, **given | values))


def listed(shell: Shell) -> list[str]:
    return [each["address"] for each in shell.answer("mail", "suppressions", "list")]


def test_mails_are_found_by_address_and_state(shell: Shell, database: Database) -> None:
    save_row(database, OutboxMail, recipient=ADDRESS, state="bounced", last_error="550 5.1.1 gone")
    save_row(database, OutboxMail, recipient=ADDRESS, state="sent")
    save_row(database, OutboxMail, recipient="da@example.test", state="bounced")

    found = shell.answer("mail", "list", "--to", ADDRESS.upper(), "--state", "bounced")

    assert [(each["recipient"], each["answer"]) for each in found] == [(ADDRESS, "550 5.1.1 gone")]


def test_a_list_of_mails_holds_no_text(shell: Shell, database: Database) -> None:
    save_row(database, OutboxMail, recipient=ADDRESS, wrapped_content="wrapped words")

    assert "wrapped words" not in shell.run("mail", "list").stdout


def test_suppressions_in_force_are_listed(shell: Shell, database: Database) -> None:
    suppress(database)
    suppress(database, "vorbei@example.test", expires_at=current_time())
    suppress(database, "frei@example.test", ended_at=current_time())

    assert listed(shell) == [ADDRESS]


def test_what_is_known_of_an_address_is_shown(shell: Shell, database: Database) -> None:
    suppress(database, ended_at=current_time())
    suppress(database)
    save_row(database, OutboxMail, recipient=ADDRESS, bounced_at=current_time(), bounce_cause="no_such_address")

    shown = shell.answer("mail", "suppressions", "show", ADDRESS)

    assert (len(shown["suppressions"]), len(shown["bounced"])) == (2, 1)
    assert "no_such_address, 550 5.1.1 gone" in shell.run("mail", "suppressions", "show", ADDRESS).stdout


def test_a_suppression_is_lifted_with_a_reason(shell: Shell, database: Database) -> None:
    suppress(database)

    answer = shell.answer("mail", "suppressions", "lift", ADDRESS, "--reason", "the provider had an outage")

    assert answer == {"lifted": [ADDRESS]}
    assert listed(shell) == []
    event = database.one(select(AuditEvent).where(AuditEvent.action == "mail.suppression_lifted"))
    assert event.details == {"reason": "the provider had an outage"}


def test_an_address_that_is_not_suppressed_lifts_nothing(shell: Shell, database: Database) -> None:
    suppress(database)

    refused = shell.refusal("mail", "suppressions", "lift", ADDRESS, "frei@example.test", "--reason", "x")

    assert "frei@example.test is not suppressed" in refused
    assert listed(shell) == [ADDRESS]


def test_all_of_an_incident_are_lifted(shell: Shell, database: Database) -> None:
    suppress(database)
    suppress(database, "frueher@example.test", created_at=current_time() - timedelta(days=2))
    since = (current_time() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")

    assert shell.answer("mail", "suppressions", "lift", "--since", since, "--reason", "outage") == {"lifted": [ADDRESS]}
    assert listed(shell) == ["frueher@example.test"]


@pytest.mark.parametrize("arguments", [[], [ADDRESS, "--since", "2026-11-01"]])
def test_either_addresses_or_a_time(shell: Shell, arguments: list[str]) -> None:
    assert "either" in shell.refusal("mail", "suppressions", "lift", "--reason", "x", *arguments)


def test_an_account_shows_that_its_address_is_suppressed(shell: Shell, database: Database) -> None:
    account = create_account(database)
    assert shell.answer("users", "show", account.email)["mail_suppressed_until"] is None
    suppress(database, account.email)

    assert shell.answer("users", "show", account.email)["mail_suppressed_until"]
