"""The products of an organization, of which a member gets some."""

from idp.organizations.entitlements.choices import ProductChoice, read_choices
from idp.organizations.entitlements.models import MembershipProduct
from tests.factories.accounts import create_account
from tests.factories.organizations import create_organization, give_product, join
from tests.provisioning.databases import Database


def test_each_product_of_the_organization_once_and_whether_this_member_has_it(database: Database) -> None:
    organization = create_organization(database)
    ada, ben = (join(database, organization, create_account(database)) for _ in range(2))
    wiki = give_product(database, organization, "Wiki")
    mail = give_product(database, organization, "Mail")
    give_product(database, create_organization(database), "Wiki")
    for membership, product in ((ada, wiki), (ben, wiki), (ben, mail)):
        database.save(MembershipProduct(membership_id=membership.id, product_id=product.id))

    with database.transaction() as session:
        found = [
            [(each.name, each.is_given) for each in read_choices(session, organization.id, one.id)]
            for one in (ada, ben)
        ]
    assert found == [[("Mail", False), ("Wiki", True)], [("Mail", True), ("Wiki", True)]]


def test_they_are_in_order_of_name_portal_and_key(database: Database) -> None:
    organization = create_organization(database)
    member = join(database, organization, create_account(database))
    rows = [("shop", "c", "Wiki"), ("shop", "b", "Wiki"), ("forum", "d", "Wiki"), ("shop", "e", "Mail")]
    ids = [
        give_product(database, organization, name, id=f"prd_{9 - number}", portal=portal, product=product).id
        for number, (portal, product, name) in enumerate(rows)
    ]
    with database.transaction() as session:
        found = read_choices(session, organization.id, member.id)
    expected = [ProductChoice(id_, *row, is_given=False) for id_, row in zip(ids, rows, strict=True)]
    assert list(found) == expected[::-1]
