"""`idp orgs invitations`."""

from collections.abc import Callable

import pytest

from tests.factories.accounts import create_account
from tests.factories.organizations import create_organization, join
from tests.provisioning.databases import Database
from tests.provisioning.shell import Shell

NEW = "neu@example.test"


@pytest.fixture
def shell(make_shell: Callable[..., Shell], database: Database) -> Shell:
    return make_shell(database={"url": database.url})


@pytest.fixture
def organization_id(database: Database) -> str:
    return create_organization(database, "Hafenwerk GmbH").id


def test_addresses_are_invited_listed_sent_again_and_withdrawn(shell: Shell, organization_id: str) -> None:
    created = shell.answer("orgs", "invitations", "create", organization_id, NEW, "--role", "administrator")
    assert created == [{"email": NEW, "outcome": "invited", "subject": "Einladung von Hafenwerk GmbH"}]

    (listed,) = shell.answer("orgs", "invitations", "list", organization_id)
    assert (listed["email"], listed["role"], listed["state"]) == (NEW, "administrator", "queued")

    again = shell.answer("orgs", "invitations", "resend", organization_id, listed["id"])
    assert again["email"] == NEW
    shell.answer("orgs", "invitations", "withdraw", organization_id, listed["id"])
    assert shell.answer("orgs", "invitations", "list", organization_id)[0]["state"] == "withdrawn"


def test_each_address_gets_an_answer(shell: Shell, database: Database, organization_id: str) -> None:
    member = create_account(database)
    join(database, create_organization(database), member)
    created = shell.answer("orgs", "invitations", "create", organization_id, "nobody", member.email, NEW, NEW)

    assert [each["outcome"] for each in created] == ["invalid", "invited", "invited"]


def test_an_invitation_of_another_organization_is_not_found(
    shell: Shell, database: Database, organization_id: str
) -> None:
    shell.answer("orgs", "invitations", "create", organization_id, NEW)
    (listed,) = shell.answer("orgs", "invitations", "list", organization_id)

    refused = shell.run("orgs", "invitations", "withdraw", create_organization(database).id, listed["id"])

    assert refused.exit_code != 0
    assert "There is no such invitation" in refused.output


def test_an_operator_invites_the_representative_of_an_organization_that_has_none(
    shell: Shell, organization_id: str
) -> None:
    """What helps where the administrator whom an application named never answers."""
    last_day = ("--representative", "--last-day", "2999-12-31")
    assert shell.run("orgs", "invitations", "create", organization_id, NEW, *last_day).exit_code != 0

    shell.answer("orgs", "invitations", "create", organization_id, NEW, "--representative")

    (listed,) = shell.answer("orgs", "invitations", "list", organization_id)
    assert (listed["represents"], listed["role"]) == (True, "administrator")
