"""`idp orgs create` and `idp orgs members`. Trial row P4."""

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.audit.models import AuditEvent
from idp.organizations.models import Membership, Organization
from tests.factories.accounts import create_account
from tests.factories.relying_parties import create_relying_party
from tests.factories.sessions import sign_in
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient
from tests.provisioning.shell import Shell


@pytest.fixture
def person(database: Database) -> Account:
    return create_account(database)


@pytest.fixture
def organization_id(shell: Shell) -> str:
    created: str = shell.answer("orgs", "create", "Hafenwerk GmbH")["id"]
    return created


def actions(database: Database) -> list[str]:
    return [event.action for event in database.rows(select(AuditEvent))]


def test_an_organization_is_created_listed_and_recorded(shell: Shell, database: Database) -> None:
    created = shell.answer("orgs", "create", " Hafenwerk GmbH ")
    assert (created["name"], created["second_factor"]) == ("Hafenwerk GmbH", "off")
    [listed] = shell.answer("orgs", "list")
    assert (listed["id"], listed["members"]) == (created["id"], 0)
    event = database.one(select(AuditEvent))
    assert (event.action, event.actor_id, event.subject) == ("organization.created", "command line", created["id"])


@pytest.mark.parametrize("name", ["Hafen\u200bwerk", "\u202eHafenwerk", "Hafenwerk\n", "\ufeffHafenwerk"])
def test_a_name_has_one_form_without_hidden_letters(shell: Shell, name: str) -> None:
    """As those of people. Trial row S13."""
    assert shell.answer("orgs", "create", name)["name"] == "Hafenwerk"


@pytest.mark.parametrize("name", ["", " ", "\u202e", "a" * 201, "ein\x1bZeichen"])
def test_a_name_that_is_none_is_refused(shell: Shell, database: Database, name: str) -> None:
    assert "1 to 200 printable characters" in shell.refusal("orgs", "create", name)
    assert database.count(Organization) == 0


@pytest.mark.parametrize("role", ["member", "administrator"])
def test_a_member_is_added_and_told_to_relying_parties(
    shell: Shell, database: Database, client: PageClient, person: Account, organization_id: str, role: str
) -> None:
    shell.answer("orgs", "members", "add", organization_id, person.email, "--role", role)

    [listed] = shell.answer("orgs", "members", "list", organization_id)
    assert listed == {"id": person.id, "email": person.email, "name": person.name, "role": role}
    sign_in(client, database, person)
    rp = create_relying_party(database, client, scope="openid organizations")
    told = rp.userinfo(rp.obtain_tokens(scope="openid organizations")["access_token"]).get_json()
    assert (told["organization"]["id"], told["organization"]["roles"]) == (organization_id, [role])


def test_a_member_is_a_member_unless_it_is_said(shell: Shell, person: Account, organization_id: str) -> None:
    assert shell.answer("orgs", "members", "add", organization_id, person.id)["role"] == "member"


def test_the_role_of_a_member_is_changed(
    shell: Shell, database: Database, person: Account, organization_id: str
) -> None:
    shell.answer("orgs", "members", "add", organization_id, person.email)
    change = ("orgs", "members", "role", organization_id, person.email, "administrator")
    assert shell.answer(*change)["changed"] is True
    assert shell.answer(*change)["changed"] is False
    assert database.one(select(Membership.role)) == "administrator"
    assert "was already administrator" in shell.run(*change).stdout


def test_a_member_is_removed(shell: Shell, database: Database, person: Account, organization_id: str) -> None:
    shell.answer("orgs", "members", "add", organization_id, person.email)
    shell.answer("orgs", "members", "remove", organization_id, person.email)
    assert shell.answer("orgs", "members", "list", organization_id) == []
    assert database.count(Account) == 1
    assert sorted(actions(database)) == ["membership.added", "membership.removed", "organization.created"]


def test_an_account_is_added_once(shell: Shell, database: Database, person: Account, organization_id: str) -> None:
    add = ("orgs", "members", "add", organization_id, person.email)
    shell.answer(*add)
    said = shell.refusal(*add, "--role", "administrator")
    assert "already" in said
    assert "idp orgs members role" in said
    assert database.one(select(Membership.role)) == "member"


@pytest.mark.parametrize("rest", [("remove",), ("role", "administrator")])
def test_who_is_no_member_is_named(shell: Shell, person: Account, organization_id: str, rest: tuple[str, ...]) -> None:
    command, *role = rest
    said = shell.refusal("orgs", "members", command, organization_id, person.email, *role)
    assert f"{person.email} does not belong to" in said
    assert "idp orgs members list" in said


@pytest.mark.parametrize("command", [("list",), ("add", "ada"), ("remove", "ada"), ("role", "ada", "member")])
def test_an_unknown_organization_is_explained(shell: Shell, command: tuple[str, ...]) -> None:
    name, *rest = command
    assert "There is no organization org_0." in shell.refusal("orgs", "members", name, "org_0", *rest)


@pytest.mark.parametrize("command", [("add",), ("remove",), ("role", "member")])
def test_an_unknown_account_is_explained(shell: Shell, organization_id: str, command: tuple[str, ...]) -> None:
    name, *rest = command
    said = shell.refusal("orgs", "members", name, organization_id, "unknown@example.test", *rest)
    assert "There is no account unknown@example.test." in said


def test_a_role_that_is_none_is_refused(shell: Shell, person: Account, organization_id: str) -> None:
    said = shell.refusal("orgs", "members", "add", organization_id, person.email, "--role", "emperor")
    assert "'emperor' is not one of" in said


def test_an_empty_organization_says_so(shell: Shell, organization_id: str) -> None:
    assert "no members" in shell.run("orgs", "members", "list", organization_id).stderr
