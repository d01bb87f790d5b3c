"""`idp clients initial-access-tokens`, and what the other commands tell of clients that registered themselves."""

from collections.abc import Callable

from sqlalchemy import select

from idp.audit.models import AuditEvent
from idp.clients.dynamic_registration.models import InitialAccessToken
from idp.infrastructure.ids import digest
from tests.factories.clients import create_client
from tests.factories.dynamic_clients import ask_to_register, register
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient
from tests.provisioning.shell import Shell

TOKENS = ("clients", "initial-access-tokens")


def test_a_token_is_made_used_listed_and_revoked(shell: Shell, client: PageClient, database: Database) -> None:
    made = shell.answer(*TOKENS, "create", "--uses", "2", "--days", "3", "--note", "Maps")
    row = database.one(select(InitialAccessToken))
    assert row.token_hash == digest(made["token"])
    assert (row.expires_at - row.created_at).days == 3

    registered = register(client, made["token"])
    [listed] = shell.answer(*TOKENS, "list")
    assert (listed["state"], listed["uses"], listed["uses_allowed"], listed["note"]) == ("valid", 1, 2, "Maps")
    assert "token" not in listed

    assert shell.answer(*TOKENS, "revoke", row.id)["state"] == "revoked"
    assert ask_to_register(client, made["token"]).status_code == 401
    assert shell.answer("clients", "show", registered["client_id"])["client_name"] == "Kartenwerk"
    actions = set(database.rows(select(AuditEvent.action)))
    assert actions == {"initial_access_token.issued", "initial_access_token.revoked", "client.registered"}


def test_a_token_holds_as_long_as_the_settings_say(shell: Shell, database: Database) -> None:
    shell.answer(*TOKENS, "create")
    row = database.one(select(InitialAccessToken))
    assert ((row.expires_at - row.created_at).days, row.uses_allowed) == (30, 1)


def test_a_token_that_is_unknown_is_not_revoked(shell: Shell) -> None:
    assert "There is no initial access token iat_x." in shell.refusal(*TOKENS, "revoke", "iat_x")


def test_where_registration_is_off_no_token_is_made(make_shell: Callable[..., Shell], database: Database) -> None:
    shell = make_shell(database={"url": database.url}, client_registration={"access": "off"})
    assert 'Set client_registration.access to "token".' in shell.refusal(*TOKENS, "create")


def test_the_list_tells_who_registered_a_client(shell: Shell, client: PageClient, database: Database) -> None:
    by_operator = create_client(database).client_id
    by_itself = register(client, shell.answer(*TOKENS, "create")["token"])["client_id"]

    listed = {each["client_id"]: each["registered_by"] for each in shell.answer("clients", "list")}
    assert listed == {by_operator: "operator", by_itself: "itself"}
    assert "itself" in shell.run("clients", "list").stdout
