"""Setting and removing a logo: whether something changed, what is recorded, and where the logo is found."""

import pytest
from sqlalchemy import select

from idp.audit.models import AuditEvent
from idp.infrastructure.database import transaction
from idp.organizations.logos.addresses import logo_uri, logo_url
from idp.organizations.logos.service import find_logo, remove_logo, set_logo
from idp.organizations.models import Organization
from tests.factories.actors import operator
from tests.factories.logos import picture
from tests.factories.organizations import create_organization, give_logo


@pytest.fixture
def organization(app, database):
    with app.test_request_context(base_url=app.settings.issuer):
        yield create_organization(database, "Hafenwerk GmbH")


def change(organization, function, *values):
    with transaction() as session:
        return function(session, organization.id, *values, operator())


def test_a_logo_is_set_and_removed_once_each(database, organization):
    done = [
        change(organization, remove_logo),
        change(organization, set_logo, picture()),
        change(organization, set_logo, picture()),
        change(organization, remove_logo),
    ]
    assert done == [False, True, False, True]
    recorded = sorted(event.action for event in database.rows(select(AuditEvent)))
    assert recorded == ["organization.logo_removed", "organization.logo_set"]
    assert database.one(select(Organization.logo_digest)) is None


def test_each_logo_is_found_by_its_own_hash(database, organization):
    other = create_organization(database, "Lindenhof eG")
    own, others = give_logo(database, organization.id), give_logo(database, other.id, (100, 100))

    assert find_logo(own) != find_logo(others)
    assert find_logo(own) is not None
    assert find_logo("0" * 64) is None


def test_pages_and_applications_have_an_address_of_it(organization):
    assert logo_url(None) is None
    assert logo_url("abc") == "/logos/abc.png"
    assert logo_uri("abc") == "https://id.example.test/logos/abc.png"
