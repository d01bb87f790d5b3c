"""The settings of an organization: its name, what it is in law, and its addresses."""

from io import BytesIO

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from idp.accounts.models import Account
from idp.audit.models import AuditEvent
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import in_language
from idp.organizations.details.models import OrganizationAddress
from idp.organizations.details.words import countries
from idp.organizations.models import Organization
from tests.factories.accounts import create_account
from tests.factories.organizations import create_organization, join
from tests.factories.sessions import sign_in
from tests.organizations.members.test_member_page import number
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient, forms_of

ENTRY = {
    "recipient": "Hafenwerk GmbH",
    "street_address": "Am Kai 4",
    "postal_code": "20457",
    "locality": "Hamburg",
    "country": "DE",
}


@pytest.fixture
def organization(database: Database) -> Organization:
    return create_organization(database, "Hafenwerk GmbH")


@pytest.fixture
def administrator(client: PageClient, database: Database, organization: Organization) -> Account:
    """Signed in."""
    account = create_account(database, language="en", given_name="Ada", family_name="Beispiel")
    join(database, organization, account, role="administrator")
    sign_in(client, database, account)
    return account


@pytest.fixture
def page(administrator: Account, organization: Organization) -> str:
    """The path of the settings, for a browser in which an administrator is signed in."""
    return f"/organizations/{organization.id}/settings"


def submit(client: PageClient, path: str, values: dict[str, str]) -> str:
    page = client.get(path)
    return str(client.submit(page, values, form=number(page), follow_redirects=True).text)


def address_of(database: Database, organization: Organization, kind: str) -> OrganizationAddress | None:
    with database.transaction() as session:
        return session.get(OrganizationAddress, (organization.id, kind))


def test_name_and_type_are_changed(
    client: PageClient, database: Database, organization: Organization, page: str
) -> None:
    """Issue 10, item 1."""
    shown = submit(client, page, {"company": " Hafenwerk  AG ", "kind": "private"})
    assert "Your changes were saved." in shown
    changed = database.one(select(Organization))
    assert (changed.name, changed.kind) == ("Hafenwerk AG", "private")
    event = database.one(select(AuditEvent).where(AuditEvent.action == "organization.renamed"))
    assert (event.organization_id, event.details["before"]["name"]) == (organization.id, "Hafenwerk GmbH")


@pytest.mark.parametrize("name", ["", " ", "\u202e", "a" * 201, "ein\x1bZeichen"])
def test_a_name_that_is_none_is_refused_at_its_field(
    client: PageClient, database: Database, organization: Organization, page: str, name: str
) -> None:
    shown = submit(client, page, {"company": name})
    assert 'id="company-error"' in shown
    assert database.one(select(Organization)).name == organization.name


def values_of(page: TestResponse, field: str) -> list[str]:
    """The values of a field, wherever the page has it."""
    return [form.fields[field] for form in forms_of(page) if field in form.fields]


def test_the_form_holds_what_is_stored_also_where_another_form_was_refused(
    client: PageClient, organization: Organization, page: str
) -> None:
    shown = client.get(page)
    assert (values_of(shown, "company"), values_of(shown, "kind")) == (["Hafenwerk GmbH"], ["company"])
    refused = client.submit(shown, {"logo": (BytesIO(b"none"), "logo.png")}, form=number(shown, "/logo"))
    assert "PNG, JPEG" in refused.text
    assert values_of(refused, "company") == ["Hafenwerk GmbH"]


def test_a_new_address_goes_to_the_organization_and_a_stored_one_is_shown(client: PageClient, page: str) -> None:
    path = f"{page}/addresses/postal"
    assert values_of(client.get(path), "recipient") == ["Hafenwerk GmbH"]
    submit(client, path, ENTRY | {"recipient": "Buchhaltung", "country": "AT"})

    shown = client.get(path)
    assert [values_of(shown, field) for field in ("recipient", "locality")] == [["Buchhaltung"], ["Hamburg"]]
    assert '<option selected value="AT">' in shown.text


@pytest.mark.parametrize("kind", ["postal", "invoice", "reminder", "delivery_note"])
def test_an_address_is_entered_changed_and_removed(
    client: PageClient, database: Database, organization: Organization, page: str, kind: str
) -> None:
    """Issue 10, item 1."""
    path = f"{page}/addresses/{kind}"
    assert "20457 Hamburg" in submit(client, path, ENTRY)
    assert "Vienna" in submit(client, path, ENTRY | {"locality": "Vienna", "country": "AT"})
    present = address_of(database, organization, kind)
    assert present is not None
    assert (present.locality, present.country) == ("Vienna", "AT")
    form = client.get(path)
    client.submit(form, {}, form=number(form, "/remove"))
    assert address_of(database, organization, kind) is None


@pytest.mark.parametrize("field", ["recipient", "street_address", "postal_code", "locality"])
@pytest.mark.parametrize("text", ["", "a" * 201, "x\x1b"])
def test_an_incomplete_address_is_refused_at_its_field(
    client: PageClient, database: Database, organization: Organization, page: str, field: str, text: str
) -> None:
    shown = submit(client, f"{page}/addresses/postal", ENTRY | {field: text})
    assert f'id="{field}-error"' in shown
    assert address_of(database, organization, "postal") is None


def test_a_country_without_postal_codes_needs_none(
    client: PageClient, database: Database, organization: Organization, page: str
) -> None:
    submit(client, f"{page}/addresses/postal", ENTRY | {"postal_code": "", "country": "IE"})
    assert address_of(database, organization, "postal") is not None


def test_an_invented_kind_of_address_is_not_found(client: PageClient, page: str) -> None:
    assert client.get(f"{page}/addresses/invoice").status_code == 200
    assert client.get(f"{page}/addresses/holiday").status_code == 404


@pytest.mark.parametrize("path", ["", "/addresses/postal"])
@pytest.mark.parametrize(("role", "status"), [("administrator", 200), ("member", 403), (None, 404)])
def test_administrators_alone_change_them(
    client: PageClient, database: Database, organization: Organization, path: str, role: str | None, status: int
) -> None:
    account = create_account(database)
    if role:
        join(database, organization, account, role=role)
    sign_in(client, database, account)
    assert client.get(f"/organizations/{organization.id}/settings{path}").status_code == status


def test_the_events_tell_what_was_changed_without_the_address(
    client: PageClient, database: Database, organization: Organization, page: str
) -> None:
    submit(client, f"{page}/addresses/invoice", ENTRY)
    event = database.one(select(AuditEvent).where(AuditEvent.action == "organization.address_changed"))
    assert (event.organization_id, event.details["address"]) == (organization.id, "invoice")
    assert "Am Kai" not in str(event.details)


def test_countries_stand_in_the_order_of_the_readers_alphabet(app: Application) -> None:
    with app.test_request_context(), in_language("de"):
        names = [name for _, name in countries()]
    assert names.index("Afghanistan") < names.index("Ägypten") < names.index("Albanien")
    assert "Europäische Union" not in names
