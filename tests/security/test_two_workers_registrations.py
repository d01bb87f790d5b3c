"""Threat 69 as it would happen: those who decide about a registration act at one moment on two processes of
``idp serve``."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
import requests
from sqlalchemy import select

from idp.accounts.models import Account
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.mail.models import OutboxMail
from idp.organizations.models import Membership, Organization
from idp.registration.models import Registration
from tests.factories.accounts import create_account
from tests.factories.organizations import create_organization, join
from tests.provisioning.databases import Database
from tests.security.serving import Served, Visitor, same_post

pytestmark = pytest.mark.threat(69)
ROUNDS = 5
# On to the list, or the page that tells what was decided.
ANSWERED = {200, 303}
DECISIONS = {"registration.approved", "registration.refused"}
LATER = timedelta(days=30)
Post = Callable[[requests.Session], requests.Response]


@pytest.fixture
def chiefs(database: Database) -> tuple[Account, Account]:
    return create_account(database), create_account(database)


@pytest.fixture
def organization(database: Database, chiefs: Sequence[Account]) -> Organization:
    organization = create_organization(database)
    for chief in chiefs:
        join(database, organization, chief, role="administrator")
    return organization


def create_waiting(database: Database, organization: Organization, number: int, expires_at: datetime) -> Registration:
    """A registration of which nothing but the decision is missing."""
    waiting = Registration(
        state="awaiting_approval",
        browser_hash="elsewhere",
        portal="shop",
        language="de",
        email=f"neu{number}@example.test",
        given_name="Petra",
        password_hash="of the registration",
        organization_id=organization.id,
        asked_at=current_time(),
        expires_at=expires_at,
    )
    database.save(waiting)
    return waiting


def approve(served: Served, database: Database, chief: Account, waiting: Registration) -> Sequence[Post]:
    page = f"/organizations/{waiting.organization_id}/registrations/{waiting.id}"
    url, options = Visitor.let_in(served, database, chief, page).prepared(role="member")
    return same_post(url, 1, **options)


def refuse(served: Served, database: Database, chief: Account, waiting: Registration) -> Sequence[Post]:
    page = f"/organizations/{waiting.organization_id}/registrations/{waiting.id}/refuse"
    url, options = Visitor.let_in(served, database, chief, page).prepared(reason="no")
    return same_post(url, 1, **options)


def outcomes(database: Database) -> Counter[str]:
    """How often each state was reached. What comes of a registration is there once and as a whole, or not at all."""
    rows, events = database.rows(select(Registration)), database.rows(select(AuditEvent))
    for row in rows:
        is_completed, is_refused = row.state == "completed", row.state == "refused"
        accounts = database.rows(select(Account.id).where(Account.email == row.email))
        members = database.rows(select(Membership.id).where(Membership.account_id.in_(accounts)))
        mails = database.rows(select(OutboxMail.message).where(OutboxMail.recipient == row.email))
        told = ["registration_approved"] * is_completed + ["registration_refused"] * is_refused
        decisions = [each for each in events if each.subject == row.id and each.action in DECISIONS]
        assert (len(accounts), len(members), mails) == (is_completed, is_completed, told), row.state
        assert len(decisions) == is_completed + is_refused
    return Counter(row.state for row in rows)


def test_of_two_administrators_who_approve_at_once_one_does(
    served: Served, database: Database, organization: Organization, chiefs: tuple[Account, Account]
) -> None:
    posts: list[Post] = []
    for number in range(ROUNDS):
        waiting = create_waiting(database, organization, number, current_time() + LATER)
        posts += [post for chief in chiefs for post in approve(served, database, chief, waiting)]

    answers = served.race(posts)

    assert {answer.status_code for answer in answers} <= ANSWERED
    led = [answer.headers.get("Location", "") for answer in answers]
    assert sum(each.endswith("done=approved") for each in led) == ROUNDS
    assert outcomes(database) == {"completed": ROUNDS}


def test_of_an_approval_and_a_refusal_at_once_one_holds(
    served: Served, database: Database, organization: Organization, chiefs: tuple[Account, Account]
) -> None:
    posts: list[Post] = []
    for number in range(ROUNDS):
        waiting = create_waiting(database, organization, number, current_time() + LATER)
        posts += [*approve(served, database, chiefs[0], waiting), *refuse(served, database, chiefs[1], waiting)]

    answers = served.race(posts)

    assert {answer.status_code for answer in answers} <= ANSWERED
    assert outcomes(database).total() == ROUNDS
    assert outcomes(database).keys() <= {"completed", "refused"}


def test_a_registration_that_expires_while_it_is_approved_is_approved_in_time_or_not_at_all(
    served: Served, database: Database, organization: Organization, chiefs: tuple[Account, Account]
) -> None:
    """The first has expired before anyone answers, the last has time."""
    waiting = [create_waiting(database, organization, number, current_time() + LATER) for number in range(ROUNDS)]
    posts = [post for each in waiting for chief in chiefs for post in approve(served, database, chief, each)]

    with expiring(database, waiting):
        answers = served.race(posts)

    assert {answer.status_code for answer in answers} <= ANSWERED
    counted = outcomes(database)
    assert counted.keys() == {"completed", "awaiting_approval"}
    assert all(row.decided_at is None for row in database.rows(select(Registration)) if row.state != "completed")


@contextmanager
def expiring(database: Database, waiting: Sequence[Registration]) -> Iterator[None]:
    """They end one after the other while the requests are on their way."""
    begun = current_time()
    for number, each in enumerate(waiting):
        ends = begun + timedelta(seconds=-1 + number * 0.4) if each != waiting[-1] else begun + LATER
        database.change(each, expires_at=ends)
    yield
