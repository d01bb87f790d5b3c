"""An account of what an invited person has entered: with the journey of the portal, once, or not at all."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.admissions.models import AdmissionRecord
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.infrastructure.web.application import Application
from idp.organizations.models import Membership
from idp.registration.invited import accept_invitation
from idp.registration.journey import outlook_of
from idp.registration.models import Registration
from tests.factories.accounts import create_account
from tests.factories.actors import person_actor
from tests.factories.invitations import create_invitation, find_link_id
from tests.factories.organizations import create_organization
from tests.provisioning.databases import Database

EMAIL = "neu@example.test"
TERMS = {"age": {"at_portal": "Winery"}}
AcceptIt = Callable[..., bool]


@pytest.fixture
def accept_it(app: Application, database: Database) -> AcceptIt:
    """``accept_it(**values)``: whether an account comes of a registration with these values, which answers the same
    invitation each time."""
    link = create_invitation(app, database, create_organization(database), EMAIL)

    def run(**values: object) -> bool:
        with app.test_request_context(base_url=app.settings.issuer), transaction() as session:
            link_id = find_link_id(session, link)
            given = {"browser_hash": "here", "portal": "shop", "email": EMAIL, "language": "de", "state": "approved"}
            given |= {"expires_at": current_time() + timedelta(hours=1), "invitation_link_id": link_id}
            row = Registration(**given | values)
            session.add(row)
            session.flush()
            return accept_invitation(session, row, link_id, person_actor(), outlook_of(row))

    return run


def test_the_admission_keeps_what_was_completed_of_the_journey(database: Database, accept_it: AcceptIt) -> None:
    assert accept_it(journey_version=3, terms_accepted=TERMS) is True
    admission = database.one(select(AdmissionRecord))
    assert (admission.portal, admission.journey_version, admission.terms_accepted) == ("shop", 3, TERMS)


def test_of_two_that_answer_one_invitation_the_first_gets_it(database: Database, accept_it: AcceptIt) -> None:
    assert [accept_it(given_name=name) for name in ("Grace", "Ole")] == [True, False]
    assert database.one(select(Account.given_name)) == "Grace"


def test_without_the_user_name_that_was_chosen_there_is_no_account(database: Database, accept_it: AcceptIt) -> None:
    create_account(database, username="ada")

    assert accept_it(user_name="ada") is False
    assert (database.count(Account), database.count(Membership)) == (1, 0)
    assert accept_it(user_name="neu") is True
