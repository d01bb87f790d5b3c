"""Carrying a deletion out: which organizations are due, and who learns of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.infrastructure.clock import current_time
from idp.organizations.deletion.execution import delete_due_organizations, delete_organization_if_due
from idp.organizations.deletion.holds import Hold, read_holds, set_hold
from idp.organizations.deletion.models import OrganizationHold
from idp.organizations.deletion.request import cancel_organization_deletion, request_organization_deletion
from idp.organizations.models import Organization
from idp.organizations.signals import membership_ended
from tests.factories.accounts import create_account
from tests.factories.actors import operator
from tests.factories.organizations import create_organization, join

DAY = timedelta(days=1)
AT_ONCE = 20
PORTALS = {
    "shop": {"holds": {"unpaid_invoices": {}, "balance": {}}},
    "forum": {"holds": {"election": {"title": {"de": "Wahl", "en": "Election"}}}},
}


@pytest.fixture
def app(make_app, clock):
    app = make_app(portals=PORTALS)
    with app.test_request_context():
        yield app


@pytest.fixture
def due(app, database):
    """``due("Hafenwerk GmbH")``: an organization whose waiting time is over."""

    def create(name, **values):
        return create_organization(database, name, **{"delete_after": current_time()} | values)

    return create


def hold(database, organization, portal="gone", key="unpaid_invoices"):
    database.save(OrganizationHold(organization_id=organization.id, portal=portal, hold=key, set_at=current_time()))


def left(database):
    return set(database.rows(select(Organization.name)))


def test_those_that_wait_or_are_held_keep_none_that_is_due_from_its_turn(due, database):
    for number in range(AT_ONCE):
        hold(database, due(f"Held {number:02}", id=f"org_a{number:02}", delete_after=current_time() - DAY))
        due(f"Waiting {number:02}", id=f"org_b{number:02}", delete_after=current_time() + DAY)
    due("Last", id="org_z")
    delete_due_organizations()

    assert "Last" not in left(database)
    assert len(left(database)) == 2 * AT_ONCE


def test_a_hold_keeps_its_own_organization_alone(due, database):
    hold(database, due("Held"))
    due("Free")
    delete_due_organizations()

    assert left(database) == {"Held"}


def test_each_member_is_told_by_name_and_each_membership_ends(due, database, mailbox):
    organization, other = due("Hafenwerk GmbH"), create_organization(database, "Lindenhof eG")
    accounts = [create_account(database, language="en", given_name=name) for name in ("Ada", "Bob")]
    for account in accounts:
        join(database, organization, account)
    join(database, other, create_account(database))
    ended = []

    def note(account_id, *, organization_id, **_):
        ended.append((account_id, organization_id))

    with membership_ended.connected_to(note), database.transaction() as session:
        assert delete_organization_if_due(session, organization.id, current_time())

    assert sorted(ended) == sorted((account.id, organization.id) for account in accounts)
    assert {mail.recipient for mail in mailbox.mails} == {account.email for account in accounts}
    assert all(account.name in mailbox.to(account.email)[0].text for account in accounts)


@pytest.mark.parametrize("is_cancelled", [False, True])
def test_administrators_are_greeted_by_name(app, database, mailbox, is_cancelled):
    chief = create_account(database, language="en", given_name="Ada", family_name="Beispiel")
    organization = create_organization(database, "Hafenwerk GmbH", representative_id=chief.id)
    join(database, organization, chief, role="administrator")
    with database.transaction() as session:
        request_organization_deletion(session, organization.id, DAY, operator())
        if is_cancelled:
            cancel_organization_deletion(session, organization.id, operator())

    assert "Ada Beispiel" in mailbox.mails[-1].text
    assert len(mailbox) == 1 + is_cancelled


def test_holds_are_told_by_portal_and_key_with_the_words_of_their_catalogue(app, due, database):
    organization = due("Hafenwerk GmbH")
    hold(database, organization, "shop", "unpaid_invoices")
    hold(database, organization, "shop", "balance")
    hold(database, organization, "gone", "unpaid_invoices")
    with database.transaction() as session:
        assert set_hold(session, organization.id, "forum", "election", operator())
        found = read_holds(session, organization.id)

    holds = {key: app.settings.portals[key].holds for key in ("shop", "forum")}
    assert found == [
        Hold("forum", "election", holds["forum"]["election"]),
        Hold("gone", "unpaid_invoices", None),
        Hold("shop", "balance", holds["shop"]["balance"]),
        Hold("shop", "unpaid_invoices", holds["shop"]["unpaid_invoices"]),
    ]
