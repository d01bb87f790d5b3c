"""What is completed at a sign-in is written with the texts that were agreed to, or not at all."""

import pytest
from sqlalchemy import select

from idp.admissions.models import AdmissionRecord
from idp.agreements.models import Agreement
from idp.protocol.admission import CompletedJourney
from idp.signin.completed_journey import complete_at_sign_in
from tests.factories.accounts import create_account
from tests.factories.actors import person_actor
from tests.factories.admissions import create_admission
from tests.factories.agreements import agreed_text


@pytest.fixture
def complete(app, database):
    def write(account):
        with app.app_context(), database.transaction() as session:
            actor, journey = person_actor(account.id), CompletedJourney(2)
            return complete_at_sign_in(session, account.id, "shop", actor, journey, [agreed_text()])

    return write


def test_an_account_that_was_never_there_is_admitted_with_its_agreements(database, complete):
    assert complete(create_account(database))

    admission, agreement = database.one(select(AdmissionRecord)), database.one(select(Agreement))
    assert (admission.state, admission.journey_version, admission.texts_agreed) == ("admitted", 2, ("terms=1",))
    assert (agreement.text, agreement.portal, agreement.way) == ("terms", "shop", "sign_in")


def test_a_withdrawn_admission_keeps_what_was_agreed_to_from_counting(database, complete):
    account = create_account(database)
    create_admission(database, account, "shop", state="withdrawn")

    assert not complete(account)

    assert database.one(select(AdmissionRecord.texts_agreed)) == ()
    assert database.count(Agreement) == 0
