"""`idp orgs`."""

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.audit.models import AuditEvent
from idp.organizations.details.models import OrganizationAddress
from idp.organizations.models import Organization
from tests.factories.accounts import create_account
from tests.factories.factors import open_code_page
from tests.factories.organizations import create_membership
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient
from tests.provisioning.shell import Shell


@pytest.fixture
def person(database: Database) -> Account:
    return create_account(database)


@pytest.fixture
def organization_id(database: Database, person: Account) -> str:
    return create_membership(database, person, name="Hafenwerk GmbH").organization_id


def policy_of(database: Database, organization_id: str) -> str:
    return database.one(select(Organization.second_factor).where(Organization.id == organization_id))


def test_list_counts_members_and_searches(
    shell: Shell, database: Database, person: Account, organization_id: str
) -> None:
    other = create_membership(database, person, name="Almhof eG").organization_id
    with database.transaction() as session:
        session.add(Organization(name="100 % leer"))

    listed = shell.answer("orgs", "list")
    assert [(each["name"], each["members"]) for each in listed] == [
        ("100 % leer", 0),
        ("Almhof eG", 1),
        ("Hafenwerk GmbH", 1),
    ]
    assert [each["id"] for each in shell.answer("orgs", "list", "--search", "alm")] == [other]
    assert [each["name"] for each in shell.answer("orgs", "list", "--search", "%")] == ["100 % leer"]
    assert len(shell.answer("orgs", "list", "--limit", "1")) == 1
    assert "There is no such organization." in shell.run("orgs", "list", "--search", "nowhere").stderr


def test_show_names_the_members(shell: Shell, person: Account, organization_id: str) -> None:
    shown = shell.answer("orgs", "show", organization_id)
    assert (shown["name"], shown["second_factor"]) == ("Hafenwerk GmbH", "off")
    assert shown["members"] == [
        {"id": person.id, "email": person.email, "name": person.name, "role": "member"},
    ]
    assert f"{person.email} (member)" in shell.run("orgs", "show", organization_id).stdout


def test_show_tells_the_addresses(shell: Shell, database: Database, organization_id: str) -> None:
    address = {"recipient": "Einkauf", "street_address": "Am Kai 4", "postal_code": "20457", "locality": "Hamburg"}
    of_invoices = {"organization_id": organization_id, "kind": "invoice", "country": "DE"}
    database.save(OrganizationAddress(**of_invoices, **address))
    assert shell.answer("orgs", "show", organization_id)["addresses"] == {"invoice": address | {"country": "DE"}}
    line = "invoice: Einkauf, Am Kai 4, 20457, Hamburg, DE"
    assert line in shell.run("orgs", "show", organization_id).stdout


@pytest.mark.parametrize("arguments", [("show", "org_0"), ("policies", "org_0")])
def test_an_unknown_organization_is_explained(shell: Shell, arguments: tuple[str, ...]) -> None:
    assert "There is no organization org_0.\n`idp orgs list`" in shell.refusal("orgs", *arguments)


@pytest.mark.parametrize("policy", ["optional", "administrators", "all"])
def test_the_policy_is_set_and_recorded(shell: Shell, database: Database, organization_id: str, policy: str) -> None:
    document = shell.answer("orgs", "policies", organization_id, "--second-factor", policy)

    assert (document["second_factor"], document["changed"]) == (policy, True)
    assert policy_of(database, organization_id) == policy
    event = database.one(select(AuditEvent))
    assert (event.action, event.actor_id, event.subject) == (
        "organization.policies_changed",
        "command line",
        organization_id,
    )
    assert event.details == {"changed": {"second_factor": {"before": "off", "after": policy}}}


def test_setting_what_holds_changes_nothing(shell: Shell, database: Database, organization_id: str) -> None:
    assert shell.answer("orgs", "policies", organization_id, "--second-factor", "off")["changed"] is False
    assert database.count(AuditEvent) == 0


def test_all_policies_are_set_at_once_and_shown(shell: Shell, organization_id: str) -> None:
    options = ("--session-hours", "8", "--let-in-by", "representative", "--email-domain", "Bücher.example")
    shell.answer("orgs", "policies", organization_id, *options)

    shown = shell.answer("orgs", "policies", organization_id)
    assert shown == {
        "organization": organization_id,
        "second_factor": "off",
        "session_hours": 8,
        "let_in_by": "representative",
        "email_domains": ["xn--bcher-kva.example"],
        "changed": False,
    }
    lifted = shell.answer("orgs", "policies", organization_id, "--any-email-domain")
    assert (lifted["email_domains"], lifted["session_hours"]) == ([], 8)


def test_what_is_no_domain_is_refused(shell: Shell, organization_id: str) -> None:
    refusal = shell.refusal("orgs", "policies", organization_id, "--email-domain", "hafenwerk")
    assert "'hafenwerk' is not a domain." in refusal


def test_only_policies_are_taken(shell: Shell, database: Database, organization_id: str) -> None:
    assert "'sometimes' is not one of" in shell.refusal(
        "orgs", "policies", organization_id, "--second-factor", "sometimes"
    )
    assert policy_of(database, organization_id) == "off"


@pytest.mark.parametrize(
    ("policy", "role", "is_asked"),
    [
        ("optional", "administrator", False),
        ("administrators", "member", False),
        ("administrators", "administrator", True),
        ("all", "member", True),
    ],
)
def test_the_policy_bites_at_the_next_sign_in(
    shell: Shell, client: PageClient, database: Database, policy: str, role: str, is_asked: bool
) -> None:
    person = create_account(database)
    member = create_membership(database, person, role=role)
    shell.answer("orgs", "policies", member.organization_id, "--second-factor", policy)

    page = open_code_page(client, person.email)

    assert page.request.path.endswith("/enrol") is is_asked


def test_an_organization_can_not_be_laxer_than_its_portal(
    shell: Shell, make_app, database: Database, person: Account, organization_id: str
) -> None:
    client = make_app(portals={"shop": {"second_factor": {"policy": "all"}}}).test_client()
    shell.answer("orgs", "policies", organization_id, "--second-factor", "off")

    assert open_code_page(client, person.email).request.path.endswith("/enrol")
