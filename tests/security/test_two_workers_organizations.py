"""Threat 73 as it would happen: people of one organization act at one moment on two processes of ``idp serve``."""

from collections import Counter
from collections.abc import Sequence

import pytest
from sqlalchemy import func, select

from idp.accounts.models import Account
from idp.audit.models import AuditEvent
from idp.infrastructure.web.application import Application
from idp.organizations.join_requests.models import JoinRequest
from idp.organizations.models import Membership, Organization
from tests.factories.accounts import create_account
from tests.factories.clients import create_client
from tests.factories.invitations import create_invitation, invitation_of
from tests.factories.organizations import create_organization, join
from tests.provisioning.databases import Database
from tests.security.serving import Served, Visitor, same_post

pytestmark = pytest.mark.threat(73)
ROUNDS = 6
AT_ONCE = 10


@pytest.fixture
def chiefs(database: Database) -> tuple[Account, Account]:
    return create_account(database), create_account(database)


def administered_by(database: Database, chiefs: Sequence[Account]) -> tuple[Organization, list[Membership]]:
    organization = create_organization(database)
    return organization, [join(database, organization, chief, role="administrator") for chief in chiefs]


def actions(database: Database) -> Counter[str]:
    return Counter(database.rows(select(AuditEvent.action)))


def test_of_two_administrators_who_remove_each_other_one_stays(
    served: Served, database: Database, chiefs: tuple[Account, Account]
) -> None:
    """In several organizations, two requests each, all at the same moment."""
    posts = []
    for _ in range(ROUNDS):
        organization, memberships = administered_by(database, chiefs)
        for chief, other in zip(chiefs, reversed(memberships), strict=True):
            page = f"/organizations/{organization.id}/members/{other.id}"
            url, options = Visitor.let_in(served, database, chief, page).pressing("/remove")
            posts += same_post(url, 1, **options)

    answers = Counter(answer.status_code for answer in served.race(posts))

    # Who was removed belongs to nothing there, by the time of the own request or during it.
    assert answers[303] == ROUNDS
    assert answers[404] + answers[403] == ROUNDS
    left = database.rows(select(func.count()).select_from(Membership).group_by(Membership.organization_id))
    assert left == [1] * ROUNDS


def test_an_invitation_that_is_accepted_in_many_tabs_is_accepted_once(
    served: Served, app: Application, database: Database, person: Account
) -> None:
    link = create_invitation(app, database, create_organization(database), person.email)
    visitor = Visitor.let_in(served, database, person, link)
    url, options = visitor.pressing("/invitation", accept="yes")

    answers = Counter(answer.status_code for answer in served.race(same_post(url, AT_ONCE, **options)))

    assert answers[303] == 1
    assert sum(answers.values()) - answers[303] == answers[410]
    assert database.rows(select(Membership.account_id)) == [person.id]
    assert invitation_of(database, person.email).state == "accepted"
    assert actions(database)["invitation.accepted"] == 1


def test_an_invitation_that_is_accepted_and_declined_at_once_has_one_answer(
    served: Served, app: Application, database: Database, person: Account
) -> None:
    link = create_invitation(app, database, create_organization(database), person.email)
    visitor = Visitor.let_in(served, database, person, link)
    pressed = [visitor.pressing("/invitation", **{answer: "yes"}) for answer in ("accept", "decline")]

    served.race([post for url, options in pressed for post in same_post(url, AT_ONCE // 2, **options)])

    counted = actions(database)
    assert counted["invitation.accepted"] + counted["invitation.declined"] == 1
    assert database.count(Membership) == counted["invitation.accepted"]


def test_a_request_that_two_administrators_approve_at_once_is_approved_once(
    served: Served, database: Database, chiefs: tuple[Account, Account], person: Account
) -> None:
    organization, _ = administered_by(database, chiefs)
    asked = {"organization_id": organization.id, "account_id": person.id, "portal": "shop", "state": "open"}
    database.save(JoinRequest(**asked))
    page = f"/organizations/{organization.id}/requests"
    pressed = [
        Visitor.let_in(served, database, chief, page).pressing("/requests", decision="approve") for chief in chiefs
    ]

    answers = served.race([post for url, options in pressed for post in same_post(url, AT_ONCE // 2, **options)])

    led = Counter(answer.headers["Location"].partition("?")[2] for answer in answers)
    assert led == {"done=approved": 1, "done=ended": AT_ONCE - 1}
    assert database.rows(select(Membership.account_id).where(Membership.account_id == person.id)) == [person.id]
    assert actions(database)["join_request.approved"] == 1


def test_an_organization_that_is_created_many_times_at_once_is_created_once(served: Served, database: Database) -> None:
    """The loser of the race reads the organization of the winner."""
    shop = create_client(database, creates_organizations=True)
    order = {"reference": "A-1", "kind": "company", "name": "Hafenwerk GmbH"}
    url = f"{served.issuer}/organization-creation"

    answers = served.race(same_post(url, AT_ONCE, data=order, auth=shop.basic))

    assert [answer.status_code for answer in answers] == [200] * AT_ONCE
    assert Counter(answer.json()["created"] for answer in answers) == {True: 1, False: AT_ONCE - 1}
    assert {answer.json()["organization"] for answer in answers} == {database.one(select(Organization.id))}
    assert actions(database)["organization.created"] == 1
