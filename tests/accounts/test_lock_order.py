"""A row first, then the links about it: what redeems a link and what voids it at the same moment take turns.

In the other order each would hold what the other one waits for, and the database would end one of them with an error.
"""

from collections.abc import Callable
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from idp.accounts.email_change.by_support import confirm_given_address
from idp.accounts.email_change.completion import confirm_change, undo_change
from idp.accounts.locks import lock_account
from idp.accounts.password_reset.completion import complete_reset
from idp.accounts.password_reset.request import ResetRequest, request_reset
from idp.accounts.recovery_email.change import confirm_recovery_email
from idp.accounts.security.securing import secure_account
from idp.infrastructure.one_time_links import LinkProblem, OneTimeLink, consume_links, supersede_links
from idp.portals.demands import demands_at
from idp.registration.confirmation import confirm_by_link
from idp.registration.models import Registration
from idp.registration.outlook import Outlook
from idp.registration.start import CONFIRM_REGISTRATION
from tests.factories.accounts import create_account
from tests.factories.actors import person_actor
from tests.factories.links import OF_PAGE
from tests.provisioning.waiting import waiting_beside

pytestmark = pytest.mark.only_on("postgresql")
SOMEBODY = person_actor()
DAY = timedelta(days=1)
OUTLOOK = Outlook(approved_by="automatic", approval=DAY, completion=DAY, is_completed_later=False)
REDEEM: dict[str, Callable[[Session, str], object]] = {
    "password_reset.choose": lambda session, token: complete_reset(session, token, "$argon2id$other", SOMEBODY),
    "email_change.confirm": lambda session, token: confirm_change(session, token, SOMEBODY),
    "email_change.confirm_given": lambda session, token: confirm_given_address(session, token, SOMEBODY),
    "email_change.undo": lambda session, token: undo_change(session, token, SOMEBODY),
    "recovery_email.confirm": lambda session, token: confirm_recovery_email(session, token, SOMEBODY),
    "security.secure": lambda session, token: secure_account(session, token, SOMEBODY),
}


@pytest.fixture
def account(database):
    return create_account(database)


@pytest.fixture
def beside(app, database):
    """``beside(act)``: begin ``act`` on a connection of its own, until it has to wait for the one of this test."""
    with waiting_beside(app, database) as begin:
        yield begin


@contextmanager
def holding(database, account):
    """A transaction that holds the account, as every change of it does."""
    with Session(database.engine) as session, session.begin():
        lock_account(session, account.id)
        yield session


@pytest.mark.parametrize("page", REDEEM)
def test_a_link_that_is_voided_while_it_is_redeemed_is_superseded(database, account, beside, page):
    with database.transaction() as session:
        link = OF_PAGE[page](session, account)
        session.flush()
        subject = session.scalars(select(OneTimeLink.subject)).one()

    with holding(database, account) as session:
        other = beside(lambda session: REDEEM[page](session, link.token))
        supersede_links(session, link.purpose, subject)

    assert other.result(timeout=30) is LinkProblem.SUPERSEDED


def test_a_link_that_is_asked_for_while_those_before_are_voided_is_open(app, database, account, beside):
    with database.transaction() as session:
        link = OF_PAGE["password_reset.choose"](session, account)
    demands = demands_at(app.settings, "shop")
    asked = ResetRequest(email=account.email, actor=SOMEBODY, demands=demands, browser_hash="here")

    with holding(database, account) as session:
        other = beside(lambda session: request_reset(session, asked, is_allowed=True))
        supersede_links(session, link.purpose, account.id)

    other.result(timeout=30)
    assert sorted(database.rows(select(OneTimeLink.state))) == ["open", "superseded"]


def test_a_registration_that_is_confirmed_by_its_code_and_its_link_is_confirmed_once(database, account, beside):
    with database.transaction() as session:
        link = OF_PAGE["registration.confirm"](session, account)
        session.flush()
        registration_id = session.scalars(select(Registration.id)).one()

    with Session(database.engine) as session, session.begin():
        session.get_one(Registration, registration_id, with_for_update=True)
        other = beside(lambda session: confirm_by_link(session, link.token, SOMEBODY, OUTLOOK))
        consume_links(session, CONFIRM_REGISTRATION, registration_id)

    assert other.result(timeout=30) is LinkProblem.USED
