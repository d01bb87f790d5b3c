"""Whom the members of an organization ask, and who is told of requests."""

from datetime import timedelta

import pytest

from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import Application
from idp.organizations.administrators import find_administrators, read_administrators
from idp.organizations.models import Organization
from tests.factories.accounts import create_account
from tests.factories.organizations import create_membership, create_organization, join
from tests.provisioning.databases import Database

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def organization(database: Database) -> Organization:
    return create_organization(database)


def emails(database: Database, organization: Organization, most: int = 9) -> list[str]:
    with database.transaction() as session:
        return [account.email for account in read_administrators(session, organization.id, most)]


def test_only_who_administers_this_organization_now_and_can_sign_in(
    database: Database, organization: Organization
) -> None:
    now = current_time()
    join(database, organization, create_account(database, email="chief@example.test"), role="administrator")
    join(database, organization, create_account(database, email="member@example.test"))
    join(database, organization, create_account(database), role="administrator", expires_at=now)
    join(database, organization, create_account(database, disabled_at=now), role="administrator")
    create_membership(database, create_account(database), role="administrator")

    assert emails(database, organization) == ["chief@example.test"]


def test_the_longest_membership_comes_first(database: Database, organization: Organization) -> None:
    for days, key, name in ((1, "a", "third"), (2, "c", "second"), (2, "b", "first")):
        account = create_account(database, email=f"{name}@example.test")
        since = current_time() - timedelta(days=days)
        join(database, organization, account, id=f"mem_{key}", role="administrator", created_at=since)

    assert emails(database, organization) == ["first@example.test", "second@example.test", "third@example.test"]
    assert emails(database, organization, most=1) == ["first@example.test"]


def test_a_page_names_five(app: Application, database: Database, organization: Organization) -> None:
    for _ in range(6):
        join(database, organization, create_account(database), role="administrator")
    with app.app_context():
        assert len(find_administrators(organization.id)) == 5
