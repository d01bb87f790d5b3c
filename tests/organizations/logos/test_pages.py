"""Uploading a logo, and where it is shown."""

from io import BytesIO

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from idp.accounts.models import Account
from idp.audit.models import AuditEvent
from idp.organizations.models import Organization
from tests.factories.accounts import create_account
from tests.factories.logos import picture
from tests.factories.organizations import create_membership, create_organization, give_logo, join
from tests.factories.relying_parties import create_relying_party
from tests.factories.sessions import sign_in
from tests.organizations.members.test_member_page import number
from tests.provisioning.applications import ISSUER
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient


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
def settings(administrator: Account, organization: Organization) -> str:
    """The path of the settings, for a browser in which an administrator is signed in."""
    return f"/organizations/{organization.id}/settings"


def upload(client: PageClient, settings: str, file: bytes, name: str = "logo.png") -> TestResponse:
    page = client.get(settings)
    form = number(page, "/logo")
    return client.submit(page, {"logo": (BytesIO(file), name)}, form=form, follow_redirects=True)


def digest_of(database: Database) -> str | None:
    return database.one(select(Organization.logo_digest))


def test_the_logo_is_shown_in_place_of_the_name(client: PageClient, database: Database, settings: str) -> None:
    """Issue 10, item 9."""
    page = upload(client, settings, picture("JPEG"), "logo.jpg")
    assert "The logo was saved." in page.text
    digest = digest_of(database)
    assert f'src="/logos/{digest}.png" alt="Hafenwerk GmbH"' in page.text
    assert f'src="/logos/{digest}.png" alt=""' in client.get("/organizations").text
    event = database.one(select(AuditEvent).where(AuditEvent.action == "organization.logo_set"))
    assert event.organization_id


def test_it_is_removed(client: PageClient, database: Database, settings: str) -> None:
    page = upload(client, settings, picture())
    page = client.submit(page, {}, form=number(page, "/logo/remove"), follow_redirects=True)
    assert "The logo was removed." in page.text
    assert digest_of(database) is None


@pytest.mark.threat(75)
@pytest.mark.parametrize("file", [b"<svg/>", b"", picture("GIF", (20, 20)), picture() + b"\0" * 100_000])
def test_a_file_that_is_no_logo_is_refused_at_the_field(
    client: PageClient, database: Database, settings: str, file: bytes
) -> None:
    page = upload(client, settings, file)
    assert page.status_code == 422
    assert 'id="logo-error"' in page.text
    assert 'value="Hafenwerk GmbH"' in page.text
    assert digest_of(database) is None


@pytest.mark.threat(75)
def test_a_logo_is_served_as_a_picture_and_nothing_else(client: PageClient, database: Database, settings: str) -> None:
    upload(client, settings, picture())
    stranger = client.application.test_client()
    answer = stranger.get(f"/logos/{digest_of(database)}.png")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "Set-Cookie" not in answer.headers
    assert answer.data.startswith(b"\x89PNG")
    again = stranger.get(f"/logos/{digest_of(database)}.png", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("digest", ["0" * 64, "", "None", "null"])
def test_an_unknown_logo_is_not_found(client: PageClient, database: Database, digest: str) -> None:
    create_organization(database)
    assert client.get(f"/logos/{digest}.png").status_code == 404


@pytest.mark.parametrize("more", ["", "/remove"])
@pytest.mark.parametrize(("role", "status"), [("member", 403), (None, 404)])
def test_administrators_alone_change_it(
    client: PageClient, database: Database, organization: Organization, more: str, role: str | None, status: int
) -> None:
    account = create_account(database)
    own = create_membership(database, account, role="administrator")
    if role:
        join(database, organization, account, role=role)
    sign_in(client, database, account)
    page = client.get(f"/organizations/{own.organization_id}/settings")
    token = page.text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    data = {"csrf_token": token, "logo": (BytesIO(picture()), "logo.png")}
    answer = client.post(f"/organizations/{organization.id}/settings/logo{more}", data=data, headers={"Origin": ISSUER})
    assert answer.status_code == status
    assert database.rows(select(Organization.logo_digest)) == [None, None]


def test_a_portals_own_menu_gets_its_address(client: PageClient, database: Database) -> None:
    """Issue 10, item 5."""
    account = create_account(database)
    sign_in(client, database, account)
    membership = create_membership(database, account, name="Hafenwerk GmbH")
    digest = give_logo(database, membership.organization_id)
    rp = create_relying_party(database, client, scope="openid organizations")
    token = rp.obtain_tokens(scope="openid organizations")["access_token"]
    answer = client.get("/organizations.json", headers={"Authorization": f"Bearer {token}"})
    assert answer.get_json()["organizations"][0]["logo_uri"] == f"{ISSUER}/logos/{digest}.png"


def test_an_account_is_offered_logos_to_choose_from(client: PageClient, database: Database) -> None:
    """Issue 10, item 9."""
    account = create_account(database)
    sign_in(client, database, account)
    one, _ = (create_membership(database, account, name=name) for name in ("Hafenwerk GmbH", "Lindenhof eG"))
    digest = give_logo(database, one.organization_id)
    rp = create_relying_party(database, client, scope="openid organization")
    page = client.get(rp.authorize(scope="openid organization").headers["Location"])
    assert page.text.count(f'src="/logos/{digest}.png"') == 1
    assert client.get("/account").text.count(f'src="/logos/{digest}.png"') == 1
