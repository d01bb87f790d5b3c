"""The sample people of the trial and their organizations."""

from sqlalchemy import select

from idp.demo.people import sample_people, store_people
from idp.organizations.models import MemberRole, Membership, Organization
from tests.provisioning.databases import Database


def test_each_organization_has_a_legal_representative_who_administers_it(database: Database) -> None:
    """So that its deletion can be requested in the trial."""
    people = sample_people()
    with database.transaction() as session:
        store_people(session, people, {person.email: "no hash" for person in people})

    organizations = database.rows(select(Organization))
    assert {each.name for each in organizations} == {"Hafenwerk GmbH", "Lindenhof eG"}
    for organization in organizations:
        of_representative = select(Membership.role).where(
            Membership.organization_id == organization.id, Membership.account_id == organization.representative_id
        )
        assert database.rows(of_representative) == [MemberRole.ADMINISTRATOR]
