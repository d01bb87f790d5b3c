"""A membership ends while the client is away: it is refused at once, and told when it is back."""

from datetime import timedelta

import pytest

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.organizations.members.ending import end_due_memberships
from idp.organizations.members.removal import leave_organization
from tests.factories.accounts import create_account
from tests.factories.actors import person_actor
from tests.factories.organizations import create_organization, join

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def organization(database, person):
    """The person is a member, and another account administers it."""
    organization = create_organization(database)
    join(database, organization, create_account(database), role="administrator")
    join(database, organization, person)
    return organization


@pytest.fixture
def leave(app, person):
    """``leave(organization)``: as the person does."""

    def run(organization):
        with app.app_context(), transaction() as session:
            leave_organization(session, organization.id, session.merge(person), person_actor(person.id))

    return run


def test_refresh_is_refused_at_once_and_the_logout_is_delivered_later(
    database, rp, receiver, session, organization, leave, send, deliveries, clock
):
    tokens = rp.obtain_tokens(scope="openid organization")
    assert rp.userinfo(tokens["access_token"]).get_json()["organization"]["id"] == organization.id
    receiver.stop()
    leave(organization)
    send()

    assert rp.refresh(tokens["refresh_token"]).get_json()["error"] == "invalid_grant"
    assert rp.userinfo(tokens["access_token"]).status_code == 401
    assert [(each.state, each.session_id) for each in deliveries()] == [("queued", session.id)]

    receiver.start()
    clock.shift(90)
    send()
    assert [each.state for each in deliveries()] == ["delivered"]
    assert len(receiver.tokens) == 1


def test_a_client_that_acts_for_another_organization_is_not_told(
    database, rp, other_rp, person, organization, leave, deliveries
):
    other = create_organization(database)
    join(database, other, person)
    rp.obtain_tokens(scope="openid organization", organization=organization.id)
    kept = other_rp.obtain_tokens(scope="openid organization", organization=other.id)
    leave(organization)

    assert [each.client_id for each in deliveries()] == [rp.client_id]
    assert other_rp.refresh(kept["refresh_token"]).status_code == 200


def test_a_membership_that_ends_by_itself_is_told_once(app, database, rp, person, session, deliveries, clock):
    """Issue 10, item 7."""
    organization = create_organization(database)
    join(database, organization, person, expires_at=current_time() + timedelta(hours=1))
    tokens = rp.obtain_tokens(scope="openid organization")
    clock.shift(timedelta(hours=1))
    assert rp.refresh(tokens["refresh_token"]).get_json()["error"] == "invalid_grant"
    for _ in range(2):
        with app.app_context():
            end_due_memberships()

    assert [(each.client_id, each.session_id) for each in deliveries()] == [(rp.client_id, session.id)]
