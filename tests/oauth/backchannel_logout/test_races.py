"""A code that is redeemed while its session ends is refused, or its client is told."""

import pytest
from sqlalchemy import select

from idp.infrastructure.database import transaction
from idp.oauth.backchannel_logout.models import LogoutDelivery
from idp.sessions import SignedIn
from idp.signin.sign_out import sign_out
from tests.factories.actors import person_actor
from tests.factories.sessions import sign_in
from tests.security.racing import race

ROUNDS = 8


@pytest.mark.threat(31)
def test_no_client_is_signed_in_without_being_told_of_the_end(app, client, database, rp, person):
    for _ in range(ROUNDS):
        session = sign_in(client, database, person)
        code = rp.obtain_code()

        def end(session=session):
            with app.app_context(), transaction() as db:
                sign_out(db, [SignedIn.of(session)], person_actor(person.id))

        def act(number, code=code, end=end):
            return rp.redeem(code).status_code if number == 0 else end()

        status, _ = race(2, act)
        told = database.rows(select(LogoutDelivery.id).where(LogoutDelivery.session_id == session.id))
        assert (status, len(told)) in {(200, 1), (400, 0), (400, 1)}
