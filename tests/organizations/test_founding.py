"""Creating an organization: by people where the portal allows it, by operators with its first member."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.infrastructure.web.application import Application
from idp.organizations.creation import check_name
from idp.organizations.errors import InvalidOrganizationName
from idp.organizations.models import Membership, Organization
from tests.factories.accounts import create_account
from tests.factories.relying_parties import create_relying_party
from tests.factories.sessions import sign_in
from tests.organizations.members.test_member_page import number
from tests.provisioning.applications import ISSUER
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient, forms_of
from tests.provisioning.shell import Shell

PAGE = "/organizations/new"


@pytest.fixture
def open_client(make_app: Callable[..., Application]) -> PageClient:
    """A browser at a portal whose people create organizations."""
    allowed = {"organizations": {"created_by": "anyone"}}
    return make_app(portals={"shop": allowed, "forum": allowed}).test_client()


@pytest.fixture
def person(open_client: PageClient, database: Database) -> Account:
    account = create_account(database, language="en", given_name="Grete", family_name="Hafen")
    sign_in(open_client, database, account)
    return account


@pytest.mark.parametrize(
    ("kind", "typed", "name"),
    [
        ("company", " Hafenwerk  GmbH ", "Hafenwerk GmbH"),
        ("private", "", "Grete Hafen"),
        ("private", "X", "Grete Hafen"),
    ],
)
def test_who_creates_it_administers_and_represents_it(
    open_client: PageClient, database: Database, person: Account, kind: str, typed: str, name: str
) -> None:
    assert PAGE in open_client.get("/organizations").text
    assert 'href="/organizations"' in open_client.get("/account").text
    page = open_client.get(PAGE)
    answer = open_client.submit(page, {"kind": kind, "company": typed}, form=number(page), follow_redirects=True)
    assert "The organization was created." in answer.text
    made = database.one(select(Organization))
    assert (made.name, made.kind, made.representative_id) == (name, kind, person.id)
    own = database.one(select(Membership))
    assert (own.account_id, own.role, own.billing, own.expires_at) == (person.id, "administrator", True, None)


@pytest.mark.parametrize("name", ["", " ", "\u202e", "a" * 201, "ein\x1bZeichen"])
def test_a_company_needs_a_name(open_client: PageClient, database: Database, person: Account, name: str) -> None:
    page = open_client.get(PAGE)
    assert open_client.submit(page, {"kind": "company", "company": name}, form=number(page)).status_code == 422
    assert database.count(Organization) == 0


def test_a_name_has_at_most_200_characters() -> None:
    assert check_name("a" * 200) == "a" * 200
    with pytest.raises(InvalidOrganizationName):
        check_name("a" * 201)


@pytest.mark.threat(71)
@pytest.mark.parametrize(
    ("shop", "forum", "left", "status"),
    [
        ("anyone", "anyone", None, 200),
        ("anyone", "operators", None, 404),
        ("anyone", "operators", "shop", 200),
        ("operators", "anyone", "shop", 404),
    ],
)
def test_the_portal_that_the_person_came_from_decides(
    make_app: Callable[..., Application], database: Database, shop: str, forum: str, left: str | None, status: int
) -> None:
    """Not the one that the address names; without any each of them."""
    sections = {"shop": {"organizations": {"created_by": shop}}, "forum": {"organizations": {"created_by": forum}}}
    client = make_app(portals=sections).test_client()
    sign_in(client, database, create_account(database))
    if left:
        create_relying_party(database, client, portal=left).obtain_tokens()
    for address in (PAGE, f"{PAGE}?portal=forum", f"{PAGE}?portal=shop"):
        assert client.get(address).status_code == status
    page = client.get("/account")
    token = next(form.fields["csrf_token"] for form in forms_of(page) if "csrf_token" in form.fields)
    headers = {"Origin": ISSUER, "Sec-Fetch-Site": "same-origin"}
    sent = client.post(PAGE, data={"csrf_token": token, "kind": "company", "company": "Hafenwerk"}, headers=headers)
    assert sent.status_code == (303 if status == 200 else 404)
    assert database.count(Organization) == (1 if status == 200 else 0)


def test_an_operator_names_its_first_member(database: Database, shell: Shell) -> None:
    account = create_account(database)
    made = shell.answer("orgs", "create", "Ada Beispiel", "--kind", "private", "--administrator", account.email)
    assert (made["kind"], made["representative"]) == ("private", account.id)
    assert database.one(select(Membership.role)) == "administrator"
