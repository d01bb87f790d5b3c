"""An account that is deleted in the middle of a request of its sign-in, after each statement: no error of ours."""

import pytest
from sqlalchemy import delete, select

from idp.accounts.models import Account
from idp.interactions import Interaction
from tests.factories.factors import create_recovery_codes
from tests.provisioning.meanwhile import at_once, meanwhile, moments
from tests.signin.test_changes_midway import Visitor

# Each moment is a sign-in of its own; what the databases do differently is tried with the account's pages.
pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.only_on("sqlite")]


def deletion_of(visitor):
    return lambda: at_once(visitor.database, delete(Account).where(Account.id == visitor.person.id))


@pytest.fixture
def app(make_app):
    return make_app(throttle={"form_requests_per_minute": 10000, "address_attempts": 10000})


@pytest.mark.parametrize("page", ["factor", "new password", "consent"])
def test_a_page_that_is_shown_leads_on(app, database, page):
    for moment in moments():
        visitor = Visitor(app, database)
        shown = visitor.walk_to(page)
        with meanwhile(app, moment, deletion_of(visitor)):
            visitor.follow(visitor.browser.get(shown.request.path))

    assert moment.number > 2


@pytest.mark.parametrize("page", ["password", "factor", "new password"])
def test_what_a_page_asks_for_leads_on(app, database, page):
    for moment in moments():
        visitor = Visitor(app, database)
        shown = visitor.walk_to(page)
        with meanwhile(app, moment, deletion_of(visitor)):
            visitor.act(shown)

    assert moment.number > 2


@pytest.mark.parametrize("path", ["factor/none-at-hand", "enrol"])
def test_the_other_pages_of_a_second_factor_lead_on(app, database, path):
    for moment in moments():
        visitor = Visitor(app, database)
        create_recovery_codes(database, visitor.person)
        visitor.walk_to("factor")
        interaction = visitor.database.one(select(Interaction.id).order_by(Interaction.created_at.desc()).limit(1))
        with meanwhile(app, moment, deletion_of(visitor)):
            visitor.follow(visitor.browser.get(f"/signin/{interaction}/{path}"))

    assert moment.number > 2


def test_an_account_that_signs_in_again_leads_on(app, database):
    """Before something sensitive, and among several people."""
    for path in ("/signin?fresh=1", "/signin?account=choose", "/account/security/totp"):
        for moment in moments():
            visitor = Visitor(app, database)
            visitor.finish(visitor.arrive())
            with meanwhile(app, moment, deletion_of(visitor)):
                visitor.follow(visitor.browser.get(path))
